"""What is measured. Rounds of the floor and of ours take turns, so that the machine's moods hit both alike."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice

from tests.bench import letters
from tests.bench.clients import Connections, Listener, connections, listener
from tests.bench.desk import Desk
from tests.bench.loads import delays, per_second, percentile
from tests.bench.rows import Row, at_least, at_most

CONNECTIONS = 16
STEADY = 2.0  # seconds
AFTERWARDS = 1.0  # seconds, in which who has answered tells its screens, so as not to take the other's time
P50, P99 = 0.5, 0.99
STRANGERS = 10.0, 13.5  # milliseconds: half of what Live Helper Chat with its push server took at 20 messages a second
WORDS = "请问明天早上可以晚一点退房吗？"


@dataclass(frozen=True)
class Plan:
    """How much is done: rounds of `burst` webhooks, then rounds of `seconds` in which frames are timed at each of the
    `rates` (messages a second) while that many agents are `connected`; then the same with new chats for that many
    `screens`, `races` for one chat each between so many `rivals`, and rounds of `pages` of a list in which that many are
    `waiting`, and of a chat whose `history` has that many
    messages; how many `visitors` have the chat open and say nothing; how many messages
    of a `year` there are to be reported on; and of an `archive` of that many messages, which must not slow down others, each
    search `searches` times, and `stored` messages more, one by one."""

    agents: int
    chats_each: int
    connected: int
    rates: tuple[float, ...]
    rounds: int
    burst: int
    seconds: float
    warm_up: int
    screens: int
    waiting: int
    races: int
    rivals: int
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
    connected=200,
    rates=(20.0, 50.0),
    rounds=3,
    burst=400,
    seconds=10.0,
    warm_up=200,
    screens=300,
    waiting=10_000,
    races=500,
    rivals=50,
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
    connected=8,
    rates=(20.0,),
    rounds=1,
    burst=32,
    seconds=1.0,
    warm_up=16,
    screens=12,
    waiting=200,
    races=4,
    rivals=10,
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
    delays: dict[float, list[list[float]]] = field(default_factory=lambda: defaultdict(list))

    def delay(self, rate: float, share: float) -> list[float]:
        """In milliseconds, what that share of the frames did not exceed, for each round at that rate."""
        return [1000 * percentile(seconds, share) for seconds in self.delays[rate]]


async def measure(plan: Plan, desk: Desk, product: int, floor: int) -> tuple[list[Row], int]:
    """All rows, and how many messages we took; `product` and `floor` are ports. BenchError when one is not shown."""
    everybody = [openid for several in zip(*desk.chats, strict=True) for openid in several]
    sessions = [*desk.sessions, *desk.crowd][: plan.connected]
    async with floor_side(floor) as bare, product_side(product, sessions) as ours:
        sides = (bare, ours)
        for side in sides:
            await per_second(side.web, burst(side, everybody, plan.warm_up))
        for side in sides * plan.rounds:
            side.speeds.append(await per_second(side.web, burst(side, everybody, plan.burst)))
            await asyncio.sleep(AFTERWARDS)
        for rate in plan.rates:
            for side in sides * plan.rounds:
                await time_frames(side, desk.chats[0], plan.seconds, rate)
    return _rows(plan, ours, bare), ours.web.delivered


@asynccontextmanager
async def floor_side(port: int) -> AsyncIterator[Side]:
    """The bare views, and one bare consumer."""
    async with (
        connections(port, CONNECTIONS) as web,
        listener(f"ws://127.0.0.1:{port}/socket/", letters.mark_in) as ear,
    ):
        yield Side(web, ear, letters.to("/insert/"), letters.to("/send/"))


@asynccontextmanager
async def product_side(port: int, sessions: list[str]) -> AsyncIterator[Side]:
    """Every agent has a socket, the first agent's is timed."""
    address = f"ws://127.0.0.1:{port}/console/socket/"
    async with (
        connections(port, CONNECTIONS) as web,
        listener(address, _mark_of_message, sessions[:1]) as ear,
        listener(address, _mark_of_message, sessions[1:]),
    ):
        yield Side(web, ear, letters.webhook, letters.webhook)


def _mark_of_message(text: str) -> str | None:
    """Of the message's own frame: the words also come in the entry of the list."""
    frame = json.loads(text)
    return letters.mark_in(frame["html"]) if frame.get("entity") == "message" else None


def burst(side: Side, openids: list[str], number: int) -> list[bytes]:
    """So many messages to be stored, of each customer in turn."""
    return [side.store(openid, f"{WORDS} {letters.mark()}") for openid in islice(cycle(openids), number)]


async def time_frames(side: Side, openids: list[str], seconds: float, rate: float) -> None:
    """Times the frames of so many messages a second, after as many as come in STEADY seconds: meanwhile the other side was
    busy, and some machines take back the memory of who does nothing for seconds."""
    first = round(min(seconds, STEADY) * rate)
    marked = [(letters.mark(), openid) for openid in islice(cycle(openids), first + round(seconds * rate))]
    requests = [(mark, side.show(openid, f"{WORDS} {mark}")) for mark, openid in marked]
    side.delays[rate].append((await delays(side.web, side.ear, requests, rate))[first:])


def _rows(plan: Plan, ours: Side, bare: Side) -> list[Row]:
    first = at_least(0.5, "encrypted webhooks, stored and answered", "1/s", ours.speeds, bare.speeds)
    return [first, *(row for rate in plan.rates for row in _delays(ours, bare, rate))]


def _delays(ours: Side, bare: Side, rate: float) -> list[Row]:
    mosts = STRANGERS if rate == 20.0 else (None, None)
    return [
        at_most(
            target,
            f"webhook to frame at {rate:g}/s, {name}",
            "ms",
            ours.delay(rate, share),
            bare.delay(rate, share),
            most=most,
        )
        for name, share, target, most in (("p50", P50, 3.0, mosts[0]), ("p99", P99, 4.0, mosts[1]))
    ]
