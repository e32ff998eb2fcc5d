"""What a visitor's browser may read: their own history, without the record's own lines and without what has not left us."""

from typing import Any

from django.db.models import Q, QuerySet

from channels_app.webchat import situation, wire
from channels_app.webchat.visitors import Visitor
from history import queries
from history.cursor import Snapshot, changed, is_ours, parse, snapshot
from history.models import Customer, Message

PAGE = 50
CHANGES_MOST = 200
ORDER_MOST = 2**63 - 1
# For web chat, leaving is the push to the browser: a reply is theirs to see from the moment in which that begins.
UNSEEN = (Message.State.PENDING, Message.State.FAILED)


def news(visitor: Visitor, cursor: object) -> dict[str, Any]:
    """What changed since the cursor, and the `situation`. Without a cursor of ours, or after too much, the newest page,
    with `reset` true.
    """
    now, since = snapshot(), parse(cursor) if isinstance(cursor, str) else None
    if since is not None and not is_ours(since, now):
        since = None
    customer = visitor.customer()
    found = _found(customer, visitor.speaks, since)
    return {"cursor": str(now), **found, "situation": situation.of(customer)}


def older(visitor: Visitor, before: int) -> dict[str, Any]:
    """The page of messages that end before that place in the history."""
    customer = visitor.customer()
    return page(customer, visitor.speaks, before=before) if customer else {"messages": [], "more": False}


def page(customer: Customer, language: str, *, before: int = ORDER_MOST) -> dict[str, Any]:
    """The newest messages before that place, oldest first, for a speaker of that language; and whether there are more."""
    found = list(_visible(customer).filter(position__lt=before).order_by("-position")[: PAGE + 1])
    return {"messages": wire.messages(found[:PAGE][::-1], language), "more": len(found) > PAGE}


def number(value: object) -> int | None:
    """A whole number that a browser sent as text; None for anything else."""
    fits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19
    return min(int(str(value)), ORDER_MOST) if fits else None


def _found(customer: Customer | None, language: str, since: Snapshot | None) -> dict[str, Any]:
    if customer is None:
        return {"messages": [], "more": False, "reset": since is None}
    news = None if since is None else _changed(customer, language, since)
    if news is None:
        return page(customer, language) | {"reset": True}
    return {"messages": news, "more": False, "reset": False}


def _changed(customer: Customer, language: str, since: Snapshot) -> list[dict[str, Any]] | None:
    news = list(changed(_said_to(customer), since=since).order_by("position")[: CHANGES_MOST + 1])
    if len(news) > CHANGES_MOST:
        return None
    return wire.messages([m for m in news if m.state not in UNSEEN], language)


def _visible(customer: Customer) -> QuerySet[Message]:
    return _said_to(customer).exclude(Q(author=Message.Author.AGENT) & Q(state__in=UNSEEN))


def _said_to(customer: Customer) -> QuerySet[Message]:
    """With whom the customer saw."""
    said = queries.said_to(customer).select_related("sender__agent__identity", "attachment", "customer__channel")
    return said.prefetch_related("sender__agent__identity__texts")
