"""What is counted and what is not, on days of 23, 24 and 25 hours."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.models import Agent, DeskSettings, Participation
from console.reports.buckets import Spread
from console.reports.computing import Asked, Report, compute
from console.reports.days import spans
from history.models import Conversation, Message
from tests.console.reports.conftest import Tell

WINTER, SUMMER = date(2026, 10, 25), date(2026, 3, 29)  # clocks go back, and forward


def of(day: date, last: date | None = None, **asked: Any) -> Report:
    return compute(Asked(first=day, last=last or day, **asked))


@pytest.mark.parametrize(("day", "hours"), [(SUMMER, 23), (date(2026, 6, 1), 24), (WINTER, 25)])
def test_a_day_is_as_long_as_local_clocks_make_it(day: date, hours: int) -> None:
    found = spans(day, day, ZoneInfo("Europe/Berlin"))
    assert sum((span.ends - span.starts for span in found), timedelta()) == timedelta(hours=hours)
    assert len(found) == (1 if hours == 24 else 2)


def test_clocks_may_change_by_half_an_hour() -> None:
    found = spans(date(2026, 4, 5), date(2026, 4, 5), ZoneInfo("Australia/Lord_Howe"))
    assert [span.shift for span in found] == [11 * 3600, 10 * 3600 + 1800]
    assert found[0].ends == datetime(2026, 4, 4, 15, tzinfo=UTC)


def test_chats_of_both_hours_from_two_to_three_are_of_that_hour(desk: DeskSettings, tell: Tell) -> None:
    for at in ("2026-10-24T22:00+00:00", "2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00", "2026-10-25T22:59+00:00"):
        tell(at)
    tell("2026-10-25T23:00+00:00")
    report = of(WINTER)
    assert report.total.chats == 4
    assert [hour for hour, figures in report.hours.items() if figures.chats] == [0, 2, 23]
    assert report.hours[2].chats == 2
    assert report.weekdays[7].chats == 4


def test_times_and_the_service_level(desk: DeskSettings, tell: Tell) -> None:
    tell("2026-06-01T08:00+00:00", wait=60, reply=90, over=660)
    tell("2026-06-01T09:00+00:00", wait=1200, reply=1500, over=2000)
    tell("2026-06-01T10:00+00:00", wait=1201, reply=1300, over=2000)
    tell("2026-06-01T11:00+00:00", wait=9000, reply=9001, over=9002, in_hours=False)
    total = of(date(2026, 6, 1)).total
    assert (total.in_time, total.due) == (2, 3)  # the last began outside business hours
    assert total.wait.mean == pytest.approx((60 + 1200 + 1201 + 9000) / 4)
    assert total.wait.median == pytest.approx(1200, rel=0.025)
    assert total.wait.p90 == pytest.approx(9000, rel=0.025)
    assert total.first_reply.mean == pytest.approx((90 + 1500 + 1300 + 9001) / 4)
    assert total.handling.mean == pytest.approx((600 + 800 + 799 + 2) / 4)


def test_another_target_counts_at_once(desk: DeskSettings, tell: Tell) -> None:
    tell("2026-06-01T08:00+00:00", wait=1500)
    assert of(date(2026, 6, 1)).total.service_level == 0
    DeskSettings.objects.update(target_minutes=30)
    assert of(date(2026, 6, 1)).total.service_level == 1


def test_a_chat_that_an_agent_reopened_waited_for_nobody(desk: DeskSettings, tell: Tell) -> None:
    chat = tell("2026-06-01T08:00+00:00")
    Participation.objects.filter(conversation=chat).update(how="reopened")
    total = of(date(2026, 6, 1)).total
    assert (total.chats, total.reopened, total.wait.number, total.due) == (1, 1, 0, 0)


def test_who_was_missed_counts_as_late_and_is_missed_by_no_agent(desk: DeskSettings, tell: Tell, lin: Agent) -> None:
    chat = tell("2026-06-01T08:00+00:00", over=200_000, closed_how="missed")
    Participation.objects.filter(conversation=chat).delete()
    day = date(2026, 6, 1)
    assert (of(day).total.missed, of(day).total.due, of(day).total.in_time) == (1, 1, 0)
    assert (of(day, agent=lin.pk).total.missed, of(day, agent=lin.pk).total.chats) == (None, 0)


def test_greetings_are_no_replies_and_what_answers_nothing_is_not_timed(
    desk: DeskSettings, tell: Tell, lin: Agent
) -> None:
    chat = tell("2026-06-01T08:00+00:00", reply=120)
    question = Message.objects.get(conversation=chat, author="customer")
    said: dict[str, Any] = {"conversation": chat, "customer": chat.customer, "author": "agent"}
    later: list[tuple[int, dict[str, Any]]] = [(1, {"answers": question}), (300, {"sender": lin.user})]
    for position, (after, more) in enumerate(later):
        at = question.created_at + timedelta(seconds=after)
        Message.objects.create(position=position, created_at=at, state_at=at, **said, **more)
    assert of(date(2026, 6, 1)).total.reply.number == 1
    assert of(date(2026, 6, 1)).total.first_reply.mean == 120


def test_after_a_transfer_each_agent_has_what_was_theirs(
    desk: DeskSettings, tell: Tell, lin: Agent, marco: Agent
) -> None:
    chat = tell("2026-06-01T08:00+00:00", wait=60, reply=90, over=600)
    first = Message.objects.get(conversation=chat, author="customer").created_at
    stay = Participation.objects.create(
        conversation=chat, agent=marco, how="asked", left_at=first + timedelta(seconds=600), left_how="closed"
    )
    Participation.objects.filter(pk=stay.pk).update(joined_at=first + timedelta(seconds=400))
    for position, (author, after, sender) in enumerate((("customer", 300, None), ("agent", 450, marco.user))):
        at = first + timedelta(seconds=after)
        fields = {"author": author, "sender": sender, "created_at": at, "state_at": at, "position": position}
        Message.objects.create(conversation=chat, customer=chat.customer, **fields)
    report = of(date(2026, 6, 1))
    lins, marcos = report.agents[lin.pk], report.agents[marco.pk]
    assert (lins.chats, marcos.chats, report.total.chats) == (1, 1, 1)
    assert (lins.wait.mean, marcos.wait.mean) == (60, None)
    assert (lins.first_reply.mean, marcos.first_reply.mean, marcos.reply.mean) == (90, None, 150)
    assert (lins.handling.mean, marcos.handling.mean, report.total.handling.mean) == (540, 200, 540)


def test_a_long_range_is_told_by_month(desk: DeskSettings, tell: Tell) -> None:
    tell("2026-01-31T22:59+00:00")
    tell("2026-01-31T23:00+00:00")
    report = of(date(2026, 1, 1), date(2026, 6, 30))
    assert [step.month for step in report.steps] == [1, 2, 3, 4, 5, 6]
    assert [figures.chats for figures in report.steps.values()] == [1, 1, 0, 0, 0, 0]


def test_medians_of_days_add_up() -> None:
    spread = Spread()
    assert (spread.median, spread.mean) == (None, None)
    spread.add(bucket=0, number=3, milliseconds=900)
    spread.add(bucket=100, number=1, milliseconds=130_000)
    assert spread.median == 0
    assert spread.mean == pytest.approx(32.725)
    assert spread.p90 == pytest.approx(1.05**99.5)


def test_customers_are_counted_once(desk: DeskSettings, tell: Tell) -> None:
    first = tell("2026-06-01T08:00+00:00")
    Conversation.objects.filter(pk=tell("2026-06-02T08:00+00:00").pk).update(customer=first.customer)
    report = of(date(2026, 6, 1), date(2026, 6, 2))
    assert (report.total.chats, report.total.customers) == (2, 1)
    assert [figures.customers for figures in report.steps.values()] == [1, 1]
