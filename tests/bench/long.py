"""How long it takes to open a chat with a very long history, next to one that fits on a page."""

from tests.bench import letters
from tests.bench.clients import Connections, connections
from tests.bench.desk import Desk
from tests.bench.errors import BenchError
from tests.bench.loads import durations, percentile
from tests.bench.measure import P50, Plan
from tests.bench.rows import Row, at_most

PAGE = 50


async def measure(plan: Plan, desk: Desk, chats: tuple[int, int], product: int) -> Row:
    """The row; its floor is the short history on the same server. `chats`: the long one and the short one."""
    long, short = (letters.get(f"/console/chats/{chat}/", desk.sessions[0]) for chat in chats)
    async with connections(product, 1) as ours:
        values, floors = list[float](), list[float]()
        for _round in range(plan.rounds):
            floors.append(await _time(ours, short, plan.pages))
            values.append(await _time(ours, long, plan.pages))
    return at_most(1.5, f"a chat of {plan.history:,} messages opens, by one of {PAGE}", "ms", values, floors)


async def _time(web: Connections, page: bytes, number: int) -> float:
    """The median, in milliseconds."""
    seconds, body = await durations(web, page, number)
    if body.count(b'data-entity="message"') != PAGE:
        raise BenchError("the chat is not whole")
    return 1000 * percentile(seconds, P50)
