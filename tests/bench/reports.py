"""How long the report of a month takes over a year's record, next to a bare count of the messages that it is about."""

import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from console.actions import roll_up
from console.models import ReportDay
from console.reports.computing import Asked, compute
from tests.bench import year
from tests.bench.errors import BenchError
from tests.bench.rows import Row, at_most

MONTH = timedelta(days=27)
MOST = 1000.0  # milliseconds
COUNT = """
SELECT count(*) FROM history_conversation c JOIN history_message m ON m.conversation_id = c.id
WHERE c.opened_at >= %s AND c.opened_at < %s
"""


def measure(messages: int, rounds: int) -> Row:
    """The report of the last four weeks, with the days rolled up that are over."""
    year.write(messages)
    last = timezone.now().date()
    asked = Asked(first=last - MONTH, last=last)
    while _rolls_up():
        pass
    values, floors = list[float](), list[float]()
    for _round in range(rounds):
        floors.append(_count(asked))
        values.append(_time(asked))
    return at_most(12.0, f"report of a month, in a year of {messages:,} messages", "ms", values, floors, most=MOST)


def _rolls_up() -> bool:
    """Whether there was something to do."""
    before = ReportDay.objects.count()
    roll_up.roll_up()
    return ReportDay.objects.count() > before


def _time(asked: Asked) -> float:
    begun = time.perf_counter()
    report = compute(asked)
    took = time.perf_counter() - begun
    if not report.total.chats or len(report.agents) < year.AGENTS:
        raise BenchError("the report lacks chats")
    return 1000 * took


def _count(asked: Asked) -> float:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [asked.first, asked.last + timedelta(days=1)])
        cursor.fetchall()
    return 1000 * (time.perf_counter() - begun)
