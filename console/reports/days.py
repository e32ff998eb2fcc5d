"""Local days as spans of time: 23, 24 or 25 hours long, and with one distance to UTC within each span."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Span:
    """A day, or the part of it before or after clocks change. `shift`: what local clocks are ahead of UTC, in seconds."""

    day: date
    starts: datetime
    ends: datetime
    shift: int


def spans(first: date, last: date, zone: ZoneInfo) -> list[Span]:
    """The days from `first` to `last`, both included."""
    return [span for number in range((last - first).days + 1) for span in _of(first + number * DAY, zone)]


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which that local day begins."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _of(day: date, zone: ZoneInfo) -> Iterator[Span]:
    starts, ends = begins(day, zone), begins(day + DAY, zone)
    while starts < ends:
        changes = _change(starts, ends, zone)
        yield Span(day, starts, changes, _shift(starts, zone))
        starts = changes


def _change(starts: datetime, ends: datetime, zone: ZoneInfo) -> datetime:
    """When clocks change for the first time between the two moments; the end, if they do not."""
    shift, low, high = _shift(starts, zone), starts, ends
    if _shift(ends - SECOND, zone) == shift:
        return ends
    while high - low > SECOND:
        middle = low + (high - low) // 2
        low, high = (middle, high) if _shift(middle, zone) == shift else (low, middle)
    return high.replace(microsecond=0)


def _shift(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
