from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from quickreplies.models.quick_reply import QuickReply

TEXT_MOST = 2000  # characters; the box itself tells when they are too many bytes for a channel
BRIEF = 60


class QuickReplyText(models.Model):
    """A quick reply in one language."""

    reply = models.ForeignKey(QuickReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=settings.LANGUAGES)
    title = models.CharField(
        _("title"), max_length=60, blank=True, help_text=_("What agents find it by. For example: Breakfast hours")
    )
    text = models.TextField(
        _("text"),
        max_length=TEXT_MOST,
        validators=[MaxLengthValidator(TEXT_MOST)],
        help_text=_(
            "$agentname becomes the name under which the agent answers, $customername the customer's. For example: Hello "
            "$customername, this is $agentname. How may I help?"
        ),
    )

    class Meta:
        # English first: then the first text of a reply is the English one, if there is one
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [models.UniqueConstraint(fields=["reply", "language"], name="one_quick_reply_text_per_language")]

    def __str__(self) -> str:
        return self.title or Truncator(" ".join(self.text.split())).chars(BRIEF)
