"""How long the server needs for the waiting list when very many wait."""

from tests.bench import letters
from tests.bench.clients import Connections, connections
from tests.bench.desk import Desk
from tests.bench.errors import BenchError
from tests.bench.loads import durations, percentile
from tests.bench.measure import P50, Plan
from tests.bench.rows import Row, at_most

PAGE = 50
MOST = 50.0  # milliseconds


async def measure(plan: Plan, desk: Desk, product: int, floor: int) -> Row:
    """The row; `product` and `floor` are ports. BenchError when the page is not what it should be."""
    lists = letters.get("/console/waiting/", desk.sessions[0]), letters.get("/line/")
    async with connections(product, 1) as ours, connections(floor, 1) as bare:
        values, floors = list[float](), list[float]()
        for _round in range(plan.rounds):
            floors.append(await _time(bare, lists[1], plan.pages))
            values.append(await _time(ours, lists[0], plan.pages))
    return at_most(20.0, f"waiting list, first page of {plan.waiting:,} waiting", "ms", values, floors, most=MOST)


async def _time(web: Connections, page: bytes, number: int) -> float:
    """The median, in milliseconds."""
    seconds, body = await durations(web, page, number)
    if body.count(b"<li") < PAGE:
        raise BenchError("the waiting list is not whole")
    return 1000 * percentile(seconds, P50)
