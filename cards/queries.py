"""Reading cards."""

from django.db.models import Exists, OuterRef

from cards.models import Card, CardText

MOST_OFFERED = 200


def on_offer() -> list[Card]:
    """What agents may send, in order: the first 200 cards that are not archived and have a text. Their texts are there."""
    texts = CardText.objects.filter(card=OuterRef("pk"))
    cards = Card.objects.filter(Exists(texts), archived_at__isnull=True)
    return list(cards.prefetch_related("texts")[:MOST_OFFERED])
