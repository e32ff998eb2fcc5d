"""How much is taken in a while of one visitor, one address, one site: counted in Redis by all processes together.

Each limit leaks evenly, by the generic cell rate algorithm: https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm.
Redis keeps one number for each who, as long as it counts; nobody's name or address stands there in clear.
"""

import hashlib
import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

log = logging.getLogger(__name__)

REDIS_SECONDS = 0.5
BLIND_SECONDS = 5.0  # after Redis did not answer, nobody waits for it again so long

# KEYS: one for each limit; ARGV: for each the milliseconds that one takes, and those that all may take together.
# Either all are counted or none. Answers the milliseconds until all may be, or 0.
COUNT = """
local clock = redis.call('TIME')
local now, wait, full = clock[1] * 1000 + math.floor(clock[2] / 1000), 0, {}
for i, key in ipairs(KEYS) do
  full[i] = math.max(tonumber(redis.call('GET', key) or 0), now) + ARGV[2 * i - 1]
  wait = math.max(wait, full[i] - now - ARGV[2 * i])
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', full[i]), 'PX', math.ceil(full[i] - now))
end
return 0
"""

_blind_until = 0.0


@dataclass(frozen=True)
class Limit:
    """So many at once, and in so many seconds on average. `name` tells it from the others in Redis."""

    name: str
    most: int
    seconds: int = 60


def wait(*counted: tuple[Limit, str]) -> int:
    """0 if each limit lets one more of its who pass, which is then counted; else the whole seconds until they all do.

    While Redis is away everything passes: customers' words count more. It may take REDIS_SECONDS, so not for an event loop.
    """
    global _blind_until
    if time.monotonic() < _blind_until:
        return 0
    keys = [f"grata:pace:{limit.name}:{_digest(who)}" for limit, who in counted]
    sizes = [size for limit, _who in counted for size in (1000 * limit.seconds / limit.most, 1000 * limit.seconds)]
    try:
        return -(-int(_count()(keys, sizes)) // 1000)
    except (redis.RedisError, OSError):
        log.warning("Nothing is counted for %s seconds: Redis does not answer", BLIND_SECONDS, exc_info=True)
        _blind_until = time.monotonic() + BLIND_SECONDS
        return 0


def _digest(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()[:32]


@cache
def _count() -> Script:
    limits: dict[str, Any] = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
    return redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **limits).register_script(COUNT)
