"""A report: the figures of some days, from their roll-ups and, where there is none that is true, from the record; and what is
kept of erased chats."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import OperationalError, connections, transaction
from django.utils import timezone
from psycopg.errors import QueryCanceled

from console import hours
from console.models import DeskSettings, KeptCell
from console.reports import facts
from console.reports.days import Span, spans
from console.reports.figures import Figures
from history import replica
from history.replica import PRIMARY, Source

DAYS_MOST = 92  # with more, each step is a month
HOURS = range(24)
WEEKDAYS = range(1, 8)
LONGEST = 20  # seconds for a statement


class TooMuch(Exception):
    """So many days without roll-ups that it would take too long. In some minutes they have them."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which chats: those that began from the first to the last local day, on a channel, and in which an agent took part."""

    first: date
    last: date
    channel: int | None = None
    agent: int | None = None

    @property
    def step(self) -> str:
        """day or month: what the figures are shown for, one after the other."""
        return "day" if (self.last - self.first).days < DAYS_MOST else "month"


@dataclass(frozen=True, kw_only=True)
class Report:
    """The figures of all chats, and of those that began in each step, hour of day and weekday (1 is Monday), on each channel
    (its id), and of each agent (theirs). See `replica.Source` for `as_of`. `otherwise`: some of those that are erased were
    counted in another time zone or with another target."""

    asked: Asked
    as_of: datetime | None
    zone: ZoneInfo
    target_seconds: int
    otherwise: bool
    total: Figures
    steps: dict[date, Figures]
    hours: dict[int, Figures]
    weekdays: dict[int, Figures]
    channels: dict[int, Figures]
    agents: dict[int, Figures]


def latest(asked: Asked) -> Report:
    """The report for a page: of now, or of the moment up to which a replica knows."""
    return replica.read(lambda source: compute(asked, source=source))


def compute(asked: Asked, *, now: datetime | None = None, source: Source = PRIMARY) -> Report:
    """The report as of now, or as of that moment."""
    zone, target = hours.zone(), DeskSettings.load().target_minutes * 60
    days = spans(asked.first, asked.last, zone)
    values = parameters(days, zone=zone, target=target, now=now or source.as_of or timezone.now())
    values |= {"step": asked.step, "channel": asked.channel, "agent": asked.agent, "last": asked.last}
    report = _empty(asked, source, zone, target, days)
    for row in _rows(facts.READ, values, source.alias):
        _add(report, *row)
    for row in _rows(facts.CUSTOMERS, values, source.alias):
        _add_customers(report, *row)
    return report


def parameters(days: list[Span], *, zone: ZoneInfo, target: int, now: datetime) -> dict[str, Any]:
    """What each statement of `console.reports.facts` has to know."""
    return {
        "days": [span.day for span in days],
        "starts": [span.starts for span in days],
        "ends": [span.ends for span in days],
        "shifts": [span.shift for span in days],
        "zone": zone.key,
        "target": target,
        "now": now,
    }


def _rows(statement: str, values: dict[str, Any], using: str) -> list[tuple[Any, ...]]:
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            # Compiling a statement takes longer than these run, and sorting for each of the ways longer than hashing.
            cursor.execute(
                f"SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = '{LONGEST}s'"
            )
            cursor.execute(statement, values)
            return list(cursor.fetchall())
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooMuch from error
        raise


def _empty(asked: Asked, source: Source, zone: ZoneInfo, target: int, days: list[Span]) -> Report:
    """Also an hour in which nothing happened is shown."""
    fresh = partial(Figures, of_agent=asked.agent is not None)
    steps = {span.day if asked.step == "day" else span.day.replace(day=1): fresh() for span in days}
    return Report(
        asked=asked,
        as_of=source.as_of,
        zone=zone,
        target_seconds=target,
        otherwise=_counted_otherwise(asked, source, zone, target),
        total=fresh(),
        steps=steps,
        hours={hour: fresh() for hour in HOURS},
        weekdays={day: fresh() for day in WEEKDAYS},
        channels=defaultdict(fresh),
        agents=defaultdict(partial(Figures, of_agent=True)),
    )


def _counted_otherwise(asked: Asked, source: Source, zone: ZoneInfo, target: int) -> bool:
    kept = KeptCell.objects.using(source.alias).filter(day__range=(asked.first, asked.last))
    return kept.exclude(zone=zone.key, target_seconds=target).exists()


# grouping() has a bit for each column, 0 if the row is of one value of it: the first is the highest.
_ALL = 0b11111


def _add(
    report: Report,
    grouping: int,
    step: date | None,
    hour: int | None,
    weekday: int | None,
    channel: int | None,
    agent: int | None,
    *fact: Any,
) -> None:
    of: dict[int, tuple[Any, Any]] = {
        _ALL: ({None: report.total}, None),
        0b01111: (report.steps, step),
        0b10111: (report.hours, hour),
        0b11011: (report.weekdays, weekday),
        0b11101: (report.channels, channel),
        0b11110: (report.agents, agent),
    }
    figures, key = of[grouping]
    if grouping == _ALL or key is not None:  # what is of no agent is the chat's own
        figures[key].add(*fact)


def _add_customers(
    report: Report, grouping: int, step: date | None, channel: int | None, agent: int | None, number: int
) -> None:
    of: dict[int, tuple[Any, Any]] = {
        0b111: ({None: report.total}, None),
        0b011: (report.steps, step),
        0b101: (report.channels, channel),
        0b110: (report.agents, agent),
    }
    figures, key = of[grouping]
    if grouping == 0b111 or key is not None:
        figures[key].customers += number
