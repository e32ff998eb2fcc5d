from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from console.models.greeting import Greeting

TEXT_MOST = 600  # characters: 1,800 bytes of Chinese, which every channel carries
BRIEF = 60


class GreetingText(models.Model):
    """A greeting in one language."""

    greeting = models.ForeignKey(Greeting, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=TEXT_MOST)

    class Meta:
        # English first: then the first text of a greeting is the English one, if there is one
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [models.UniqueConstraint(fields=["greeting", "language"], name="one_greeting_text_per_language")]

    def __str__(self) -> str:
        return Truncator(" ".join(self.text.split())).chars(BRIEF)
