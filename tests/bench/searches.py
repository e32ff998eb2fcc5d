"""How long the server needs to find chats by their words, and what that costs those who store messages."""

import time
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils.http import urlencode

from history import services
from history.models import Conversation
from history.search.following import follow
from history.services import Received
from tests.bench import letters
from tests.bench.archive import OLD, RARE
from tests.bench.clients import Connections, connections
from tests.bench.desk import Desk
from tests.bench.errors import BenchError
from tests.bench.loads import durations, percentile
from tests.bench.measure import Plan
from tests.bench.rows import Row, at_most

P95, MOST, RATIO = 0.95, 50.0, 50.0  # milliseconds for the page of ours; and how often the floor's page goes into it
TEXT = "请问明天早上可以晚一点退房吗？Our flight leaves at three in the afternoon."


async def measure(plan: Plan, desk: Desk, product: int, floor: int) -> list[Row]:
    """A row for each; `product` and `floor` are ports. BenchError when a page is not what it should be."""
    middle = await sync_to_async(_middle)()
    rows = list[Row]()
    async with connections(product, 1) as ours, connections(floor, 1) as bare:
        for name, asked, least in _asked(plan, middle):
            page = letters.get(f"/console/history/?{urlencode(asked)}", desk.sessions[0])
            await _time(ours, page, 2, least)  # nobody's first search counts
            floors = await _time(bare, letters.get("/line/"), plan.searches, 0)
            values = await _time(ours, page, plan.searches, least)
            rows.append(at_most(RATIO, f"{name}, p95", "ms", [values], [floors], most=MOST))
    return rows


def cost_of_storing(plan: Plan, desk: Desk) -> Row:
    """Storing messages and bringing them into the index, next to storing alone."""
    chat = Conversation.objects.select_related("customer__channel").get(customer__external_id=desk.chats[0][0])
    alone, both = list[float](), list[float]()
    while follow():
        pass
    for _round in range(plan.rounds):
        stored = _seconds_to_store(chat, plan.stored)
        begun = time.perf_counter()
        while follow():
            pass
        indexed = time.perf_counter() - begun
        alone.append(1000 * stored / plan.stored)
        both.append(1000 * (stored + indexed) / plan.stored)
    return at_most(1.3, "a message is stored and found by searches", "ms", both, alone)


def _asked(plan: Plan, middle: int) -> list[tuple[str, dict[str, str], int]]:
    """What is measured, what is asked, and how many chats the answer has at least."""
    return [
        (f"search for 退款 in {plan.archive:,} messages", {"q": "退款"}, 1),
        (f"search for {OLD}, old only", {"q": OLD}, 1),
        ("search for 早餐", {"q": "早餐"}, 1),
        ("search for one character", {"q": "一"}, 1),
        ("search for a name", {"q": "Daniel Ortiz"}, 1),
        ("search for an e-mail", {"q": "guest13@example.com"}, 1),
        ("search for a rare word", {"q": RARE}, 1),
        ("search for what is not there", {"q": "这些字都不在一起"}, 0),
        ("all chats, first page", {}, 25),
        ("all chats, deep page", {"before": str(middle)}, 25),
        ("search for 退款, deep page", {"q": "退款", "before": str(middle)}, 1),
    ]


def _middle() -> int:
    keys = Conversation.objects.filter(customer__external_id__startswith="archive-").order_by("pk")
    return int(keys.values_list("pk", flat=True)[keys.count() // 2])


async def _time(web: Connections, page: bytes, number: int, least: int) -> float:
    """In milliseconds."""
    seconds, body = await durations(web, page, number)
    if body.count(b'class="past-entry"') < least:
        raise BenchError("a search did not find what is there")
    return 1000 * percentile(seconds, P95)


def _seconds_to_store(chat: Conversation, number: int) -> float:
    begun = time.perf_counter()
    for _message in range(number):
        with transaction.atomic():
            services.record_received(
                chat.customer, Received(external_id=str(uuid4()), text=f"{TEXT} {uuid4().hex[:6]}")
            )
    return time.perf_counter() - begun
