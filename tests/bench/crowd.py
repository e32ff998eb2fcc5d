"""How long it takes until a new chat is on every screen of a large office."""

from itertools import count

from tests.bench import letters
from tests.bench.clients import Connections, Listener, connections, listener
from tests.bench.desk import Desk
from tests.bench.loads import delays, percentile
from tests.bench.measure import P50, WORDS, Plan
from tests.bench.rows import Row, at_most

RATE = 2.0  # new chats a second
CONNECTIONS = 4
_customers = count(1)


async def measure(plan: Plan, desk: Desk, product: int, floor: int) -> tuple[Row, int]:
    """The row, and how many messages we took; `product` and `floor` are ports. BenchError when one is not shown."""
    sessions = [*desk.sessions, *desk.crowd]
    async with (
        connections(floor, CONNECTIONS) as bare,
        connections(product, CONNECTIONS) as ours,
        listener(f"ws://127.0.0.1:{floor}/socket/", letters.mark_in, [""] * len(sessions)) as hall,
        listener(f"ws://127.0.0.1:{product}/console/socket/", letters.mark_in, sessions) as screens,
    ):
        floors, values = list[float](), list[float]()
        for _round in range(plan.rounds):
            floors.append(await _time(bare, hall, letters.to("/send/"), plan.seconds))
            values.append(await _time(ours, screens, letters.webhook, plan.seconds))
    return at_most(4.0, f"a new chat reaches {len(sessions)} screens", "ms", values, floors), ours.delivered


async def _time(web: Connections, ear: Listener, make: letters.Make, seconds: float) -> float:
    """The median, in milliseconds, of the time until the last screen has it."""
    requests = [_new_chat(make) for _ in range(max(2, round(seconds * RATE / 2)))]
    return 1000 * percentile(await delays(web, ear, requests, RATE), P50)


def _new_chat(make: letters.Make) -> tuple[str, bytes]:
    mark = letters.mark()
    return mark, make(f"oGr4TaCrowd{next(_customers):017d}", f"{WORDS} {mark}")
