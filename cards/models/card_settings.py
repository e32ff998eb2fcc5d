from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CardSettings(models.Model):
    """What supervisors decide about all cards. There is one row."""

    count_opens = models.BooleanField(
        _("count how often a card's link is opened"),
        default=True,
        help_text=_(
            "The link then leads over this server, which keeps a number for each card and nothing about people."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("card settings")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_card_settings")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls) -> Self:
        """The row; the first values while nobody has saved one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
