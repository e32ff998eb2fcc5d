"""How a visitor stands with us: whether somebody is here, and how far their chat has come."""

import time
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from channels_app.webchat.visitors import Visitor
from console import greetings, hours, waiting
from console.actions.ask_transcript import ask_transcript
from console.actions.finish import finish
from console.people import letters
from console.refusals import Refused as RefusedByDesk
from history.models import Conversation, Customer

NUMBER_MOST = 50  # behind it a number only discourages
HOLDS = 5.0  # seconds in which it is not asked again whether somebody is here: every visitor asks three times a minute

_here: tuple[float, dict[str, Any]] = (0.0, {})


def of(customer: Customer | None) -> dict[str, Any]:
    """{"here", "opens_at", "chat", "state", "ended", "number", "mail"}. opens_at: if nobody is here, when business hours
    begin next, in ISO 8601.

    chat, state: of their latest conversation, "" if there is none. ended: whether it was they who ended it. number: of
    those who wait, the first being 1. mail: whether the chat can go to an address that we know.
    """
    chat = _latest(customer)
    if chat is None:
        return {**_presence(), "chat": "", "state": "", "ended": False, "number": None, "mail": False}
    return {
        **_presence(),
        "chat": str(chat.pk),
        "state": chat.state,
        "ended": chat.closed_how == Conversation.ClosedHow.CUSTOMER,
        "number": waiting.number_in_line(chat, most=NUMBER_MOST),
        "mail": bool(customer and customer.email) and letters.can_leave(),
    }


def end(visitor: Visitor, chat: int) -> dict[str, Any]:
    """The visitor ends that chat of theirs: the `situation` after it."""
    customer = visitor.customer()
    if customer is not None:
        finish(customer, conversation_id=chat)
    return {"situation": of(customer)}


def mail(visitor: Visitor) -> dict[str, Any]:
    """Sends the visitor their latest chat: {"words"} say to where, or why not."""
    customer = visitor.customer()
    chat = _latest(customer)
    with translation.override(visitor.speaks):
        if chat is None:
            return {"words": _("There is no chat yet.")}
        try:
            address = masked(ask_transcript(chat))
        except RefusedByDesk as refused:
            return {"words": str(refused)}
        return {"words": _("Your chat is on its way to %(address)s.") % {"address": address}}


def masked(address: str) -> str:
    """As much of it as its owner needs to know it again: a page of theirs may be open to others."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def _latest(customer: Customer | None) -> Conversation | None:
    return Conversation.objects.filter(customer=customer).order_by("-pk").first() if customer else None


def _presence() -> dict[str, Any]:
    global _here
    asked_at, found = _here
    if not found or time.monotonic() - asked_at > HOLDS:
        found = _looked()
        _here = (time.monotonic(), found)
    return found


def _looked() -> dict[str, Any]:
    is_here = greetings.somebody_answers()
    opens = None if is_here else hours.opens_next()
    return {"here": is_here, "opens_at": opens.isoformat() if opens else None}
