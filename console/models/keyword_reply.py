from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.models import Channel


class KeywordReply(models.Model):
    """What a customer is told by itself when their whole message is one of its keywords. It has a text in each language.

    `is_active` is the switch of supervisors. `in_hours_too`: also while somebody answers; else only when nobody does.
    """

    channel = models.ForeignKey(
        Channel,
        verbose_name=_("channel"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="keyword_replies",
        help_text=_("A channel's own reply goes before one for every channel."),
    )
    in_hours_too = models.BooleanField(
        _("in business hours too"),
        default=False,
        help_text=_("Off: only outside business hours. Without business hours: only while nobody is available."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("keyword reply")
        verbose_name_plural = _("keyword replies")
        ordering = ["pk"]

    def __str__(self) -> str:
        return " · ".join(keyword.words for keyword in self.keywords.all()) if self.pk else ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its keywords go with it to another channel."""
        super().save(*args, **kwargs)
        self.keywords.exclude(channel=self.channel_id).update(channel=self.channel_id)
