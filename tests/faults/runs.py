"""A load for each fault, and at last one for all of them together."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

from tests.faults.load import Load
from tests.faults.report import Row, line
from tests.faults.stage import Stage
from tests.faults.strikes import Fault
from tests.faults.tally import Tally, count
from tests.flows.desk import Desk, Logins

BEFORE, AFTER = 4.0, 6.0  # seconds of load without a fault
REST = 15.0  # seconds between two faults of the soak
SEED = 20261130  # the soak's faults come in the same order each time


async def run(stage: Stage, faults: list[Fault], *, only: str, soak_seconds: float) -> list[Row]:
    """A row for each fault and one for the soak, of those whose name has the words `only`; told as soon as it is known."""
    logins = Logins(stage.url)
    works: dict[str, Callable[[], Awaitable[None]]] = {one.name: partial(one.strike, stage) for one in faults}
    works[f"soak of {soak_seconds / 60:g} minutes"] = partial(_soak, stage, faults, soak_seconds)
    chosen = [(name, work) for name, work in works.items() if only.lower() in name.lower()]
    return [_told(Row(name, await _under_load(stage, logins, work))) for name, work in chosen]


async def _under_load(stage: Stage, logins: Logins, work: Callable[[], Awaitable[None]]) -> Tally:
    """What became of all that people wrote meanwhile."""
    stage.simulator.control("reset")
    async with AsyncExitStack() as exits:
        load = Load(Desk(stage, logins, exits))
        await load.begin()
        flow = asyncio.create_task(load.flow())
        await asyncio.sleep(BEFORE)
        await work()
        await asyncio.sleep(AFTER)
        load.stop()
        await flow
        await load.settle()
        tally = await count(load)
        await load.end()
    return tally


async def _soak(stage: Stage, faults: list[Fault], seconds: float) -> None:
    """All of them, in the order of chance, with some rest between."""
    ends, choose = time.monotonic() + seconds, random.Random(SEED)
    while time.monotonic() < ends:
        await choose.choice(faults).strike(stage)
        await asyncio.sleep(REST)


def _told(row: Row) -> Row:
    print(line(row), flush=True)
    return row
