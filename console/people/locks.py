"""Accounts that are locked after too many wrong passwords in a row. django-axes counts, by the e-mail that was typed."""

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone


def locked() -> Exists:
    """An annotation of agents: whether theirs is locked."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries: Any = AccessAttempt.objects.filter(username=OuterRef("user__username"), attempt_time__gte=since)
    counted = tries.order_by().values("username").annotate(failures=Sum("failures_since_start"))
    return Exists(counted.filter(failures__gte=settings.AXES_FAILURE_LIMIT))


def unlock(user: User) -> None:
    """Forgets the failures; none is no fault."""
    reset(username=user.username)
