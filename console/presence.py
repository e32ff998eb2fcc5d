"""Who is there. Presence follows from two times and the clock."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from console.models import Agent


def of(agent: Agent, *, now: datetime | None = None) -> str:
    """available, away or offline. Without a heartbeat for GRATA_OFFLINE_SECONDS an agent is offline, whatever they pressed."""
    if agent.seen_at is None or agent.seen_at < lapsed_before(now):
        return Agent.Presence.OFFLINE
    return Agent.Presence.AWAY if agent.away_at else Agent.Presence.AVAILABLE


def lapsed_before(now: datetime | None = None) -> datetime:
    """Whoever was last seen before this time is offline."""
    return (now or timezone.now()) - timedelta(seconds=settings.GRATA_OFFLINE_SECONDS)


def lapsed() -> QuerySet[Agent]:
    """Those whose heartbeats have stopped, and of whom the others' screens do not know it yet."""
    return Agent.objects.filter(seen_at__lt=lapsed_before()).exclude(announced=Agent.Presence.OFFLINE)
