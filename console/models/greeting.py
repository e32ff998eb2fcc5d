from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Channel

TEXT_MOST = 600  # characters: 1,800 bytes of Chinese, which every channel carries


class Greeting(models.Model):
    """What a customer is told by itself on the first message of a conversation, in one language."""

    class Moment(models.TextChoices):
        ONLINE = "online", _("Somebody is available")
        OFFLINE = "offline", _("Nobody is available")

    channel = models.ForeignKey(
        Channel,
        verbose_name=_("channel"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="greetings",
        help_text=_("Empty: every channel that has none of its own."),
    )
    moment = models.CharField(_("moment"), max_length=8, choices=Moment.choices)
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=TEXT_MOST)

    class Meta:
        verbose_name = _("greeting")
        verbose_name_plural = _("greetings")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "moment", "language"], nulls_distinct=False, name="one_greeting_for_each_case"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
