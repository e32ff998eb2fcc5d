"""The writers of tags, and of who has them. Locks are taken in one order: customers by their keys, then tags."""

import unicodedata
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from history import profiles
from history.models import Customer, Tag, Tagging

OF_ONE_MOST = 20
UNSEEN = ("Cc", "Cf")  # Unicode's categories of signs that show nothing
TRIES_MOST = 5


class NameTaken(Exception):
    """Another tag has that name."""


class Moved(Exception):
    """Customers got the tag again and again while those who had it were being locked."""


def key_of(name: str) -> str:
    """What tells tags apart: the name without regard to case, width and signs that are not seen. Empty for no name."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(sign for sign in plain if unicodedata.category(sign) not in UNSEEN).split())


def give(customer: Customer, name: str, *, by: User | None = None, by_name: str = "") -> bool:
    """The customer has the tag of that name, made now if there is none. False if they had it. The customer must be locked."""
    tag = _ensured(name)
    given = {"given_by": by, "given_by_name": by_name}
    _tagging, is_new = Tagging.objects.get_or_create(customer=customer, tag=tag, defaults=given)
    if is_new:
        profiles.note_change([customer.pk])
    return is_new


def take(customer: Customer, tag_id: int) -> bool:
    """The customer has the tag no longer. False if they did not have it. The customer must be locked."""
    deleted, _models = Tagging.objects.filter(customer=customer, tag_id=tag_id).delete()
    if deleted:
        profiles.note_change([customer.pk])
    return bool(deleted)


def rename(tag: Tag, name: str) -> list[int]:
    """Gives the tag another name; the keys of the customers who have it. Raises NameTaken."""
    fresh = {"name": name, "key": key_of(name)}
    try:
        return _change([tag.pk], partial(Tag.objects.filter(pk=tag.pk).update, **fresh))
    except IntegrityError as error:
        raise NameTaken from error


def merge(tag_ids: Collection[int], *, into: Tag) -> list[int]:
    """Whoever has one of the tags has `into` instead, and the tags are gone; the keys of those customers."""
    merged = set(tag_ids) - {into.pk}
    return _change(merged, partial(_replace, merged, into))


def delete(tag_ids: Collection[int]) -> list[int]:
    """The tags are gone; the keys of the customers who had them."""
    return _change(tag_ids, Tag.objects.filter(pk__in=tag_ids).delete)


def _ensured(name: str) -> Tag:
    """The tag of that name, locked: nobody deletes it before the transaction ends."""
    key, tag = key_of(name), None
    while tag is None:  # it may be deleted before it is locked
        Tag.objects.bulk_create([Tag(name=name, key=key)], ignore_conflicts=True)
        tag = Tag.objects.select_for_update(no_key=True).filter(key=key).first()
    return tag


def _replace(merged: Collection[int], into: Tag) -> None:
    known = Tagging.objects.filter(tag__in=merged).order_by("pk").iterator()
    given = (
        Tagging(customer_id=t.customer_id, tag=into, given_by_id=t.given_by_id, given_by_name=t.given_by_name)
        for t in known
    )
    Tagging.objects.bulk_create(given, ignore_conflicts=True, batch_size=1000)
    Tag.objects.filter(pk__in=merged).delete()


def _change(tag_ids: Collection[int], change: Callable[[], object]) -> list[int]:
    for _try in range(TRIES_MOST):
        with suppress(Moved), transaction.atomic():
            customers = _hold(tag_ids)
            change()
            profiles.note_change(customers)
            return customers
    raise Moved


def _hold(tag_ids: Collection[int]) -> list[int]:
    """Locks all customers who have the tags, then the tags; the customers' keys. Raises Moved."""
    tagged = Customer.objects.filter(taggings__tag__in=tag_ids)
    customers = Customer.objects.filter(pk__in=tagged.values("pk")).order_by("pk").select_for_update(no_key=True)
    held = list(customers.values_list("pk", flat=True))
    list(Tag.objects.filter(pk__in=tag_ids).order_by("pk").select_for_update())
    if tagged.exclude(pk__in=held).exists():
        raise Moved
    return held
