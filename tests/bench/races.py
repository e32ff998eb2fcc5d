"""Many agents want the same chat in the same moment: who gets it, and how long each waits for the answer."""

import asyncio
import time
from collections.abc import Sequence

from tests.bench import desk, letters
from tests.bench.clients import Connections, connections
from tests.bench.errors import BenchError
from tests.bench.loads import percentile
from tests.bench.measure import P99, Plan
from tests.bench.rows import Row, at_least, at_most

WON, LOST = 200, 409


async def measure(plan: Plan, furnished: desk.Desk, product: int, floor: int) -> list[Row]:
    """Two rows; `product` and `floor` are ports. BenchError when a claim is answered in no known way."""
    # Without the first one, whose page is measured later with as many chats as now.
    rivals = [*furnished.sessions, *furnished.crowd][1 : plan.rivals + 1]
    bare = [letters.post("/insert/", b"mine") for _rival in rivals]
    values, floors, winners = list[float](), list[float](), list[int]()
    chats = await asyncio.to_thread(desk.first_in_line, plan.races)
    for turn in range(plan.rounds):
        some = chats[turn :: plan.rounds]
        races = [[letters.form(f"/console/chats/{chat}/claim/", one, {}) for one in rivals] for chat in some]
        seconds, won = await _run(product, races)
        values.append(1000 * percentile(seconds, P99))
        winners += won
        seconds, _all = await _run(floor, [bare] * len(races))
        floors.append(1000 * percentile(seconds, P99))
    name = f"{len(chats)} chats, each claimed by {len(rivals)} agents at once"
    return [
        at_least(1.0, f"{name}: with one winner", "", [winners.count(1)], [len(chats)]),
        at_most(3.0, f"{name}: answers, p99", "ms", values, floors),
    ]


async def _run(port: int, races: Sequence[Sequence[bytes]]) -> tuple[list[float], list[int]]:
    """The seconds of each answer, and how many of each race won."""
    seconds, winners = list[float](), list[int]()
    async with connections(port, len(races[0])) as web:
        for race in races:
            answers = await asyncio.gather(*(_ask(web, request) for request in race))
            seconds += [took for took, _status in answers]
            winners.append(sum(status == WON for _took, status in answers))
    return seconds, winners


async def _ask(web: Connections, request: bytes) -> tuple[float, int]:
    begun = time.perf_counter()
    status, _body = await web.ask(request)
    if status not in (WON, LOST):
        raise BenchError(f"a claim was answered with {status}")
    return time.perf_counter() - begun, status
