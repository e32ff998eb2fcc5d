import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from console import hours
from console.alone import ROLLING_UP
from console.models import DeskSettings, ReportCell, ReportDay, ReportMark
from console.reports import facts
from console.reports.computing import parameters
from console.reports.days import DAY, spans
from history.models import Conversation

SETTLED = timedelta(days=1)
"""Since when a day must be over. Marks are written from twelve hours on: what a transaction wrote without one has long
been committed."""
TURN_MOST = 30.0  # seconds in which days are begun: a task that takes too long is killed


def roll_up() -> None:
    """Rolls up the days that have no roll-up, or one that is not true any more, the latest first.

    Each day is a transaction. Whatever is missing meanwhile is computed from the record: nobody waits for this.
    """
    ends, zone = time.monotonic() + TURN_MOST, hours.zone()
    first = Conversation.objects.aggregate(at=Min("opened_at"))["at"] or timezone.now()
    _forget(first, zone)
    for day in _missing(first, zone):
        if time.monotonic() > ends or not roll_up_day(day):
            return


def roll_up_day(day: date) -> bool:
    """Makes the day's roll-up anew. False, and nothing is done, while another process rolls up."""
    zone, target, days = hours.zone(), DeskSettings.load().target_minutes * 60, spans(day, day, hours.zone())
    begins_at, over = days[0].starts, days[-1].ends
    values = parameters(days, zone=zone, target=target, now=timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ROLLING_UP])
        if cursor.fetchone() != (True,):
            return False
        made = {"zone": zone.key, "target_seconds": target, "starts_at": begins_at, "ends_at": over}
        row, _is_new = ReportDay.objects.update_or_create(day=day, defaults=made)
        ReportCell.objects.filter(report_day=row).delete()
        cursor.execute(facts.BUILD, {**values, "report_day": row.pk, "begins": begins_at, "over": over})
    return True


def _missing(first: datetime, zone: ZoneInfo) -> list[date]:
    """The days that are over, from the first chat's on, without a roll-up that is true."""
    ready = set(_ready(zone).values_list("day", flat=True))
    last = (timezone.now() - SETTLED).astimezone(zone).date() - DAY
    number = (last - first.astimezone(zone).date()).days + 1
    return [day for day in (last - ago * DAY for ago in range(number)) if day not in ready]


def _ready(zone: ZoneInfo) -> QuerySet[ReportDay]:
    marks = ReportMark.objects.filter(opened_at__gte=OuterRef("starts_at"), opened_at__lt=OuterRef("ends_at"))
    return ReportDay.objects.filter(_current(zone), ~Exists(marks))


def _current(zone: ZoneInfo) -> Q:
    return Q(zone=zone.key, target_seconds=DeskSettings.load().target_minutes * 60)


def _forget(first: datetime, zone: ZoneInfo) -> None:
    """What is of another zone or target, and where no chat is left."""
    with transaction.atomic():
        gone = list(ReportDay.objects.filter(Q(ends_at__lte=first) | ~_current(zone)).values_list("pk", flat=True))
        ReportCell.objects.filter(report_day__in=gone).delete()
        ReportDay.objects.filter(pk__in=gone).delete()
        ReportMark.objects.filter(opened_at__lt=first).delete()
