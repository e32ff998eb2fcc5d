"""Two hundred messages both ways, and what must be true of them afterwards, whatever died meanwhile."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.flows.desk import Desk, chat_frame
from tests.flows.screen import BEGINNING, Screen
from tests.flows.visitor import Visitor

EACH = 10  # messages of each customer, and replies to each
PHONES, VISITORS = 6, 4
AGENTS = ("lin", "marco", "sofia")
SEND = "/cgi-bin/message/custom/send"
SLOW = 0.2  # seconds that WeChat takes for each reply, so that a worker can be caught with one in its hands
LASTS = 120.0  # seconds for all of it
POLL = 0.2


@dataclass
class Talk:
    """One chat: who writes on which side, and what was written and acknowledged on each, in order."""

    screen: Screen
    openid: str = ""
    visitor: Visitor | None = None
    chat: str = ""
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    @property
    def customer(self) -> str:
        """The customer's id in the record."""
        return self.visitor.external_id if self.visitor else self.openid


class Traffic:
    """Ten chats, six of them on WeChat."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.talks: list[Talk] = []
        self._under_way = asyncio.Event()
        self._acknowledged = 0

    async def begin(self) -> None:
        """Everybody has written their first message, and has an agent."""
        self.desk.simulator.control("settings", replies=1000)
        self.desk.simulator.control("faults", endpoint=SEND, fault="slow", seconds=SLOW, times=1000)
        watch = await self.desk.screen("ana")
        for number in range(PHONES + VISITORS):
            await self._begin_one(number)
        await asyncio.gather(*(self._take(talk, watch) for talk in self.talks))

    async def flow(self) -> None:
        """All write at once, each in order; returns when all is acknowledged and every reply has come to its end."""
        async with asyncio.timeout(LASTS):
            await asyncio.gather(*(self._talk(talk) for talk in self.talks))
            await self._until_settled()

    async def until_one_is_in_hand(self) -> None:
        """Returns in the middle of the traffic, at a moment at which a worker has taken a reply and does not know its end."""
        async with asyncio.timeout(LASTS):
            await self._under_way.wait()
            while not self._undelivered("sending"):  # noqa: ASYNC110 - rows send no events
                await asyncio.sleep(0.01)

    async def check(self) -> None:
        """Nothing acknowledged is lost, doubled or out of order, and every screen shows what is true."""
        phones = {talk.openid: self.desk.simulator.phone(talk.openid) for talk in self.talks if talk.openid}
        for talk in self.talks:
            record = self.desk.record(talk.chat)
            self._check_asked(talk, record, phones)
            self._check_answered(talk, record, phones)
            await check_screen(talk.screen, {talk.chat for talk in self.talks})
        await check_lists(self.talks)

    def unconfirmed(self) -> int:
        """How many replies nobody knows the end of."""
        return self._undelivered("unconfirmed")

    async def _begin_one(self, number: int) -> None:
        screen = await self.desk.screen(AGENTS[number % len(AGENTS)])
        talk = Talk(screen, openid=self.desk.customer() if number < PHONES else "")
        self.talks.append(talk)
        if not talk.openid:
            talk.visitor = await self.desk.visitor()
        await self._write(talk, 0)

    async def _take(self, talk: Talk, watch: Screen) -> None:
        frame = await watch.hears(chat_frame("waiting", talk.asked[0]))
        talk.chat = talk.screen.page.chat = str(frame["id"])
        assert (await talk.screen.claim(talk.chat)).status_code == 200

    async def _talk(self, talk: Talk) -> None:
        """Both sides write at the same time, each the next when both have been heard: so all of it is spread over the time."""
        await self._answer(talk, 0)
        for number in range(1, EACH):
            await asyncio.gather(self._write(talk, number), self._answer(talk, number))

    async def _write(self, talk: Talk, number: int) -> None:
        text = f"{talk.customer[-12:]} asks {number}"
        talk.asked.append(text)
        if talk.visitor:
            await talk.visitor.say(text)
            self._note()
        else:
            await asyncio.to_thread(self.desk.simulator.say, talk.openid, text)

    async def _answer(self, talk: Talk, number: int) -> None:
        text = f"{talk.customer[-12:]} is answered {number}"
        await talk.screen.reply(talk.chat, text)
        talk.answered.append(text)
        self._note()

    def _note(self) -> None:
        self._acknowledged += 1
        if self._acknowledged >= (PHONES + VISITORS) * EACH * 2 // 5:
            self._under_way.set()

    async def _until_settled(self) -> None:
        """WeChat has brought or given up every message, and no reply is under way."""
        while not (self._all_brought() and not self._undelivered("pending", "sending")):  # noqa: ASYNC110 - rows send no events
            await asyncio.sleep(POLL)

    def _all_brought(self) -> bool:
        lines = (line for talk in self.talks if talk.openid for line in self.desk.simulator.phone(talk.openid))
        return all(line["delivery"] != "pending" for line in lines)

    def _undelivered(self, *states: str) -> int:
        query = "SELECT count(*) FROM history_message WHERE conversation_id = ANY(%s) AND state = ANY(%s)"
        return int(self.desk.stack.rows(query, [int(talk.chat) for talk in self.talks], list(states))[0][0])

    def _check_asked(self, talk: Talk, record: list[Any], phones: dict[str, Any]) -> None:
        stored = [text for author, text, _state in record if author == "customer"]
        if talk.visitor:
            assert stored == talk.asked
            return
        brought = {line["text"] for line in phones[talk.openid] if line["delivery"] == "delivered"}
        assert brought <= set(stored), f"lost: {brought - set(stored)}"
        assert stored == [text for text in talk.asked if text in set(stored)]
        assert len(brought) == EACH, "WeChat gave messages up: the system was away for longer than it should be"

    def _check_answered(self, talk: Talk, record: list[Any], phones: dict[str, Any]) -> None:
        replies = {text: state for author, text, state in record if author == "agent"}
        assert [text for author, text, _state in record if author == "agent"] == talk.answered
        assert set(replies.values()) <= ({"sent"} if talk.visitor else {"sent", "unconfirmed"})
        arrived = list(self._arrived(talk, phones))
        assert [text for text, times in Counter(arrived).items() if times > 1] == []
        assert arrived == [text for text in talk.answered if text in set(arrived)]
        sent = {text for text, state in replies.items() if state == "sent"}
        assert sent <= set(arrived) <= set(replies)

    def _arrived(self, talk: Talk, phones: dict[str, Any]) -> Iterator[str]:
        if talk.visitor:
            asked = set(talk.asked)
            yield from (text for text in talk.visitor.texts if text not in asked)
        else:
            yield from (line["text"] for line in phones[talk.openid] if line["source"] == "custom_send")


async def check_screen(screen: Screen, chats: set[str]) -> None:
    """What a page pieced together of these chats from frames and catch-ups is what a catch-up from the beginning tells.

    What is said in chats that the page does not show makes newer versions of them, of which it need not have heard.
    """
    await screen.catch_up()
    told = (await screen.changes(BEGINNING)).raise_for_status().json()
    assert not told["reload"]
    for frame in told["frames"]:
        if frame.get("entity") == "message" or (frame.get("entity") == "chat" and frame["id"] in chats):
            known = screen.page.known[frame["entity"], frame["id"]]
            is_bare = frame["entity"] == "chat" and "html" not in frame
            assert {**known, **frame, **({"version": known["version"]} if is_bare else {})} == known
    messages = {frame["id"] for frame in told["frames"] if frame.get("entity") == "message"}
    assert messages == set(screen.page.shown("message"))


async def check_lists(talks: list[Talk]) -> None:
    """Of these chats each agent's fresh page lists those that their old page knows to be theirs, in the same state."""
    chats = {talk.chat for talk in talks}
    for screen in {talk.screen.agent: talk.screen for talk in talks}.values():
        html = (await screen.http.get("/console/")).text
        listed = re.findall(r'data-entity="chat"\s+data-id="(\d+)"\s+data-version="(\d+)"\s+data-state="active"', html)
        known = screen.page.shown("chat").values()
        mine = {(f["id"], str(f["version"])) for f in known if f["state"] == "active" and screen.agent in f["agents"]}
        assert {(id_, version) for id_, version in listed if id_ in chats} == {row for row in mine if row[0] in chats}
        assert mine
