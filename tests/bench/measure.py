"""What is measured. Rounds of the floor and of ours take turns, so that the machine's moods hit both alike."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice

from tests.bench import letters
from tests.bench.clients import Connections, Listener, connections, listener
from tests.bench.desk import Desk
from tests.bench.loads import delays, per_second, percentile
from tests.bench.rows import Row, at_least, at_most

CONNECTIONS = 16
RATE = 20.0  # messages a second, while frames are timed
P50, P99 = 0.5, 0.99
WORDS = "请问明天早上可以晚一点退房吗？"


@dataclass(frozen=True)
class Plan:
    """How much is done: rounds of `burst` webhooks, then rounds of `seconds` in which frames are timed; then the same with
    new chats for that many `screens`, and rounds of `pages` of a list in which that many are `waiting`, and of a chat whose
    `history` has that many messages; how many `visitors` have the chat open and say nothing; how many messages of a
    `year` there are to be reported on; and of an `archive` of that many messages, each search `searches` times, and `stored`
    messages more, one by one."""

    agents: int
    chats_each: int
    rounds: int
    burst: int
    seconds: float
    warm_up: int
    screens: int
    waiting: int
    pages: int
    history: int
    visitors: int
    year: int
    archive: int
    searches: int
    stored: int


FULL = Plan(
    agents=20,
    chats_each=5,
    rounds=3,
    burst=400,
    seconds=10.0,
    warm_up=200,
    screens=300,
    waiting=10_000,
    pages=40,
    history=50_000,
    visitors=5_000,
    year=2_000_000,
    archive=2_000_000,
    searches=60,
    stored=1_000,
)
QUICK = Plan(
    agents=5,
    chats_each=4,
    rounds=1,
    burst=32,
    seconds=1.0,
    warm_up=16,
    screens=12,
    waiting=200,
    pages=4,
    history=1_000,
    visitors=100,
    year=20_000,
    archive=2_000,
    searches=5,
    stored=50,
)


@dataclass
class Side:
    """One of the two that are compared: its web process, who listens to it, and its requests."""

    web: Connections
    ear: Listener
    store: letters.Make
    show: letters.Make
    speeds: list[float] = field(default_factory=list)
    p50s: list[float] = field(default_factory=list)
    p99s: list[float] = field(default_factory=list)


async def measure(plan: Plan, desk: Desk, product: int, floor: int) -> tuple[list[Row], int]:
    """All rows, and how many messages we took; `product` and `floor` are ports. BenchError when one is not shown."""
    everybody = [openid for several in zip(*desk.chats, strict=True) for openid in several]
    async with _floor(floor) as bare, _product(product, desk.sessions) as ours:
        sides = (bare, ours)
        for side in sides:
            await per_second(side.web, _burst(side, everybody, plan.warm_up))
        for side in sides * plan.rounds:
            side.speeds.append(await per_second(side.web, _burst(side, everybody, plan.burst)))
        for side in sides * plan.rounds:
            await _time_frames(side, desk.chats[0], plan.seconds)
    return _rows(ours, bare), ours.web.delivered


@asynccontextmanager
async def _floor(port: int) -> AsyncIterator[Side]:
    async with (
        connections(port, CONNECTIONS) as web,
        listener(f"ws://127.0.0.1:{port}/socket/", letters.mark_in) as ear,
    ):
        yield Side(web, ear, letters.to("/insert/"), letters.to("/send/"))


@asynccontextmanager
async def _product(port: int, sessions: list[str]) -> AsyncIterator[Side]:
    """Every agent has a socket, the first agent's is timed."""
    address = f"ws://127.0.0.1:{port}/console/socket/"
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(connections(port, CONNECTIONS))
        ears = [await stack.enter_async_context(listener(address, _mark_of_message, [key])) for key in sessions]
        yield Side(web, ears[0], letters.webhook, letters.webhook)


def _mark_of_message(text: str) -> str | None:
    """Of the message's own frame: the words also come in the entry of the list."""
    frame = json.loads(text)
    return letters.mark_in(frame["html"]) if frame.get("entity") == "message" else None


def _burst(side: Side, openids: list[str], number: int) -> list[bytes]:
    return [side.store(openid, f"{WORDS} {letters.mark()}") for openid in islice(cycle(openids), number)]


async def _time_frames(side: Side, openids: list[str], seconds: float) -> None:
    marked = [(letters.mark(), openid) for openid in islice(cycle(openids), round(seconds * RATE))]
    requests = [(mark, side.show(openid, f"{WORDS} {mark}")) for mark, openid in marked]
    milliseconds = [1000 * seconds for seconds in await delays(side.web, side.ear, requests, RATE)]
    side.p50s.append(percentile(milliseconds, P50))
    side.p99s.append(percentile(milliseconds, P99))


def _rows(ours: Side, bare: Side) -> list[Row]:
    return [
        at_least(0.5, "encrypted webhooks, stored and answered", "1/s", ours.speeds, bare.speeds),
        at_most(3.0, "webhook to frame, p50", "ms", ours.p50s, bare.p50s),
        at_most(4.0, "webhook to frame, p99", "ms", ours.p99s, bare.p99s),
    ]
