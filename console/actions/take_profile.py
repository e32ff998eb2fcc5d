from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from console import live
from history import profiles, services, tags
from history.models import Customer


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """What a platform has that we do not: a name, "" for none, and tags to give (by name) and to take (by key)."""

    name: str = ""
    give: Collection[str] = ()
    take: Collection[str] = ()


def take_profile(customer: Customer, learnt: Learnt) -> bool:
    """Takes over what the platform knows, and notes that it knows the same as we do.

    False, and nothing is taken over, if the customer's profile has changed since `customer` was read.
    """
    with transaction.atomic():
        now = services.find_customer(customer.channel, customer.external_id)
        if now is None or now.profile_stale_at != customer.profile_stale_at:
            return False
        if _take(now, learnt):
            _show(now, is_listed=bool(learnt.name))
        profiles.settle(now)
        return True


def _take(customer: Customer, learnt: Learnt) -> bool:
    if learnt.name:
        profiles.edit(customer, field="name", value=learnt.name)
    for given in customer.taggings.select_related("tag"):
        if given.tag.key in learnt.take:
            tags.take(customer, given.tag_id)
    for name in learnt.give:
        tags.give(customer, name)
    return bool(learnt.name or learnt.give or learnt.take)


def _show(customer: Customer, *, is_listed: bool) -> None:
    latest = customer.conversations.order_by("-pk").first()
    if latest is None:
        return
    transaction.on_commit(partial(live.put_customer, latest.pk), robust=True)
    if is_listed:
        transaction.on_commit(partial(live.put_chat, latest.pk), robust=True)
