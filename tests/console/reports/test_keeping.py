"""Reports stay as they were when chats are erased, whatever for, and whoever dies over it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from channels_app import erasing
from channels_app.models import WebChatSite, WeChatAccount
from console.actions import erase as work
from console.actions.ask_erasure import ask_erasure
from console.actions.roll_up import roll_up
from console.actions.set_retention import set_retention
from console.models import Agent, DeskSettings, Erasure, KeptCell, KeptChat, Participation, ReportDay, Retention
from console.reports.computing import Asked, compute
from console.reports.tables import tables
from console.spreadsheets import to_csv
from history.models import Conversation, Customer, Message
from tests.conftest import signed_in, writes
from tests.console.reports.conftest import Tell
from tests.together import at_once

PAGE = "/admin/reports/"
pytestmark = pytest.mark.django_db


def days_ago(days: int, hour: int = 12) -> str:
    return (timezone.now() - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def span(first: int, last: int, **more: Any) -> dict[str, Any]:
    days = [(timezone.now() - timedelta(days=days)).date().isoformat() for days in (first, last)]
    return {"range": "custom", "first": days[0], "last": days[1], **more}


@pytest.fixture
def told(desk: DeskSettings, tell: Tell, marco: Agent, site: WebChatSite) -> None:
    """Three months of chats, in which one customer comes again and again, and one chat of a day outlasts the others."""
    chats = [
        tell(days_ago(days, hour), wait=60 * days) for days, hour in ((95, 9), (64, 23), (64, 12), (40, 8), (40, 20))
    ]
    tell(days_ago(40, 9), over=39 * 86_400)
    tell(days_ago(40, 10), closed_how="missed", in_hours=False)
    again = [tell(days_ago(days)) for days in (64, 63, 40, 20, 2)]
    Conversation.objects.filter(pk__in=[chat.pk for chat in again]).update(customer=again[0].customer)
    Message.objects.filter(conversation__in=again).update(customer=again[0].customer)
    Participation.objects.filter(conversation__in=[chats[1], again[1], again[3]]).update(agent=marco)
    Participation.objects.filter(conversation=chats[2]).update(left_how="released")
    Customer.objects.update(created_at=days_ago(100))


@pytest.fixture
def asked(told: None, lin: Agent, marco: Agent, site: WebChatSite) -> list[Asked]:
    """Reports by day and by month, of one day and of many, whose borders lie between the chats of a customer."""
    found = [days(95, 0), days(64, 64), days(64, 40), days(70, 41), days(40, 30)]
    return [*found, days(95, 0, agent=lin.pk), days(64, 40, agent=marco.pk), days(70, 0, channel=site.pk)]


def lines(asked: list[Asked]) -> list[str]:
    """All tables of these reports, as they are saved."""
    return [line for one in asked for table in tables(compute(one)) for line in to_csv(table.exact()).splitlines()]


def days(first: int, last: int, **more: int) -> Asked:
    now = timezone.now()
    return Asked(first=(now - timedelta(days=first)).date(), last=(now - timedelta(days=last)).date(), **more)


def saved(browser: Client, name: str, params: dict[str, Any]) -> str:
    answer = browser.get(f"{PAGE}{name}.csv", params)
    assert answer.status_code == 200
    return answer.text


def erase_old() -> Erasure:
    set_retention(Retention(pk=1, chats_days=30))
    while Erasure.due().exists():
        erasing.erase_due()
    return Erasure.objects.latest("pk")


def test_each_table_is_the_same_after_old_chats_are_erased(asked: list[Asked]) -> None:
    roll_up()
    ReportDay.objects.filter(day=asked[1].first).delete()  # one that is not rolled up
    before = lines(asked)
    assert erase_old().conversations == 9
    assert Conversation.objects.count() == 3
    assert lines(asked) == before
    roll_up()
    assert lines(asked) == before
    assert not KeptChat.objects.exists()


def test_each_table_is_the_same_after_a_customer_is_erased(
    asked: list[Asked], ana: Agent, site: WebChatSite, wechat: WeChatAccount
) -> None:
    today = writes(site, "daniel", "Hello").conversation
    Conversation.objects.filter(pk=today.pk).update(state="closed", closed_at=timezone.now(), waiting_since=None)
    roll_up()
    before = lines(asked)
    for customer in Customer.objects.all():
        ask_erasure(customer, by=ana.user, why=Erasure.Why.ASKED)
    while Erasure.due().exists():
        erasing.erase_due()
    assert not Customer.objects.exists()
    assert lines(asked) == before
    roll_up()
    assert lines(asked) == before


def test_the_page_and_its_readers_are_told(asked: list[Asked], ana: Agent) -> None:
    browser = signed_in(ana)
    assert "Erased since then" not in browser.get(PAGE, span(95, 0)).text
    erase_old()
    page = browser.get(PAGE, span(95, 0)).text
    assert "Erased since then, and still counted: 9." in page
    assert "another time zone" not in page
    DeskSettings.objects.update(time_zone="Asia/Shanghai")
    assert "another time zone or another target" in browser.get(PAGE, span(95, 0)).text
    assert "another time zone" not in browser.get(PAGE, span(20, 0)).text


def test_erased_chats_stay_in_the_hours_of_their_time_zone_and_all_others_move(
    asked: list[Asked], ana: Agent, tell: Tell
) -> None:
    erase_old()
    tell(days_ago(64))
    DeskSettings.objects.update(time_zone="Asia/Shanghai", target_minutes=1)
    roll_up()
    rows = saved(signed_in(ana), "hours", span(64, 64)).splitlines()
    hours = {row.split(",")[0]: row.split(",")[1] for row in rows[1:]}
    berlin = datetime.fromisoformat(days_ago(64)).astimezone(ZoneInfo("Europe/Berlin")).hour
    assert (hours[f"{berlin:02}:00"], hours["20:00"]) == ("2", "1")


def test_what_changes_later_in_a_day_of_erased_chats_counts(asked: list[Asked], ana: Agent, tell: Tell) -> None:
    erase_old()
    roll_up()
    tell(days_ago(40))
    Conversation.objects.filter(opened_at=days_ago(40, 9)).update(closed_how="missed")
    for _made in range(2):
        _name, chats, customers, *_rest, missed, _returned, _reopened = (
            saved(signed_in(ana), "summary", span(40, 40)).splitlines()[1].split(",")
        )
        assert (chats, customers, missed) == ("6", "6", "2")
        roll_up()


def test_who_dies_at_any_step_leaves_reports_as_they_were(asked: list[Asked], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 1)  # the messages of a chat go in two transactions, the chat in a third
    before = lines(asked[:3])
    set_retention(Retention(pk=1, chats_days=62))
    erasure = Erasure.objects.get()

    def dies(execute: Any, sql: str, *args: Any) -> Any:
        done = execute(sql, *args)
        if "console_keptchat" in sql and sql.startswith("INSERT"):
            raise KeyboardInterrupt
        return done

    with connection.execute_wrapper(dies), pytest.raises(KeyboardInterrupt):
        work.erase(erasure, forget=lambda _customer: None)
    assert not KeptCell.objects.exists()
    while work._step(erasure, lambda _customer: None):
        assert lines(asked[:3]) == before
    assert lines(asked[:3]) == before
    assert Conversation.objects.count() == 7


def test_called_off_half_way_a_chat_counts_once(asked: list[Asked], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "BATCH", 1)
    before = lines(asked[:3])
    set_retention(Retention(pk=1, chats_days=62))
    work._step(Erasure.objects.get(), lambda _customer: None)
    set_retention(Retention(pk=1))
    assert KeptChat.objects.exists()
    roll_up()
    assert lines(asked[:3]) == before
    monkeypatch.undo()
    assert erase_old().conversations == 9
    assert lines(asked[:3]) == before


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_count_each_chat_once(asked: list[Asked], ana: Agent) -> None:
    before = lines(asked[:3])
    set_retention(Retention(pk=1, chats_days=30))
    ask_erasure(Conversation.objects.latest("opened_at").customer, by=ana.user, why=Erasure.Why.ASKED)

    def erases() -> None:
        for one in Erasure.due():
            work.erase(one, forget=lambda _customer: None)

    for _sweep in range(3):
        at_once([erases, erases, erases, roll_up])
    assert not Erasure.due().exists()
    assert lines(asked[:3]) == before


def test_who_comes_back_after_being_erased_is_somebody_new(desk: DeskSettings, site: WebChatSite, ana: Agent) -> None:
    browser = signed_in(ana)
    for _visit in range(2):
        customer = writes(site, "daniel", "Hello").conversation.customer
        ask_erasure(customer, by=ana.user, why=Erasure.Why.ASKED)
        while Erasure.due().exists():
            erasing.erase_due()
    today = datetime.now(ZoneInfo(desk.time_zone)).date().isoformat()  # a day that begins an hour or two before UTC's
    _name, chats, customers, *_rest = (
        saved(browser, "summary", {"range": "custom", "first": today, "last": today}).splitlines()[1].split(",")
    )
    assert (chats, customers) == ("2", "2")
