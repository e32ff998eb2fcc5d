"""Erasures that nobody asks for: of customers who stopped following, and of what is older than is kept."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from console import erasures
from console.models import Erasure, Retention
from history import services
from history.erasing import NOBODY
from history.models import Customer

Why = Erasure.Why
ONCE_IN = timedelta(hours=20)
SWEEP_MOST = 500


def note_leaving(customer: Customer, *, left: bool) -> None:
    """The customer stopped following, and is erased when the set time is over; or follows again, and is not. The customer
    must be locked."""
    services.note_leaving(customer, left=left)
    if left:
        plan_erasure(customer, why=Why.LEFT)
    else:
        unbegun = Erasure.open().filter(customer=customer, why=Why.LEFT, begun_at__isnull=True)
        unbegun.update(called_off_at=timezone.now())


def plan_erasure(customer: Customer, *, why: str) -> None:
    """Plans it for the set time from now, once; not at all where nobody is erased by themselves. The customer must be
    locked."""
    days = Retention.load().left_days
    if days is not None:
        fresh = {"why": why, "due_at": timezone.now() + timedelta(days=days)}
        Erasure.open().get_or_create(customer=customer, defaults=fresh)


def plan_erasures() -> None:
    """Plans what the settings ask for and no event has: for those who had left before, and once a day for what is old."""
    retention = Retention.load()
    if retention.left_days is not None:
        for customer in _left_unplanned()[:SWEEP_MOST]:
            _plan_after_leaving(customer, days=retention.left_days)
    if not Erasure.objects.filter(why=Why.AGE, created_at__gt=timezone.now() - ONCE_IN).exists():
        plan_erasure_of_old(retention)


def plan_erasure_of_old(retention: Retention) -> None:
    """Begins soon with what is too old now, if there is any and none is under way."""
    chats, files = retention.chats_before, retention.files_before
    if erasures.has_old(chats=chats, files=files):
        fresh = {"due_at": timezone.now(), "before": chats, "files_before": files}
        Erasure.open().get_or_create(why=Why.AGE, defaults=fresh)


def _left_unplanned() -> QuerySet[Customer]:
    """Who left, and for whom no erasure was planned since then: one that was called off stays so."""
    since = Erasure.objects.filter(customer=OuterRef("pk"), created_at__gte=OuterRef("left_at"))
    left = Customer.objects.filter(~Exists(since), left_at__isnull=False).exclude(external_id__startswith=NOBODY)
    return left.order_by("left_at")


def _plan_after_leaving(customer: Customer, *, days: int) -> None:
    with transaction.atomic():
        found = services.locked(customer.pk)
        if found is not None and found.left_at is not None:
            fresh = {"why": Why.LEFT, "due_at": found.left_at + timedelta(days=days)}
            Erasure.open().get_or_create(customer=found, defaults=fresh)
