"""Business hours, in the desk's own time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from console.models import DeskSettings, Holiday, OpeningTime

DAYS_AHEAD = 15
Span = tuple[datetime, datetime]


def are_set() -> bool:
    """Whether there are any. Without them it counts who is there."""
    return OpeningTime.objects.exists()


def is_open(moment: datetime | None = None) -> bool:
    """Whether the moment is within business hours; always, if there are none."""
    times = list(OpeningTime.objects.all())
    if not times:
        return True
    local = (moment or timezone.now()).astimezone(zone())
    days = (local.date() - timedelta(days=1), local.date())  # yesterday's may last until today
    holidays = {holiday.date: holiday for holiday in Holiday.objects.filter(date__in=days)}
    spans = [span for day in days for span in _spans(day, times, holidays.get(day), local.tzinfo)]
    return any(opens <= local < closes for opens, closes in spans)


def opens_next(moment: datetime | None = None) -> datetime | None:
    """When business hours begin next; None if not within DAYS_AHEAD, or if there are none."""
    times = list(OpeningTime.objects.all())
    if not times:
        return None
    local = (moment or timezone.now()).astimezone(zone())
    days = [local.date() + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    holidays = {holiday.date: holiday for holiday in Holiday.objects.filter(date__in=days)}
    spans = (span for day in days for span in _spans(day, times, holidays.get(day), local.tzinfo))
    return min((opens for opens, _closes in spans if opens > local), default=None)


def zone() -> ZoneInfo:
    """The desk's own; UTC while it names none that exists."""
    try:
        return ZoneInfo(DeskSettings.load().time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _spans(day: date, times: list[OpeningTime], holiday: Holiday | None, zone: object) -> list[Span]:
    if holiday is None:
        return [_span(day, t.opens, t.closes, zone) for t in times if t.day in (None, day.weekday())]
    if holiday.opens is None or holiday.closes is None:
        return []
    return [_span(day, holiday.opens, holiday.closes, zone)]


def _span(day: date, opens: time, closes: time, zone: object) -> Span:
    assert isinstance(zone, ZoneInfo)
    ends = day if closes > opens else day + timedelta(days=1)
    return datetime.combine(day, opens, zone), datetime.combine(ends, closes, zone)
