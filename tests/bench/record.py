"""Whether a record of years makes today's messages slower."""

import asyncio
from itertools import cycle, islice

from tests.bench import archive, letters
from tests.bench.clients import Connections, connections
from tests.bench.desk import Desk
from tests.bench.loads import per_second
from tests.bench.measure import CONNECTIONS, WORDS, Plan
from tests.bench.rows import Row, at_least


def measure(plan: Plan, desk: Desk, product: int) -> Row:
    """The row; its floor is the same before there is an archive. `product` is a port."""
    before = asyncio.run(_speeds(plan, desk, product))
    archive.build(plan.archive)
    after = asyncio.run(_speeds(plan, desk, product))
    return at_least(0.9, f"webhooks with {plan.archive:,} messages in the record", "1/s", after, before)


async def _speeds(plan: Plan, desk: Desk, product: int) -> list[float]:
    everybody = [openid for several in zip(*desk.chats, strict=True) for openid in several]
    async with connections(product, CONNECTIONS) as web:
        await _speed(web, everybody, plan.warm_up)
        return [await _speed(web, everybody, plan.burst) for _ in range(plan.rounds)]


async def _speed(web: Connections, openids: list[str], number: int) -> float:
    requests = [letters.webhook(openid, f"{WORDS} {letters.mark()}") for openid in islice(cycle(openids), number)]
    return await per_second(web, requests)
