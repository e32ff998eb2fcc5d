"""Frames on their way through one Redis server or several."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.layers import channel_layers, get_channel_layer
from redis import Redis
from redis.exceptions import RedisError

from console import groups, sending

DEAD = "unix:///nowhere/redis.sock"
GROUPS = [f"many.{number}" for number in range(16)]
MARKS = {group: {"type": "mark", "of": group} for group in GROUPS}
SOON = 10.0  # seconds


@asynccontextmanager
async def through(settings: Any, *servers: str) -> AsyncIterator[Any]:
    """The channel layer of these Redis servers."""
    _carry(settings, *servers)
    channel_layers.backends.clear()
    layer: Any = get_channel_layer()
    yield layer
    await layer.flush()
    channel_layers.backends.clear()


def _carry(settings: Any, *servers: str) -> None:
    config = {**settings.CHANNEL_LAYERS["default"]["CONFIG"], "hosts": list(servers)}
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": config}}


@pytest_asyncio.fixture
async def half(settings: Any) -> AsyncIterator[Any]:
    """One of two servers is away."""
    async with through(settings, settings.REDIS_URL, DEAD) as layer:
        yield layer


@pytest.fixture
def silent(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One of two servers takes connections and says nothing."""
    monkeypatch.setattr(groups, "LONGEST", 1.0)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "redis.sock"))
        server.listen()
        _carry(settings, f"unix://{tmp_path}/redis.sock", settings.REDIS_URL)
        yield


async def test_each_group_is_told_what_is_for_it(settings: Any) -> None:
    async with through(settings, settings.REDIS_URL) as layer:
        channel = await layer.new_channel()
        for group in GROUPS[3:6]:
            await layer.group_add(group, channel)
        await sync_to_async(groups.tell)(MARKS)
        assert [await heard(layer, channel) for _group in range(3)] == [MARKS[group] for group in GROUPS[3:6]]


async def test_a_connection_that_the_server_has_ended_is_made_anew(settings: Any) -> None:
    async with through(settings, settings.REDIS_URL) as layer:
        channel = await layer.new_channel()
        await layer.group_add("many.0", channel)
        for _time in range(2):
            await sync_to_async(groups.tell)(MARKS)
            assert await heard(layer, channel) == MARKS["many.0"]
            assert await sync_to_async(end_connection)(settings.REDIS_URL) == 1


async def test_while_one_redis_is_away_the_groups_of_the_other_hear_all_the_same(half: Any) -> None:
    channel = await anyhow(half)
    there = [group for group in GROUPS if await succeeds(half.group_add(group, channel))]
    assert 0 < len(there) < len(GROUPS)
    await sync_to_async(sending.send)(MARKS.items())
    told = [await heard(half, channel) for _group in there]
    assert sorted(text for event in told for text in event["texts"]) == sorted(
        f'{{"type": "mark", "of": "{group}"}}' for group in there
    )


async def test_who_tells_learns_that_a_server_was_away(half: Any) -> None:
    with pytest.raises(RedisError):
        await sync_to_async(groups.tell)(MARKS)


@pytest.mark.usefixtures("silent")
def test_nobody_waits_for_a_server_that_said_nothing_the_last_time(settings: Any) -> None:
    prefix = settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"]
    with Redis.from_url(settings.REDIS_URL) as redis, redis.pubsub() as ear, ThreadPoolExecutor() as thread:
        ear.psubscribe(f"{prefix}__group__many.*")
        assert ear.get_message(timeout=SOON)
        with pytest.raises(RedisError):
            groups.tell(MARKS)
        while ear.get_message(timeout=0.1):
            pass  # what was told then
        for order in (GROUPS, GROUPS[::-1]):  # either begins with the one server or with the other
            telling = thread.submit(groups.tell, {group: MARKS[group] for group in order})
            assert ear.get_message(timeout=SOON)
            assert not telling.done()
            assert isinstance(telling.exception(timeout=SOON), RedisError)
            while ear.get_message(timeout=0.1):
                pass


def end_connection(url: str) -> int:
    """Ends the connection that told groups last, and no other: tests beside this one have theirs. Says how many it ended."""
    with Redis.from_url(url) as server:
        return int(server.client_kill_filter(_id=groups._client(url).client_id()))


async def heard(layer: Any, channel: str) -> Any:
    """The next event."""
    return await asyncio.wait_for(layer.receive(channel), SOON)


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
