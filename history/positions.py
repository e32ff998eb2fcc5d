"""Where a message stands in its customer's history. Call these with the customer's row locked."""

import time

from django.db.models import Max, Min

from history.models import Customer, Message

STEP = 1_000_000  # nanoseconds kept free between two messages, for one that comes late and belongs between them


def last(customer: Customer) -> int:
    """A place after everything that the customer's history holds. Never goes back, even when the clock does."""
    newest = Message.objects.filter(customer=customer).aggregate(newest=Max("position"))["newest"] or 0
    return max(time.time_ns(), newest + STEP)


def for_inbound(customer: Customer, provider_order: str | None) -> int:
    """The place of a message that came in: the last, unless one that the platform ordered after it is already here.

    The platform's clock and ours are never compared, only its own orders with each other.
    """
    later = _first_later(customer, provider_order) if provider_order else None
    return last(customer) if later is None else _just_before(customer, later)


def _first_later(customer: Customer, provider_order: str) -> int | None:
    found = Message.objects.filter(customer=customer, provider_order__gt=provider_order)
    first: int | None = found.aggregate(first=Min("position"))["first"]
    return first


def _just_before(customer: Customer, position: int) -> int:
    earlier = Message.objects.filter(customer=customer, position__lt=position)
    low = earlier.aggregate(newest=Max("position"))["newest"] or position - 2 * STEP
    free = (position - low) // 2
    return position - min(free, STEP) if free else last(customer)
