"""A worker's heartbeat in Redis: one key that lives for some seconds. To ask all workers whether they are there costs each
of them a message for each question; this costs one look, and Redis forgets by itself.
"""

import logging
from functools import cache
from typing import Any

import redis
from celery.signals import heartbeat_sent
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

KEY = "grata:worker"
LIVES = 10  # seconds; Celery's worker sends a heartbeat every two
LIMIT = 1.0  # seconds for an answer


def beats() -> bool:
    """Whether a worker was alive, and had the broker, some seconds ago. Raises RedisError."""
    return bool(client().exists(KEY))


@heartbeat_sent.connect
def _beat(**_kwargs: Any) -> None:
    try:
        client().set(KEY, 1, ex=LIVES)
    except redis.RedisError:
        log.warning("The worker's heartbeat was not noted")


def client() -> redis.Redis:
    """A connection whose every answer has a limit."""
    return _client(settings.REDIS_URL)


def for_pushes() -> list[redis.Redis]:
    """Likewise, to each of the servers that carry pushes and nothing else; none if the one above does both."""
    return [_client(url) for url in settings.GRATA_PUSH_REDIS_URLS]


def answers(client: redis.Redis) -> bool:
    """Whether the server at the other end is there."""
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


@cache
def _client(url: str) -> redis.Redis:
    limits = {"socket_timeout": LIMIT, "socket_connect_timeout": LIMIT}
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **limits)
