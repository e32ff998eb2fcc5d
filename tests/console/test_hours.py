"""Business hours, in the desk's own time zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from channels_app.models import WebChatSite
from console import hours, queries
from console.models import DeskSettings, Holiday, OpeningTime
from history.models import Conversation
from tests.conftest import writes

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def _open(text: str) -> bool:
    return hours.is_open(datetime.fromisoformat(text).replace(tzinfo=UTC))


def _opens(day: int | None, opens: str, closes: str) -> None:
    OpeningTime.objects.create(day=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


def test_without_any_it_is_always_open() -> None:
    assert _open("2026-11-23T03:00")
    assert not hours.are_set()


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T17:59:59", True),
        ("2026-11-23T18:00", False),
        ("2026-11-24T10:00", False),
    ],
)
def test_they_hold_on_their_day_from_the_first_minute_to_the_last(moment: str, is_open: bool) -> None:
    _opens(0, "09:00", "18:00")
    assert _open(moment) is is_open


def test_an_empty_day_is_every_day() -> None:
    _opens(None, "09:00", "18:00")
    assert all(_open(f"2026-11-{day}T12:00") for day in range(23, 30))


def test_they_are_those_of_the_desks_time_zone() -> None:
    DeskSettings.objects.create(pk=1, time_zone="Asia/Shanghai")
    _opens(0, "09:00", "18:00")
    assert _open("2026-11-23T01:30")
    assert not _open("2026-11-23T12:00")


def test_a_night_shift_lasts_into_the_next_day() -> None:
    _opens(0, "22:00", "06:00")
    assert _open("2026-11-24T05:59")
    assert not _open("2026-11-23T05:59")


def test_midnight_to_midnight_is_all_day() -> None:
    _opens(0, "00:00", "00:00")
    assert _open("2026-11-23T00:00")
    assert _open("2026-11-23T23:59")
    assert not _open("2026-11-24T00:00")


def test_holidays_replace_the_hours_of_their_date() -> None:
    _opens(None, "09:00", "18:00")
    Holiday.objects.create(date=MONDAY)
    Holiday.objects.create(date=date(2026, 11, 24), opens=time(12), closes=time(14))
    assert not _open("2026-11-23T12:00")
    assert _open("2026-11-24T13:00")
    assert not _open("2026-11-24T15:00")


def test_an_hour_that_the_clock_skips_or_repeats_does_no_harm() -> None:
    DeskSettings.objects.create(pk=1, time_zone="Europe/Berlin")
    _opens(None, "02:30", "04:00")
    assert _open("2026-03-29T01:30")  # 3:30 in summer time
    assert _open("2026-10-25T02:00")


def test_an_unknown_time_zone_is_not_the_end() -> None:
    DeskSettings.objects.create(pk=1, time_zone="Mars/Olympus")
    _opens(0, "09:00", "18:00")
    assert _open("2026-11-23T10:00")


@pytest.mark.parametrize(("opens", "closes"), [(time(9), None), (None, time(9)), (time(9), time(8))])
def test_a_holiday_has_both_times_in_their_order_or_none(opens: time | None, closes: time | None) -> None:
    with pytest.raises(ValidationError):
        Holiday(date=MONDAY, opens=opens, closes=closes).full_clean()


def test_customers_of_business_hours_come_first_if_so_set(site: WebChatSite) -> None:
    late = writes(site, "late", "Hello").conversation
    Conversation.objects.update(in_hours=False)
    early = writes(site, "early", "Hello").conversation
    assert list(queries.in_line()) == [late, early]
    DeskSettings.objects.create(pk=1, hours_first=True)
    assert list(queries.in_line()) == [early, late]


def test_a_chat_is_of_the_hours_in_which_it_began(site: WebChatSite) -> None:
    Holiday.objects.create(date=timezone.now().date())
    Holiday.objects.create(date=timezone.now().date() - timedelta(days=1))
    _opens(None, "09:00", "18:00")
    chat = writes(site, "late", "Hello").conversation
    Holiday.objects.all().delete()
    OpeningTime.objects.all().delete()
    writes(site, "late", "Still there?")
    assert Conversation.objects.get(pk=chat.pk).in_hours is False
