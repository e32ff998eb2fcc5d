"""Roll-ups: never wrong, whatever happens to the record, and whoever makes them."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection, transaction
from django.utils import timezone

from channels_app.models import WebChatSite
from console import tasks
from console.actions.roll_up import roll_up, roll_up_day
from console.models import Agent, DeskSettings, ReportCell, ReportDay, ReportMark
from console.reports.computing import Asked, compute
from history.models import Conversation
from tests.conftest import writes
from tests.console.reports.conftest import Tell
from tests.together import at_once

BERLIN = ZoneInfo("Europe/Berlin")


def ago(days: int) -> str:
    """Noon of that day."""
    return (timezone.now() - timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0).isoformat()


def day(days: int) -> date:
    return (timezone.now() - timedelta(days=days)).date()


def chats(first: int = 9, last: int = 0) -> int:
    return compute(Asked(first=day(first), last=day(last))).total.chats


def live_days() -> list[date]:
    """The days that are computed from the record."""
    stale = [one for one in ReportDay.objects.all() if _marked(one)]
    ready = set(ReportDay.objects.values_list("day", flat=True)) - {one.day for one in stale}
    return [day(number) for number in range(9, 2, -1) if day(number) not in ready]


def _marked(one: ReportDay) -> bool:
    return ReportMark.objects.filter(opened_at__gte=one.starts_at, opened_at__lt=one.ends_at).exists()


def test_days_that_are_over_are_rolled_up_and_say_the_same(desk: DeskSettings, tell: Tell) -> None:
    for number in (1, 3, 4, 4, 8):
        tell(ago(number))
    before = compute(Asked(first=day(9), last=day(0)))
    tasks.roll_up_reports()
    assert live_days() == [day(9)]  # nobody had written yet
    assert not ReportDay.objects.filter(day__gte=day(0)).exists()
    after = compute(Asked(first=day(9), last=day(0)))
    assert after.total == before.total
    assert after.steps == before.steps
    assert after.agents == before.agents


def test_it_reads_what_is_rolled_up_and_not_the_record(desk: DeskSettings, tell: Tell) -> None:
    tell(ago(4))
    roll_up()
    ReportCell.objects.filter(measure="chat").update(number=7)
    assert chats() == 7


@pytest.mark.parametrize("change", ["late", "moved", "deleted", "added"])
def test_a_change_counts_at_once_and_is_rolled_up_later(change: str, desk: DeskSettings, tell: Tell) -> None:
    chat = tell(ago(4))
    tell(ago(8))
    roll_up()
    assert live_days() == [day(9)]
    if change == "late":
        Conversation.objects.filter(pk=chat.pk).update(closed_how="missed")
    elif change == "moved":
        Conversation.objects.filter(pk=chat.pk).update(opened_at=ago(5))
    elif change == "deleted":
        chat.customer.delete()
    else:
        tell(ago(4))
    assert day(4) in live_days()
    total = compute(Asked(first=day(4), last=day(4))).total
    expected = {"late": (1, 1), "moved": (0, 0), "deleted": (0, 0), "added": (2, 0)}
    assert (total.chats, total.missed) == expected[change]
    roll_up()
    assert day(4) not in live_days()
    assert not ReportMark.objects.exists()
    total = compute(Asked(first=day(4), last=day(4))).total
    assert (total.chats, total.missed) == expected[change]


@pytest.mark.parametrize("setting", [{"time_zone": "Asia/Shanghai"}, {"target_minutes": 5}])
def test_with_another_time_zone_or_target_all_are_made_anew(
    setting: dict[str, Any], desk: DeskSettings, tell: Tell
) -> None:
    tell(ago(4).replace("T12", "T17"), wait=600)
    roll_up()
    DeskSettings.objects.update(**setting)
    before = compute(Asked(first=day(9), last=day(0)))
    roll_up()
    assert not ReportDay.objects.exclude(target_seconds=before.target_seconds, zone=before.zone.key).exists()
    after = compute(Asked(first=day(9), last=day(0)))
    assert (after.total, after.steps, after.hours) == (before.total, before.steps, before.hours)


def test_where_no_chat_is_left_nothing_is_kept(desk: DeskSettings, tell: Tell) -> None:
    tell(ago(8))
    roll_up()
    Conversation.objects.all().delete()
    roll_up()
    assert (ReportDay.objects.count(), ReportCell.objects.count(), ReportMark.objects.count()) == (0, 0, 0)


def test_a_message_of_today_leaves_no_mark(waiting: Conversation, site: WebChatSite) -> None:
    writes(site, "daniel", "And breakfast?")
    assert not ReportMark.objects.exists()


def test_dying_half_way_leaves_the_day_as_it_was(
    desk: DeskSettings, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(ago(4))
    roll_up()
    tell(ago(4))
    with monkeypatch.context() as patch:
        patch.setattr("console.reports.facts.BUILD", "SELECT 1 / 0")
        with pytest.raises(DataError):
            roll_up_day(day(4))
    assert chats() == 2
    roll_up()
    assert chats() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_roll_up(desk: DeskSettings, tell: Tell, lin: Agent) -> None:
    for number in (3, 4, 5):
        tell(ago(number))
    at_once([roll_up] * 4)
    roll_up()
    assert ReportDay.objects.count() == len(set(ReportDay.objects.values_list("day", flat=True)))
    assert chats() == 3


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_after_the_roll_up_counts_all_the_same(desk: DeskSettings, tell: Tell) -> None:
    chat = tell(ago(4))
    roll_up()

    def rebuild_meanwhile() -> None:
        roll_up_day(day(4))

    with transaction.atomic():
        Conversation.objects.filter(pk=chat.pk).update(closed_how="missed")
        at_once([rebuild_meanwhile])
    assert connection.in_atomic_block is False
    assert compute(Asked(first=day(4), last=day(4))).total.missed == 1
