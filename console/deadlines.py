"""What comes due at the desk by itself, and what is done then."""

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from console import bursts, offers, queries
from console.actions.auto_open import auto_open
from console.actions.cancel_transfer import lapse_transfer
from console.actions.expire import expire, expired
from console.actions.pass_offer import lapse_offer
from console.actions.release_absent import abandoned, release_absent
from console.actions.show_counts import show_counts
from console.actions.warn_ending import ending, warn_ending
from console.models import DeskSettings, Transfer

log = logging.getLogger(__name__)
MOST = 200  # of a kind in one sweep; the next one is a second away

# In this order: a chat that nobody answers is released before it is given to somebody else.
DEADLINES: list[tuple[Callable[[], QuerySet[Any]], Callable[[Any], None]]] = [
    (Transfer.due, lapse_transfer),
    (lambda: offers.due().select_related("conversation"), lapse_offer),
    (abandoned, release_absent),
    (expired, expire),
    (ending, warn_ending),
]


def are_due() -> bool:
    """Whether `keep` would find anything to do."""
    return any(rows().exists() for rows, _deed in DEADLINES) or _opens_chats() or bursts.owes(bursts.COUNTS)


def keep() -> None:
    """Does what is due. Each deed looks again under its lock: two of these at once do it once."""
    for rows, deed in DEADLINES:
        _each(rows(), deed)
    for _chat in range(MOST):
        if not auto_open():
            break
    show_counts()


def _opens_chats() -> bool:
    return DeskSettings.load().queue == DeskSettings.Queue.AUTO and queries.in_line().exists()


def _each(rows: QuerySet[Any], do: Callable[[Any], None]) -> None:
    for row in list(rows.order_by("pk")[:MOST]):
        try:
            do(row)
        except Exception:
            log.exception("%s of %s failed; the next sweep tries it again", do.__name__, row)
