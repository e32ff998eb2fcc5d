"""The numbers at the top while much happens at once: few frames, the first of them at once, the last of them true."""

import time
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from redis import Redis

from channels_app.models import WebChatSite
from console import bursts, live, sending, tasks
from console.actions.heartbeat import heartbeat
from console.models import Agent
from grata_site.celery import app
from history.models import Conversation
from tests.conftest import signed_in, writes
from tests.sockets import Socket
from tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("quiet")]


@pytest.fixture
def quiet(settings: Any) -> Redis:
    """Nothing has happened for a while."""
    redis = Redis.from_url(settings.REDIS_URL)
    for kind in ("told", "owed"):
        redis.delete(bursts._key(bursts.COUNTS, kind))
    return redis


@pytest.fixture
def something(monkeypatch: pytest.MonkeyPatch) -> str:
    """What nobody has told yet, in a moment that no machine is too slow for."""
    monkeypatch.setattr(bursts, "MOMENT", 60_000)
    return str(uuid4())


@pytest_asyncio.fixture
async def screen(lin: Agent, socket_threads: None, quiet: Redis) -> AsyncIterator[Socket]:
    """Lin's console, open."""
    socket = Socket("/console/socket/", client=await sync_to_async(signed_in)(lin))
    assert await socket.opens()
    await socket.ping()
    await socket.frames_until("pong")
    yield socket
    await socket.leave()


async def _waiting(screen: Socket, lin: Agent) -> list[int]:
    """What the counts that were shown since the last look said of who waits."""
    await sync_to_async(sending.send)([(live.one(lin.pk), {"type": "mark"})])
    return [frame["waiting"] for frame in await screen.frames_until("mark") if frame["type"] == "counts"]


def _asked(redis: Redis, task: str) -> int:
    """How many times a worker was asked for that task."""
    return sum(task.encode() in item for item in redis.lrange(app.conf.task_default_queue, 0, -1))


async def test_fifty_changes_in_a_moment_are_a_few_frames_of_which_the_last_is_true(
    screen: Socket, lin: Agent, site: WebChatSite
) -> None:
    began = time.monotonic()
    for number in range(50):
        await sync_to_async(writes)(site, f"visitor-{number}", "Hello")
    moments = (time.monotonic() - began) * 1000 / bursts.MOMENT
    await sync_to_async(tasks.show_counts)()
    told = await _waiting(screen, lin)
    assert len(told) <= moments + 2
    assert told == sorted(told)
    assert told[-1] == 50


async def test_what_happens_alone_is_told_at_once(screen: Socket, lin: Agent, site: WebChatSite, quiet: Redis) -> None:
    await _waiting(screen, lin)
    for number in (1, 2):
        quiet.delete(bursts._key(bursts.COUNTS, "told"))  # a moment has passed
        await sync_to_async(writes)(site, f"visitor-{number}", "Hello")
        assert await _waiting(screen, lin) == [number]


async def test_the_end_of_a_burst_is_told_once(screen: Socket, lin: Agent, site: WebChatSite) -> None:
    for number in range(3):
        await sync_to_async(writes)(site, f"visitor-{number}", "Hello")
    for _worker in range(3):
        await sync_to_async(tasks.show_counts)()
    assert (await _waiting(screen, lin)).count(3) == 1


async def test_the_sweep_tells_what_a_lost_task_did_not(screen: Socket, lin: Agent, site: WebChatSite) -> None:
    for number in range(3):
        await sync_to_async(writes)(site, f"visitor-{number}", "Hello")
    await sync_to_async(tasks.keep_deadlines)()
    assert (await _waiting(screen, lin))[-1] == 3


def test_of_twenty_changes_side_by_side_one_is_told_and_a_worker_is_asked_for_the_others(
    quiet: Redis, something: str
) -> None:
    answers = at_once([partial(bursts.is_first, something, then=f"tests.{something}")] * 20)
    assert answers.count(True) == 1
    assert _asked(quiet, f"tests.{something}") in (1, 2)  # two, if somebody asked before the first forgot what was owed
    assert at_once([partial(bursts.is_owed, something)] * 5).count(True) <= 1


def test_what_is_told_anew_is_owed_no_more(quiet: Redis, something: str) -> None:
    assert bursts.is_first(something, then="tests.task")
    assert not bursts.is_first(something, then="tests.task")
    quiet.delete(bursts._key(something, "told"))
    assert bursts.is_first(something, then="tests.task")
    assert not bursts.is_owed(something)


def test_the_task_that_workers_are_asked_for_is_there() -> None:
    assert tasks.show_counts.name == live.SHOW_COUNTS


@pytest.mark.parametrize("url", ["unix:///nowhere/redis.sock", "redis://127.0.0.1:1/0"])
def test_without_redis_a_customer_is_stored_all_the_same_and_soon(
    waiting: Conversation, site: WebChatSite, lin: Agent, settings: Any, url: str
) -> None:
    heartbeat(lin)
    settings.REDIS_URL = url
    began = time.monotonic()
    assert writes(site, "maria", "Do you have a cot?").pk
    tasks.show_counts()
    tasks.keep_deadlines()
    assert time.monotonic() - began < 2
