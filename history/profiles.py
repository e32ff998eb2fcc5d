"""The writers of what we know of a customer besides what was said. The customer must be locked."""

import unicodedata
from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils import timezone

from history import services
from history.models import Channel, Customer

FIELDS = {"name": services.NAME_MOST, "email": 254, "phone": 40, "language": 16}  # and their most characters
IN_LISTS = {"name", "language"}
IN_STEP = {"name"}  # with what the platform knows


def one_line(text: str) -> str:
    """The text without control characters, with single spaces between its words."""
    spaced = "".join(" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", text))
    return " ".join("".join(sign for sign in spaced if unicodedata.category(sign) != "Cc").split())


def edit(customer: Customer, *, field: str, value: str) -> None:
    """Gives one of FIELDS its value, and touches no other: two who edit different ones do not disturb each other.

    If lists show it, the latest conversation's row changes too, so that they hear of it.
    """
    Customer.objects.filter(pk=customer.pk).update(**{field: value[: FIELDS[field]]})
    if field in IN_STEP:
        note_change([customer.pk])
    if field in IN_LISTS:
        services.touch_conversations(customer)


def touch(customer_id: int) -> None:
    """Raises the customer's version, because what the panel shows of them has changed."""
    Customer.objects.filter(pk=customer_id).update(created_at=F("created_at"))


def note_change(customer_ids: Iterable[int]) -> None:
    """The same for what the platform is told, too."""
    Customer.objects.filter(pk__in=customer_ids).update(profile_stale_at=timezone.now())


def stale(channel: Channel) -> QuerySet[Customer]:
    """The channel's customers whose profiles are to be compared with the platform's, what waits longest first."""
    found = Customer.objects.filter(channel_id=channel.pk, profile_stale_at__isnull=False, left_at__isnull=True)
    return found.order_by("profile_stale_at", "pk")


def settle(customer: Customer) -> None:
    """The platform knows the same as we do, as far as it can."""
    Customer.objects.filter(pk=customer.pk).update(profile_stale_at=None)
