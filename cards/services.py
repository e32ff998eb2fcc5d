"""What is done with cards."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cards.models import Card, CardCollection
from cards.rendering import Snapshot, nearest


def collect(snapshots: Sequence[Snapshot], language: str) -> CardCollection:
    """Makes a page with all of these cards, in that order; its own words are in the language of ours that is nearest."""
    return CardCollection.objects.create(cards=list(snapshots), language=nearest(language))


def collection_url(collection: CardCollection) -> str:
    """The page's address for everybody; "" when no GRATA_PUBLIC_URL is set."""
    path = reverse("cards:collection", args=[collection.token])
    return f"{settings.GRATA_PUBLIC_URL}{path}" if settings.GRATA_PUBLIC_URL else ""


def archive(cards: QuerySet[Card]) -> int:
    """Takes the cards off what agents are offered. How many were on it."""
    return cards.filter(archived_at__isnull=True).update(archived_at=timezone.now())


def restore(cards: QuerySet[Card]) -> int:
    """Offers the cards to agents again. How many were archived."""
    return cards.filter(archived_at__isnull=False).update(archived_at=None)
