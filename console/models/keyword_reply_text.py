from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.greeting_text import TEXT_MOST
from console.models.keyword_reply import KeywordReply


class KeywordReplyText(models.Model):
    """A keyword reply in one language."""

    reply = models.ForeignKey(KeywordReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=TEXT_MOST)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["reply", "language"], name="one_keyword_text_per_language")]

    def __str__(self) -> str:
        return self.text[:60]
