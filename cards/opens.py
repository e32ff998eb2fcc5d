"""The link of a card that was sent leads over this server, which counts and leads on.

What is signed is all that is known: the card and where its link led when it was sent. Nothing is said about who got it.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import DatabaseError
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cards.models import Card, CardSettings
from cards.rendering import Snapshot

log = logging.getLogger(__name__)

LONGEST = 2000
"""Characters of an address that leads over us. WeChat refuses what is too long: then the card keeps its own link."""

ONCE_IN = timedelta(seconds=2)
"""In this time a card is opened once, whoever opens it: pressed twice it counts once, and no loop makes it popular."""

_WEB = ("http://", "https://")


@dataclass(frozen=True)
class Link:
    """Where a card led when it was sent. card: its key."""

    card: int
    url: str


def are_counted() -> bool:
    """Whether links of cards lead over this server."""
    return bool(settings.GRATA_PUBLIC_URL) and CardSettings.load().count_opens


def address(kept: Snapshot, *, counted: bool | None = None) -> str:
    """What a customer gets to open the card: a link that counts, or the card's own where nothing is to be counted.

    That is so when supervisors have switched it off, when no GRATA_PUBLIC_URL is set, and for a page with several cards:
    there each card counts. counted: what `are_counted` says, if that was asked already.
    """
    url, card = kept["url"], kept.get("card")
    if not card or not (are_counted() if counted is None else counted):
        return url
    signed = settings.GRATA_PUBLIC_URL + reverse("cards:open", args=[_signer().sign_object([card, url], compress=True)])
    return signed if len(signed) <= LONGEST else url


def link_in(token: str) -> Link | None:
    """What was signed; None for what we have not signed."""
    try:
        card, url = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    return Link(card, url) if url.lower().startswith(_WEB) else None


def count(link: Link) -> None:
    """One open more, unless it is not to be counted. It never keeps a customer from the page."""
    try:
        if CardSettings.load().count_opens:
            _add_one(link.card)
    except DatabaseError:
        log.warning("An open of card %s was not counted", link.card, exc_info=True)


def _add_one(card: int) -> None:
    """One statement: of two at once, whichever comes second finds that the card has been opened."""
    now = timezone.now()
    is_due = Q(opened_at__isnull=True) | Q(opened_at__lte=now - ONCE_IN)
    Card.objects.filter(is_due, pk=card).update(opens=F("opens") + 1, opened_at=now)


def _signer() -> Signer:
    return Signer(salt="cards.open")
