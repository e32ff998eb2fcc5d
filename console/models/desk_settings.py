from typing import Self
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from history.models.tracked import Tracked

HOUR = 3600
DAY = 24 * HOUR
TARGET_MOST = 720  # minutes: no chat of a day that is rolled up waits shorter than that


def offer_seconds() -> int:
    return int(settings.GRATA_OFFER_SECONDS)


def transfer_seconds() -> int:
    return int(settings.GRATA_TRANSFER_SECONDS)


def away_release_seconds() -> int:
    return int(settings.GRATA_AWAY_RELEASE_SECONDS)


def known_zone(value: str) -> None:
    """Raises ValidationError for what is no time zone, such as "Europe/Berlin"."""
    if value not in available_timezones():
        raise ValidationError(_("There is no such time zone."))


def _between(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


class DeskSettings(Tracked):
    """How the desk works, as supervisors set it. There is one row; the environment gives its first values."""

    class Queue(models.TextChoices):
        MANUAL = "manual", _("Agents take chats")
        AUTO = "auto", _("Chats open by themselves")

    queue = models.CharField(_("queue"), max_length=6, choices=Queue.choices, default=Queue.MANUAL)
    capacity = models.PositiveSmallIntegerField(
        _("chats at once"),
        default=4,
        validators=_between(1, 100),
        help_text=_("No more chats open by themselves with an agent who has that many."),
    )
    agents_choose = models.BooleanField(_("agents may choose to take chats themselves"), default=True)
    list_hidden = models.BooleanField(
        _("hide the waiting list"), default=False, help_text=_("Agents take the next customer and can't choose.")
    )
    hours_first = models.BooleanField(_("customers from business hours first"), default=False)
    offer_seconds = models.PositiveIntegerField(
        _("seconds for the agent who had the customer before"), default=offer_seconds, validators=_between(1, HOUR)
    )
    transfer_seconds = models.PositiveIntegerField(
        _("seconds to answer a request"), default=transfer_seconds, validators=_between(1, HOUR)
    )
    away_release_seconds = models.PositiveIntegerField(
        _("seconds until the chats of an absent agent wait again"),
        default=away_release_seconds,
        validators=_between(1, DAY),
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("sign out after minutes without activity"),
        null=True,
        blank=True,
        validators=_between(2, 1440),
        help_text=_("Empty: nobody is signed out. Agents are warned a minute before."),
    )
    target_minutes = models.PositiveSmallIntegerField(
        _("minutes within which a chat should be claimed"),
        default=20,
        validators=_between(1, TARGET_MOST),
        help_text=_("The service level in the reports is the share of chats that were claimed in that time."),
    )
    time_zone = models.CharField(
        _("time zone of the business hours"), max_length=64, default="UTC", validators=[known_zone]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("desk settings")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_desk_settings")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def load(cls) -> Self:
        """The row; the first values while nobody has saved one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
