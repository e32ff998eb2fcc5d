"""What a page's catch-up costs while colleagues talk with their customers, next to one that missed nothing."""

from urllib.parse import quote

from tests.bench import letters
from tests.bench.clients import Connections, connections
from tests.bench.desk import Desk
from tests.bench.errors import BenchError
from tests.bench.loads import durations, percentile
from tests.bench.measure import P50, Plan
from tests.bench.rows import Row, at_most

MOST = 50.0  # milliseconds


async def measure(plan: Plan, desk: Desk, cursors: tuple[str, str], product: int) -> Row:
    """The row; its floor is a page that missed nothing, on the same server. `cursors`: from before the talk, and from after."""
    missed, fresh = (letters.get(f"/console/changes/?cursor={quote(one)}", desk.sessions[0]) for one in cursors)
    async with connections(product, 1) as ours:
        values, floors = list[float](), list[float]()
        for _round in range(plan.rounds):
            floors.append(await _time(ours, fresh, plan.pages))
            values.append(await _time(ours, missed, plan.pages))
    name = "a page catches up while colleagues' chats go on, by one that missed nothing"
    return at_most(2.0, name, "ms", values, floors, most=MOST)


async def _time(web: Connections, page: bytes, number: int) -> float:
    """The median, in milliseconds."""
    seconds, body = await durations(web, page, number)
    if b'"reload": false' not in body or b'"entity": "chat"' in body:
        raise BenchError(f"the page is told what does not concern it: {body[:200]!r}")
    return 1000 * percentile(seconds, P50)
