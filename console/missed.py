"""Which chats a page hears of that asks what it missed. In a large team most of what is said concerns nobody else's page."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from console import queries
from console.models import Agent, Offer, Participation
from history import cursor
from history.cursor import Snapshot
from history.models import Conversation

MOST = 300  # changed rows of a kind; a page that missed more had better begin anew
LINE_MOST = 100  # changed entries of the waiting list; a page that missed more had better read the list anew


@dataclass(frozen=True)
class Missed:
    """`chats` changed. `is_too_much`: and more besides. `is_line_old`: and more of those who wait for everybody."""

    chats: list[Conversation]
    is_too_much: bool
    is_line_old: bool


def chats(agent: Agent, *, opened: int | None, since: Snapshot, sees_list: bool) -> Missed:
    """Those that the page may show: of the waiting list, the agent's own, the one that is `opened`; and all that changed
    their state, because a page may still show them as they were."""
    found, concerns = cursor.changed(queries.listed(), since=since), _concerns(agent, opened, since)
    theirs = list(found.filter(concerns)[: MOST + 1])
    others = found.filter(state=Conversation.State.WAITING).exclude(concerns)
    line = list(others[: LINE_MOST + 1]) if sees_list else []
    is_line_old = len(line) > LINE_MOST
    return Missed([*theirs, *([] if is_line_old else line)], len(theirs) > MOST, is_line_old)


def _concerns(agent: Agent, opened: int | None, since: Snapshot) -> Q:
    """Also of chats that were the agent's once: their History shows the last day's, and what was offered may be no more."""
    inside = Participation.objects.filter(agent=agent, conversation=OuterRef("pk"))
    offered = Offer.objects.filter(agent=agent, conversation=OuterRef("pk"))
    return Q(Exists(inside)) | Q(Exists(offered)) | cursor.written("state_xid", since=since) | Q(pk=opened)
