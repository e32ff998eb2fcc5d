"""`kill -9` of each part under load: nothing acknowledged is lost, nothing comes twice, and every screen is right in the end."""

import asyncio
from collections.abc import Callable

import pytest

from tests.flows.desk import Desk
from tests.flows.traffic import Traffic
from tests.stack import Stack

# A worker delivers so many replies at a time. Nobody knows the end of those that it was holding when it died, or whose
# taking was committed just when the database died.
HANDS = 2


def flush(stack: Stack) -> None:
    """Redis forgets everything."""
    with stack.redis() as connection:
        assert connection.flushall()


def killing(*names: str) -> Callable[[Stack], None]:
    """`kill -9` of those parts, all at once."""
    return lambda stack: stack.kill(*names)


@pytest.mark.parametrize(
    ("strike", "unconfirmed_most"),
    [
        pytest.param(killing("web"), 0, id="web"),
        pytest.param(killing("worker"), HANDS, id="worker"),
        pytest.param(killing("beat"), 0, id="beat"),
        pytest.param(killing("redis"), 0, id="redis"),
        pytest.param(killing("postgres"), HANDS, id="postgres"),
        pytest.param(killing("web", "worker", "beat"), HANDS, id="web, worker and beat"),
        pytest.param(flush, 0, id="a flush of Redis"),
    ],
)
async def test_two_hundred_messages_outlive_the_death_of(
    desk: Desk, stack: Stack, strike: Callable[[Stack], None], unconfirmed_most: int
) -> None:
    traffic = Traffic(desk)
    await traffic.begin()
    async with asyncio.TaskGroup() as group:
        flow = group.create_task(traffic.flow())
        await traffic.until_one_is_in_hand()
        await asyncio.to_thread(strike, stack)
        assert not flow.done()
    await asyncio.to_thread(stack.wait_until_ready)
    for talk in traffic.talks:
        if talk.visitor:
            await talk.visitor.catch_up()
    await traffic.check()
    assert traffic.unconfirmed() <= unconfirmed_most
