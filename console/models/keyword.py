from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from console.models.keyword_reply import KeywordReply
from history.models import Channel
from history.tags import key_of

WORDS_MOST = 60


class Keyword(models.Model):
    """One of a reply's keywords. `folded` is what messages are compared with: without regard to case and width.

    `channel` is the reply's own, so that the database can keep a keyword from meaning two things on one channel.
    """

    reply = models.ForeignKey(KeywordReply, on_delete=models.CASCADE, related_name="keywords")
    channel = models.ForeignKey(Channel, null=True, editable=False, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("keyword"), max_length=WORDS_MOST)
    folded = models.CharField(max_length=WORDS_MOST, editable=False)

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded", "channel"], nulls_distinct=False, name="a_keyword_once_for_each_channel"
            )
        ]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Raises ValidationError for signs of which nothing is left to compare."""
        if self.words and not 1 <= len(key_of(self.words)) <= WORDS_MOST:
            raise ValidationError({"words": _("This can't be a keyword.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Follows its words and its reply."""
        self.folded, self.channel_id = key_of(self.words), self.reply.channel_id
        super().save(*args, **kwargs)
