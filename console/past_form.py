from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from console.forms import Drawn
from console.models import Agent
from console.past import Wanted
from history.models import Channel, Conversation, Tag
from history.search.terms import SEARCH_MOST


class PastForm(Drawn, forms.Form):
    """What chats are looked for, as it stands in the address of the page. Days are those of the agent's time zone."""

    q = forms.CharField(label=_("Search chats"), required=False, max_length=SEARCH_MOST)
    agent = forms.ModelChoiceField(Agent.objects.order_by("name", "pk"), label=_("Agent"), required=False)
    channel = forms.ModelChoiceField(Channel.objects.order_by("name", "pk"), label=_("Channel"), required=False)
    tag = forms.ModelChoiceField(Tag.objects.order_by("key"), label=_("Tag"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    state = forms.ChoiceField(label=_("State"), required=False)
    how = forms.ChoiceField(label=_("Closed how"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget = forms.TextInput(
            {"type": "search", "class": "input", "maxlength": SEARCH_MOST, "autocomplete": "off", "dir": "auto"}
        )
        for name, choices in (("state", Conversation.State.choices), ("how", Conversation.ClosedHow.choices)):
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]
        for name in ("agent", "channel", "tag"):
            self.fields[name].empty_label = _("Any")  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"]).strip()

    def clean(self) -> dict[str, Any]:
        known = self.cleaned_data
        if known.get("since") and known.get("until") and known["since"] > known["until"]:
            self.add_error("until", _("This day is before the first one."))
        return known

    @property
    def wanted(self) -> Wanted:
        """The form must be valid."""
        known = self.cleaned_data
        until: date | None = known["until"]
        return Wanted(
            search=known["q"],
            agent=known["agent"],
            channel=known["channel"],
            tag=known["tag"],
            since=_midnight(known["since"]),
            until=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
            state=known["state"],
            how=known["how"],
        )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None
