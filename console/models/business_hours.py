from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OpeningTime(models.Model):
    """When somebody answers, on one day of the week or on each. `closes` is on the next day if it is not after `opens`: midnight
    to midnight is all day."""

    class Day(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    day = models.PositiveSmallIntegerField(
        _("day"), choices=Day.choices, null=True, blank=True, help_text=_("Empty: every day.")
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), help_text=_("Not after the opening: on the next day."))

    class Meta:
        verbose_name = _("opening time")
        verbose_name_plural = _("business hours")
        ordering = ["day", "opens"]

    def __str__(self) -> str:
        day = self.get_day_display() if self.day is not None else _("Every day")
        return f"{day} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Holiday(models.Model):
    """A date with hours of its own, or with none."""

    date = models.DateField(_("date"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    opens = models.TimeField(_("opens"), null=True, blank=True, help_text=_("Empty: closed all day."))
    closes = models.TimeField(_("closes"), null=True, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__lt=F("closes")),
                name="holidays_have_both",
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}".strip()

    def clean(self) -> None:
        """Both times or neither, in their order. Raises ValidationError."""
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Fill in both times, or neither."))
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValidationError({"closes": _("Closing comes after opening.")})
