"""Which report somebody wants, as the address of the page says it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from console import hours
from console.models import Agent
from console.reports.computing import Asked
from console.reports.days import DAY
from history.models import Channel

DAYS_MOST = 1830  # five years
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
PRESETS = [
    ("today", _("Today")),
    ("yesterday", _("Yesterday")),
    ("7", _("Last 7 days")),
    ("28", _("Last 28 days")),
    ("month", _("This month")),
    ("last-month", _("Last month")),
    ("custom", _("Other days")),
]
DEFAULT = "28"


class AskForm(forms.Form):
    """Raises nothing: what is wrong stands beside its field."""

    range = forms.ChoiceField(label=_("Range"), choices=PRESETS, required=False)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    channel = forms.ModelChoiceField(Channel.objects.order_by("name", "pk"), label=_("Channel"), required=False)
    agent = forms.ModelChoiceField(Agent.objects.order_by("name", "pk"), label=_("Agent"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in ("channel", "agent"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.empty_label = gettext("All")

    def clean(self) -> dict[str, Any]:
        """Other days need both ends, in their order, and no more than DAYS_MOST."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("range") == "custom" and not self.errors:
            first, last = given.get("first"), given.get("last")
            if not first or not last:
                raise forms.ValidationError(_("Say from which day until which."))
            if not FIRST <= first <= last <= LAST:
                raise forms.ValidationError(_("The first day can't be after the last one."))
            if (last - first).days >= DAYS_MOST:
                raise forms.ValidationError(_("Five years at most."))
        return given

    def asked(self) -> Asked:
        """The form must be valid."""
        given = self.cleaned_data
        if given.get("range") == "custom":
            first, last = given["first"], given["last"]
        else:
            first, last = days_of(given.get("range") or DEFAULT, zone=hours.zone())
        channel, agent = given.get("channel"), given.get("agent")
        return Asked(first=first, last=last, channel=channel.pk if channel else None, agent=agent.pk if agent else None)


def days_of(preset: str, *, zone: ZoneInfo, now: datetime | None = None) -> tuple[date, date]:
    """The first and the last day that the preset means today, in that zone."""
    today = (now or timezone.now()).astimezone(zone).date()
    yesterday, month = today - DAY, today.replace(day=1)
    ranges = {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "7": (today - timedelta(days=6), today),
        "28": (today - timedelta(days=27), today),
        "month": (month, today),
        "last-month": ((month - DAY).replace(day=1), month - DAY),
    }
    return ranges[preset]
