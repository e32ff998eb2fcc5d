"""How a visitor stands with us: whether somebody is here, and how far their chat has come."""

import time
from typing import Any

from console import greetings, hours, waiting
from history.models import Conversation, Customer

NUMBER_MOST = 50  # behind it a number only discourages
HOLDS = 5.0  # seconds in which it is not asked again whether somebody is here: every visitor asks three times a minute

_here: tuple[float, dict[str, Any]] = (0.0, {})


def of(customer: Customer | None) -> dict[str, Any]:
    """{"here", "opens_at", "state", "number"}. opens_at: if nobody is here, when business hours begin next, in ISO 8601.

    state: of their latest conversation, "" if there is none. number: of those who wait, the first being 1.
    """
    chat = Conversation.objects.filter(customer=customer).order_by("-pk").first() if customer else None
    if chat is None:
        return {**_presence(), "state": "", "number": None}
    return {**_presence(), "state": chat.state, "number": waiting.number_in_line(chat, most=NUMBER_MOST)}


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
