"""Many customers within a second: the numbers at the top come in a few frames, and the last of them is true."""

import asyncio
import time

import httpx

from tests.flows.desk import Desk
from tests.flows.test_races import letter
from tests.stack import Stack

MANY = 20
EVERY = 0.25  # seconds between two frames, or a little less where a sweep tells what is owed
WAITING = """
SELECT count(*) FROM history_conversation c WHERE state = 'waiting'
AND NOT EXISTS (SELECT FROM console_offer o WHERE o.conversation_id = c.id AND o.state = 'pending')
"""


async def test_twenty_customers_at_once_are_counted_in_a_few_frames_and_rightly_in_the_end(
    desk: Desk, stack: Stack
) -> None:
    ana, now = await desk.screen("ana"), int(time.time())
    customers = [desk.customer() for _number in range(MANY)]
    letters = [letter(each, "请问", now, msg_id=23_456_789_012_400_000 + n) for n, each in enumerate(customers)]
    heard, began = len(ana.heard), time.monotonic()
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        answers = await asyncio.gather(*(http.post(f"{stack.url}{path}", content=body) for path, body in letters))
    assert {answer.text for answer in answers} == {"success"}

    ((waiting,),) = stack.rows(WAITING)
    last = await ana.hears(lambda frame: frame["type"] == "counts" and frame["waiting"] == waiting)
    told = [frame for frame in ana.heard[heard:] if frame["type"] == "counts"]
    assert len(told) <= (time.monotonic() - began) / EVERY + 2
    assert ana.page.counts["waiting"] == last["waiting"]
    for customer in customers:
        assert (await ana.close(desk.conversation_of(customer))).status_code == 200
