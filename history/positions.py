"""Where a message stands in its customer's history. Call these with the customer's row locked."""

import time

from history.models import Customer
from history.prepared import ask

STEP = 1_000_000  # nanoseconds kept free between two messages, for one that comes late and belongs between them

# A part of a statement that has the customer's id in `who`, and gets now in nanoseconds and the platform's order, if any.
# The rows in `later` are few; without OFFSET, PostgreSQL may look for the first of them from the history's beginning.
PLACE = f"""
newest AS (
    SELECT GREATEST(%(nanoseconds)s::bigint, COALESCE(MAX(position), 0) + {STEP}) AS after FROM history_message
    WHERE customer_id = (SELECT id FROM who)
), later AS (
    SELECT MIN(position) AS first FROM (
        SELECT position FROM history_message
        WHERE customer_id = (SELECT id FROM who) AND provider_order > %(provider_order)s::text OFFSET 0
    ) behind
), earlier AS (
    SELECT COALESCE(MAX(position), (SELECT first FROM later) - {2 * STEP}) AS last FROM history_message
    WHERE customer_id = (SELECT id FROM who) AND position < (SELECT first FROM later)
), place AS (
    SELECT CASE WHEN first - last >= 2 THEN first - LEAST((first - last) / 2, {STEP}) ELSE after END AS position
    FROM newest, later, earlier
)"""  # noqa: S608 - our own columns
ALONE = f"WITH who AS (SELECT %(customer)s::bigint AS id), {PLACE} SELECT position FROM place"  # noqa: S608 - our own columns


def last(customer: Customer) -> int:
    """A place after everything that the customer's history holds. Never goes back, even when the clock does."""
    return for_inbound(customer, None)


def for_inbound(customer: Customer, provider_order: str | None) -> int:
    """The place of what came in: the last, unless something that the platform ordered after it is already here.

    The platform's clock and ours are never compared, only its own orders with each other.
    """
    ((position,),) = ask(ALONE, {"customer": customer.pk, **where(provider_order)})
    return int(position)


def where(provider_order: str | None) -> dict[str, object]:
    """The values that PLACE needs."""
    return {"nanoseconds": time.time_ns(), "provider_order": provider_order}
