"""Frames on their way through several Redis servers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Any

import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.layers import channel_layers, get_channel_layer
from redis.exceptions import RedisError

from console import sending

DEAD = "unix:///nowhere/redis.sock"
GROUPS = [f"many.{number}" for number in range(16)]


@pytest_asyncio.fixture
async def half(settings: Any) -> AsyncIterator[Any]:
    """A channel layer of two Redis servers, one of which is away."""
    config = {**settings.CHANNEL_LAYERS["default"]["CONFIG"], "hosts": [settings.REDIS_URL, DEAD]}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}
    channel_layers.backends.clear()
    layer: Any = get_channel_layer()
    yield layer
    await layer.flush()
    channel_layers.backends.clear()


async def test_while_one_redis_is_away_the_groups_of_the_other_hear_all_the_same(half: Any) -> None:
    channel = await anyhow(half)
    there = [group for group in GROUPS if await succeeds(half.group_add(group, channel))]
    assert 0 < len(there) < len(GROUPS)
    await sync_to_async(sending.send)([(group, {"type": "mark", "group": group}) for group in GROUPS])
    heard = [await asyncio.wait_for(half.receive(channel), 10) for _group in there]
    assert sorted(text for event in heard for text in event["texts"]) == sorted(
        f'{{"type": "mark", "group": "{group}"}}' for group in there
    )


async def anyhow(layer: Any) -> str:
    """A channel of the Redis that is there: where one lands is chance."""
    while True:
        with suppress(RedisError, OSError):
            return str(await layer.new_channel())


async def succeeds(call: Awaitable[None]) -> bool:
    """Whether Redis took it."""
    with suppress(RedisError, OSError):
        await call
        return True
    return False
