"""What is due is done once and soon, whatever died or forgot meanwhile, and however many look after it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.flows.desk import Desk
from tests.flows.held import held
from tests.flows.pending import Pending
from tests.flows.seconds import second_beat, second_worker
from tests.stack import Stack

LATE = 8.0  # seconds after its time, at most, on a machine that is busy; there is a look every second

SWEEPS = 3  # at the same moment: a worker has two hands, so more than one has a part in them


@pytest.fixture
async def pending(desk: Desk) -> AsyncIterator[Pending]:
    """Nothing is due yet."""
    found = Pending(
        desk, lin=await desk.screen("lin"), marco=await desk.screen("marco"), sofia=await desk.screen("sofia")
    )
    yield found
    await found.end()


async def test_a_flush_of_redis_delays_nothing_that_is_due(pending: Pending, stack: Stack) -> None:
    await pending.begin(each=1)
    pending.fall_due(seconds=3)
    with stack.redis() as connection:
        assert connection.flushall()
    assert pending.done() == []
    late = await pending.until_done()
    assert 0 <= min(late) <= max(late) < LATE
    await pending.check_once()


async def test_what_fell_due_while_nobody_looked_is_done_once_when_they_are_back(
    pending: Pending, stack: Stack
) -> None:
    await pending.begin(each=1)
    pending.fall_due(seconds=1)
    with stack.frozen("up"):  # which would start them again
        stack.kill("worker", "beat")
        await pending.until_past()
        assert pending.done() == []
    await asyncio.to_thread(stack.wait_until_ready)
    await pending.until_done()
    await pending.check_once()


async def test_two_beats_and_two_workers_do_once_what_is_due(pending: Pending, stack: Stack, tmp_path: Path) -> None:
    async with second_worker(stack, tmp_path), second_beat(stack, tmp_path), AsyncExitStack() as exits:
        await pending.begin(each=2)
        pending.fall_due(seconds=2)
        in_order = (pending.asked, pending.offered, pending.left, pending.ending)  # as a sweep takes them
        kinds = [await exits.enter_async_context(held(stack, chats)) for chats in in_order]
        for kind in kinds:
            await kind.let_go(before=SWEEPS)  # each has found them due
        assert min(await pending.until_done()) >= 0
        await pending.check_once()
