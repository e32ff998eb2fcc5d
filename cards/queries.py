"""Reading cards."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cards.models import Card, CardText

MOST_OFFERED = 200


def on_offer(words: str = "") -> list[Card]:
    """What agents may send, in order: the first 200 cards that are not archived and have a text. Their texts are there.

    words: all of them are in the title or the teaser of one of the card's languages, in any case of letters.
    """
    texts = CardText.objects.filter(card=OuterRef("pk"))
    for word in words.replace("\x00", "").split():
        texts = texts.filter(Q(title__icontains=word) | Q(teaser__icontains=word))
    return list(_offered().filter(Exists(texts))[:MOST_OFFERED])


def offered(card_ids: Iterable[int]) -> dict[int, Card]:
    """Those of these cards that agents may send, under their keys. Their texts are there."""
    texts = CardText.objects.filter(card=OuterRef("pk"))
    return {card.pk: card for card in _offered().filter(Exists(texts), pk__in=card_ids)}


def _offered() -> QuerySet[Card]:
    return Card.objects.filter(archived_at__isnull=True).prefetch_related("texts")
