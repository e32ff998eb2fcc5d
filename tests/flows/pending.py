"""Chats in which something is due: an offer, a request, an agent who is gone, a reply window. And how each of it ended."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.flows.desk import Desk, chat_frame
from tests.flows.screen import WITHIN, Frame, Screen

SWEEPS = 3  # each with a request of its own that lapses
DONE = """
SELECT EXTRACT(EPOCH FROM at - %s)::float FROM (
    SELECT conversation_id AS chat, ended_at AS at FROM console_offer WHERE state = 'lapsed'
    UNION ALL SELECT conversation_id, ended_at FROM console_transfer WHERE state = 'lapsed'
    UNION ALL SELECT conversation_id, left_at FROM console_participation WHERE left_how = 'released'
    UNION ALL SELECT id, closed_at FROM history_conversation WHERE closed_how = 'window'
) AS done WHERE chat = ANY(%s)
"""
DUE = (
    "UPDATE console_offer SET due_at = %s WHERE conversation_id = ANY(%s) RETURNING id",
    "UPDATE console_transfer SET due_at = %s WHERE conversation_id = ANY(%s) RETURNING id",
    "UPDATE history_customer SET window_until = %s"
    " WHERE id IN (SELECT customer_id FROM history_conversation WHERE id = ANY(%s)) RETURNING id",
    "UPDATE console_agent SET away_at = %s - (SELECT make_interval(secs => away_release_seconds) FROM console_desksettings)"
    " WHERE user_id IN (SELECT agent_id FROM console_participation WHERE conversation_id = ANY(%s)) RETURNING user_id",
)
EARLIER = (
    "UPDATE history_conversation SET unanswered_since = now() - interval '1 hour' WHERE id = ANY(%s) RETURNING id",
    "UPDATE console_participation SET joined_at = now() - interval '1 hour' WHERE conversation_id = ANY(%s) RETURNING id",
)
WARNED = "UPDATE history_conversation SET warned_until = %s WHERE id = ANY(%s) RETURNING id"
LINES = (
    "SELECT conversation_id, kind, count(*) FROM history_message WHERE author = 'system' AND conversation_id = ANY(%s)"
)
_numbers = count(1)


@dataclass
class Pending:
    """The chats by what is due in them. Lin has, or had, all but `left`, which are Sofia's; Marco only looks on."""

    desk: Desk
    lin: Screen
    marco: Screen
    sofia: Screen
    offered: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    ending: list[str] = field(default_factory=list)
    due: Any = None

    @property
    def chats(self) -> list[str]:
        """All of them."""
        return [*self.offered, *self.asked, *self.left, *self.ending]

    async def begin(self, each: int) -> None:
        """So many of each kind, due in a minute or later. Sofia is away from now on."""
        for screen in (self.lin, self.marco, self.sofia):
            await switch(screen, "available")
        for _number in range(each):
            self.offered.append(await self._comes_back())
            self.asked.append(await self._taken(self.lin))
            await self.ask(self.asked[-1])
            self.left.append(await self._taken(self.sofia))
            self.ending.append(await self._taken(self.lin))
        await switch(self.sofia, "away")

    def fall_due(self, seconds: float) -> None:
        """All of it is due at one moment, in so many seconds."""
        ((self.due,),) = self._rows("SELECT now() + make_interval(secs => %s)", seconds)
        for query in EARLIER:
            self._rows(query, _ids(self.left))
        for query, chats in zip(DUE, (self.offered, self.asked, self.ending, self.left), strict=True):
            assert self._rows(query, self.due, _ids(chats))
        self._rows(WARNED, self.due, _ids(self.ending))  # a warning is not what is looked at here

    def done(self) -> list[float]:
        """How many seconds after the moment each deed was done that is done by now."""
        return [late for (late,) in self._rows(DONE, self.due, _ids(self.chats))]

    async def until_past(self) -> None:
        """The moment comes and goes."""
        while not self._rows("SELECT 1 WHERE now() > %s + interval '2 seconds'", self.due):  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def until_done(self, within: float = WITHIN) -> list[float]:
        """Returns when all of it is done, with the seconds after the moment."""
        async with asyncio.timeout(within):
            while len(self.done()) < len(self.chats):  # noqa: ASYNC110 - rows send no events
                await asyncio.sleep(0.1)
        return self.done()

    async def check_once(self) -> None:
        """Each deed is one line, one push and one change of its row, also after more sweeps."""
        before = self._state()
        for _sweep in range(SWEEPS):
            await self._sweep()
        assert self._state() == before
        assert len(self.done()) == len(self.chats) + SWEEPS
        self._check_lines()
        self._check_pushes()

    async def end(self) -> None:
        """Nothing of it stays open, and Sofia is back."""
        await switch(self.sofia, "available")
        ana = await self.desk.screen("ana")
        for chat in self.chats:
            assert (await ana.close(chat)).status_code == 200

    async def ask(self, chat: str) -> Frame:
        """Lin asks Marco into the chat: the request."""
        answer = await self.lin.http.post(f"/console/chats/{chat}/transfers/", data={"agent": self.marco.agent})
        frame: Frame = answer.raise_for_status().json()["frames"][0]
        return frame

    async def _comes_back(self) -> str:
        openid = self.desk.customer()
        await self.lin.close(await self.desk.chat_of(self.lin, openid, _words()))
        words = _words()
        self.desk.simulator.say(openid, words)
        frame = await self.lin.hears(chat_frame("waiting", words))
        assert frame["offered"] == self.lin.agent
        return str(frame["id"])

    async def _taken(self, screen: Screen) -> str:
        return await self.desk.chat_of(screen, self.desk.customer(), _words())

    async def _sweep(self) -> None:
        """One more look at all that is due, after this call began."""
        request = await self.ask(self.asked[0])
        self._rows("UPDATE console_transfer SET due_at = now() WHERE id = %s RETURNING id", request["id"])
        await self.marco.hears(_of("transfer", request["id"], "lapsed"))

    def _state(self) -> list[tuple[Any, ...]]:
        versions = "SELECT id, version, (SELECT count(*) FROM history_message m WHERE m.conversation_id = c.id)"
        return self._rows(f"{versions} FROM history_conversation c WHERE id = ANY(%s) ORDER BY id", _ids(self.chats))

    def _check_lines(self) -> None:
        told = {(str(chat), kind): n for chat, kind, n in self._rows(f"{LINES} GROUP BY 1, 2", _ids(self.chats))}
        assert [told.get((chat, "released")) for chat in self.left] == [1] * len(self.left)
        assert [told.get((chat, "closed")) for chat in self.ending] == [1] * len(self.ending)
        assert all(told.get((chat, "ending"), 1) == 1 for chat in self.ending)

    def _check_pushes(self) -> None:
        for chats, state in ((self.offered, "waiting"), (self.left, "waiting"), (self.ending, "closed")):
            for chat in chats:
                came = [frame for frame in self.marco.heard if _of("chat", chat, state)(frame)]
                later = [frame for frame in came if not frame["offered"] and self._is_of_now(frame)]
                assert len(later) == 1, came
        ended = [
            frame for frame in self.marco.heard if frame.get("entity") == "transfer" and frame["state"] == "lapsed"
        ]
        assert len(ended) == len({frame["id"] for frame in ended}) == len(self.asked) + SWEEPS

    def _is_of_now(self, frame: Frame) -> bool:
        return any((str(row[0]), row[1]) == (frame["id"], frame["version"]) for row in self._state())

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.desk.stack.rows(query, *values)


async def switch(screen: Screen, state: str) -> None:
    """The agent's own switch."""
    (await screen.http.post("/console/presence/", data={"state": state})).raise_for_status()


def _of(entity: str, id_: str, state: str) -> Callable[[Frame], bool]:
    return lambda frame: (frame.get("entity"), frame.get("id"), frame.get("state")) == (entity, id_, state)


def _ids(chats: list[str]) -> list[int]:
    return [int(chat) for chat in chats]


def _words() -> str:
    return f"第{next(_numbers)}件要到期的事"
