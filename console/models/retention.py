from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAYS_MOST = 36_500
CHATS_LEAST = 7  # days: what is in somebody's History, or may be asked for again, is not old
_of_chats = [MinValueValidator(CHATS_LEAST), MaxValueValidator(DAYS_MOST)]


class Retention(models.Model):
    """How long the record is kept, as administrators set it. There is one row; at first everything is kept for ever."""

    chats_days = models.PositiveIntegerField(
        _("keep closed chats, in days"),
        null=True,
        blank=True,
        validators=_of_chats,
        help_text=_(
            "So long after a chat was closed it is erased with its messages and files, and the customer with the last of"
            " their chats. Empty: for ever."
        ),
    )
    files_days = models.PositiveIntegerField(
        _("keep files of closed chats, in days"),
        null=True,
        blank=True,
        validators=_of_chats,
        help_text=_("Pictures, recordings and films go earlier than what was written. Empty: with their chat."),
    )
    left_days = models.PositiveIntegerField(
        _("erase who stops following, after days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(DAYS_MOST)],
        help_text=_(
            "WeChat asks that customers who unsubscribe are erased. 0: at once. Who follows again before that is not"
            " erased. Empty: nobody is erased by themselves."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("retention")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_retention")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls) -> Self:
        """The row; the first values while nobody has saved one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def chats_before(self) -> datetime | None:
        """Chats that were closed before that are not kept any more; None while all are."""
        return _ago(self.chats_days)

    @property
    def files_before(self) -> datetime | None:
        """The same for files."""
        return _ago(self.files_days)


def _ago(days: int | None) -> datetime | None:
    return None if days is None else timezone.now() - timedelta(days=days)
