"""How many messages are taken in a minute, counted by all processes together. Redis keeps nothing but these counts."""

import logging
import time
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

MINUTE = 60
REDIS_SECONDS = 1.0
OF_A_SITE = 1200
OF_A_VISITOR = 60


def wait(site_id: int, visitor_digest: str) -> int:
    """0 if one more may come from the visitor and from the site, else the seconds until it may.

    While Redis is away everybody may: the customers' words count more.
    """
    minute, left = int(time.time() // MINUTE), MINUTE - int(time.time() % MINUTE)
    try:
        counts = _counted(f"grata:hooks:{site_id}:{minute}", f"grata:hooks:{site_id}:{visitor_digest}:{minute}")
    except (redis.RedisError, OSError):
        log.warning("The messages of site %s were not counted", site_id, exc_info=True)
        return 0
    return left if counts[0] > OF_A_SITE or counts[1] > OF_A_VISITOR else 0


def _counted(*keys: str) -> list[int]:
    with _redis().pipeline(transaction=False) as pipeline:
        for key in keys:
            pipeline.incr(key)
        for key in keys:
            pipeline.expire(key, 2 * MINUTE)
        return [int(count) for count in pipeline.execute()[: len(keys)]]


@cache
def _redis() -> redis.Redis:
    limits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
    return redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **limits)
