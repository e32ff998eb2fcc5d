"""The waiting list, page by page."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from console import access, offers, queries
from console.models import Agent, DeskSettings
from history.models import Conversation

PAGE = 50
SEARCH_MOST = 120  # characters


@dataclass(frozen=True)
class Place:
    """Where an entry stands in the list: what the next page begins after."""

    in_hours: bool
    since: datetime
    pk: int

    def __str__(self) -> str:
        return f"{int(self.in_hours)}_{self.since.timestamp():.6f}_{self.pk}"


@dataclass(frozen=True)
class Page:
    """Some of the list, and where the next page begins; "" at the end."""

    chats: list[Conversation]
    more: str


def page(agent: Agent, *, after: Place | None = None, latest_first: bool = False, search: str = "") -> Page:
    """Those who wait for everybody or for this agent; `search` is any part of the name. Nothing if the list is hidden."""
    desk = DeskSettings.load()
    if not access.sees_waiting_list(agent, desk):
        return Page([], "")
    found = offers.free_for(agent, queries.listed().filter(state=Conversation.State.WAITING))
    if search:
        found = found.filter(customer__name__icontains=search[:SEARCH_MOST])
    chats = list(_from(found, after, desk.hours_first, latest_first)[: PAGE + 1])
    return Page(chats[:PAGE], str(place_of(chats[PAGE - 1])) if len(chats) > PAGE else "")


def number_in_line(chat: Conversation, *, most: int) -> int | None:
    """1 for whoever is taken next; None behind the number `most`, and for who does not wait."""
    if chat.waiting_since is None:
        return None
    earlier = Q(waiting_since__lt=chat.waiting_since) | Q(waiting_since=chat.waiting_since, pk__lt=chat.pk)
    if DeskSettings.load().hours_first:
        earlier = Q(earlier, in_hours=chat.in_hours) | (Q(pk=None) if chat.in_hours else Q(in_hours=True))
    before = Conversation.objects.filter(earlier, state=Conversation.State.WAITING)[:most].count()
    return before + 1 if before < most else None


def place_of(chat: Conversation) -> Place:
    """The entry's place."""
    assert chat.waiting_since is not None
    return Place(chat.in_hours, chat.waiting_since, chat.pk)


def parse(text: str) -> Place | None:
    """The place that str() wrote; None for what is none."""
    parts = text.split("_")
    try:
        since = datetime.fromtimestamp(float(parts[1]), UTC)
        return Place(parts[0] == "1", since, min(int(parts[2]), 2**63 - 1)) if len(parts) == 3 else None
    except (ValueError, IndexError, OverflowError, OSError):
        return None


def _from(
    found: QuerySet[Conversation], after: Place | None, hours_first: bool, latest_first: bool
) -> QuerySet[Conversation]:
    compare, minus = ("lt", "-") if latest_first else ("gt", "")
    if after is not None:
        behind = Q(**{f"waiting_since__{compare}": after.since})
        behind |= Q(**{"waiting_since": after.since, f"pk__{compare}": after.pk})
        if hours_first:
            behind = Q(behind, in_hours=after.in_hours) | (Q(in_hours=False) if after.in_hours else Q(pk=None))
        found = found.filter(behind)
    return found.order_by(*(("-in_hours",) if hours_first else ()), f"{minus}waiting_since", f"{minus}pk")
