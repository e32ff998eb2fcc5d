"""Channels by which no reply leaves for now: what was written waits. And those with which something else is wrong."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from history.models import Channel

REASON_MOST = 300


def pause(channel: Channel, *, reason: str, until: datetime | None = None) -> bool:
    """Stops what leaves by the channel, until that time or until `resume`. False if it was stopped for the same reason.

    A stop without an end is never replaced by one with an end.
    """
    fresh = {"paused_reason": reason[:REASON_MOST], "paused_until": until}
    known = Q(**fresh)
    if until is not None:
        known |= Q(paused_at__isnull=False, paused_until__isnull=True)
    running = Channel.objects.filter(pk=channel.pk).exclude(known)
    return bool(running.update(**fresh, paused_at=timezone.now()))


def resume(channel: Channel, *, if_lapsed: bool = False) -> bool:
    """Lets replies leave again. False if they did, or, with `if_lapsed`, if it was stopped for longer meanwhile."""
    stopped = lapsed() if if_lapsed else paused()
    return bool(stopped.filter(pk=channel.pk).update(paused_at=None, paused_until=None, paused_reason=""))


def paused() -> QuerySet[Channel]:
    """The channels that are stopped, by name."""
    return Channel.objects.filter(paused_at__isnull=False).order_by("name", "pk")


def note_alarm(channel: Channel, *, reason: str) -> bool:
    """Notes what is wrong with a channel by which replies leave all the same; "" for nothing. False if that was noted."""
    changed = Channel.objects.filter(pk=channel.pk).exclude(alarm=reason[:REASON_MOST])
    return bool(changed.update(alarm=reason[:REASON_MOST]))


def wanting() -> QuerySet[Channel]:
    """The channels that are stopped, and those of which something is noted, by name."""
    return Channel.objects.filter(Q(paused_at__isnull=False) | ~Q(alarm="")).order_by("name", "pk")


def lapsed() -> QuerySet[Channel]:
    """Those of them whose time is over."""
    return paused().filter(paused_until__lte=timezone.now())
