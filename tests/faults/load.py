"""A steady load: ten chats in which both sides write all the time, until they are told to stop."""

import asyncio
from contextlib import suppress
from typing import Any

from tests.flows.desk import Desk
from tests.flows.traffic import SEND, Talk, Traffic

PAUSE = 1.0  # seconds between two messages of one side of one chat
STOP_SECONDS = 60.0  # for what is being written when it is told to stop
SETTLE_SECONDS = 90.0  # until every message has come to its end; WeChat alone may take twenty


class Load(Traffic):
    """`begin` it, let `flow` run, `stop` it, then `settle`."""

    def __init__(self, desk: Desk, *, pause: float = PAUSE) -> None:
        super().__init__(desk)
        desk.screens_may_begin_anew = True  # half an hour of faults
        self.unacknowledged = 0
        self._pause = pause
        self._stopped = asyncio.Event()

    async def begin(self) -> None:
        """Everybody has written their first message, and has an agent; WeChat is as quick as it can be."""
        await super().begin()
        self.desk.simulator.control("faults", endpoint=SEND, fault="slow", times=0)

    @property
    def acknowledged(self) -> int:
        """How many messages were written so far, both ways."""
        return sum(len(talk.asked) + len(talk.answered) for talk in self.talks)

    async def flow(self) -> None:
        """Until `stop`: all write, each side of a chat in its own time and order."""
        sides = [self._side(talk, side) for talk in self.talks for side in ("asks", "answers")]
        await asyncio.gather(*sides)

    def stop(self) -> None:
        """No more new messages."""
        self._stopped.set()

    async def settle(self) -> None:
        """Everything that is under way comes to its end; what does not in time is for the tally."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await self._until_settled()
        visitors = [talk.visitor for talk in self.talks if talk.visitor]
        await asyncio.gather(*(visitor.catch_up() for visitor in visitors))
        await asyncio.gather(*(visitor.scroll_up() for visitor in visitors))

    async def end(self) -> None:
        """The chats are closed, so that the next load finds empty lists."""
        await asyncio.gather(*(talk.screen.close(talk.chat) for talk in self.talks))

    async def _side(self, talk: Talk, side: str) -> None:
        write = self._write if side == "asks" else self._answer
        number = 1  # number 0 was the chat's beginning
        while not self._stopped.is_set():
            writing = asyncio.create_task(write(talk, number))
            if not await self._done(writing):
                return self._give_up(talk, side)
            number += 1
            await self._breathe()

    def _give_up(self, talk: Talk, side: str) -> None:
        self.unacknowledged += 1
        if side == "asks":
            talk.asked.pop()  # noted when it was written, and nobody ever said that it is stored

    async def _done(self, writing: asyncio.Task[None]) -> bool:
        """Whether it was acknowledged; once the load is stopped, only for so long."""
        stop = asyncio.create_task(self._stopped.wait())
        either: set[asyncio.Task[Any]] = {writing, stop}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        await asyncio.wait({writing}, timeout=STOP_SECONDS)
        if writing.done():
            writing.result()
        return not writing.cancel()

    async def _breathe(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), self._pause)
