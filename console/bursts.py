"""Bursts: of many changes within a moment the first is told at once, and all others together at its end.

Redis remembers for that moment what was told. If it forgets, something is told once too often, or by the next catch-up.
"""

import logging
from functools import cache

from celery import current_app
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
COUNTS = "counts"  # the numbers at every console's top
MOMENT = 250  # milliseconds
KEPT = 60_000  # milliseconds that we remember an end that nobody has told yet
LONGEST = 0.5  # seconds for an answer of Redis: somebody has just committed, and waits


def is_first(what: str, *, then: str) -> bool:
    """Whether to tell it now. If it was told a moment ago, the task of that name is asked to look again at the end.

    False, too, while Redis is away: nothing can be told then.
    """
    try:
        return _is_first(what, then)
    except Exception:
        log.warning("Nobody is told of %s; screens will catch up by themselves", what, exc_info=True)
        return False


def owes(what: str) -> bool:
    """Whether something has changed since it was last told, for whoever does not tell it. Raises RedisError."""
    return bool(_redis().exists(_key(what, "owed")))


def is_owed(what: str) -> bool:
    """Whether something has changed since it was last told. Whoever hears yes has to tell it."""
    try:
        owed = bool(_redis().delete(_key(what, "owed")))
        return owed and bool(_redis().set(_key(what, "told"), 1, px=MOMENT))
    except Exception:
        log.warning("Whether %s is to be told is not known; screens will catch up by themselves", what, exc_info=True)
        return False


def _is_first(what: str, then: str) -> bool:
    if _redis().set(_key(what, "told"), 1, nx=True, px=MOMENT):
        _redis().delete(_key(what, "owed"))  # before the telling, which therefore holds all that was owed
        return True
    if _redis().set(_key(what, "owed"), 1, nx=True, px=KEPT):
        # By its name: the tasks import the actions, and those import us.
        current_app.send_task(then, countdown=MOMENT / 1000, expires=10)
    return False


def _key(what: str, kind: str) -> str:
    """Beside the channel layer's own keys: each system that shares this Redis has its prefix."""
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"].get("prefix", "grata")
    return f"{prefix}.{what}.{kind}"


def _redis() -> Redis:
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> Redis:
    once = Retry(NoBackoff(), 0)  # else a Redis that is away is tried again for seconds
    return Redis.from_url(url, socket_timeout=LONGEST, socket_connect_timeout=LONGEST, retry=once)
