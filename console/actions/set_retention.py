from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from console.actions.plan_erasure import plan_erasure_of_old
from console.models import Erasure, Retention

Why = Erasure.Why


def set_retention(retention: Retention) -> None:
    """Saves how long the record is kept. What is too old now begins to go; what was planned for later is planned anew."""
    with transaction.atomic():
        retention.save()
        Erasure.open().filter(why=Why.AGE).update(called_off_at=timezone.now())
        _plan_anew(retention.left_days)
        plan_erasure_of_old(retention)


def _plan_anew(days: int | None) -> None:
    """Of those who left, by the next sweep, which knows when they did."""
    unbegun = Erasure.open().filter(begun_at__isnull=True)
    unbegun.filter(why=Why.LEFT).delete()
    cancelled = unbegun.filter(why=Why.CANCELLED)
    if days is None:
        cancelled.update(called_off_at=timezone.now())
    else:
        cancelled.update(due_at=F("created_at") + timedelta(days=days))
