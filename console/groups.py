"""Groups of sockets are told of events as by the channel layer, but of all in one go: the layer waits for Redis after each.

How the layer names its groups, and which of several servers carries which, is in channels_redis.pubsub.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from channels.layers import get_channel_layer
from channels_redis.utils import _consistent_hash
from django.conf import settings
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.retry import Retry

LONGEST = 2.0  # seconds that a server may take to be connected to, and again to answer
Told = list[tuple[str, bytes]]
_silent = set[str]()  # servers that did not answer the last time


def tell(events: Mapping[str, Mapping[str, Any]]) -> None:
    """Tells each group its event. Raises RedisError if a server can't be told; all others have been told by then."""
    failures = [failure for url, told in _by_server(events) if (failure := _failure(url, told))]
    for failure in failures:
        raise failure


def _by_server(events: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Told]]:
    """What each server is to be told; last those for whose silence the others would wait."""
    config, layer = settings.CHANNEL_LAYERS["default"]["CONFIG"], get_channel_layer()
    assert layer is not None
    servers, found = config["hosts"], defaultdict[str, Told](list)
    for group, event in events.items():
        name = f"{config.get('prefix', 'asgi')}__group__{group}"
        found[servers[_consistent_hash(name, len(servers))]].append((name, layer.serialize(event)))
    return sorted(found.items(), key=lambda server: server[0] in _silent)


def _failure(url: str, told: Told) -> RedisError | None:
    pipeline = _client(url).pipeline(transaction=False)
    for name, event in told:
        pipeline.publish(name, event)
    try:
        pipeline.execute()
    except RedisError as failure:
        _silent.add(url)
        return failure
    _silent.discard(url)
    return None


@cache
def _client(url: str) -> Redis:
    again = Retry(NoBackoff(), 1, supported_errors=(NotConnected,))  # the server may have been started anew meanwhile
    return Redis.from_url(url, socket_timeout=LONGEST, socket_connect_timeout=LONGEST, retry=again)
