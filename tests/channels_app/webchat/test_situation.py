"""What a visitor is told about whether somebody is here, and about their place in the queue."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database

from channels_app.models import WebChatSite
from channels_app.webchat import situation
from console import hours
from console.actions.claim import claim
from console.actions.close import close
from console.models import Agent, DeskSettings, Holiday, OpeningTime
from console.waiting import number_in_line
from history.models import Conversation
from tests.channels_app.webchat.tabs import Tab
from tests.conftest import writes

Tabs = Callable[..., Tab]
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(situation, "HOLDS", -1.0)


@pytest.fixture
def weekdays(db: None) -> None:
    for day in range(5):
        OpeningTime.objects.create(day=day, opens=time(9), closes=time(18))


async def test_a_visitor_learns_that_they_wait_that_they_are_answered_and_that_it_is_over(
    tab: Tabs, lin: Agent
) -> None:
    daniel = tab()
    assert (await daniel.open())["situation"] == {
        "here": False,
        "opens_at": None,
        "chat": "",
        "state": "",
        "ended": False,
        "number": None,
        "mail": False,
    }
    stored = await daniel.say("Is late check-out possible?")
    assert (stored["situation"]["state"], stored["situation"]["number"]) == ("waiting", 1)
    chat = await in_database(Conversation.objects.get)()
    for deed, state in ((claim, "active"), (close, "closed")):
        await in_database(deed)(chat, agent=lin)
        pong = await daniel.ask({"type": "ping", "cursor": daniel.cursor}, "pong")
        assert (pong["situation"]["state"], pong["situation"]["number"]) == (state, None)


def test_numbers_are_those_in_which_customers_are_taken(site: WebChatSite) -> None:
    first, second, third = (writes(site, who, "Hello").conversation for who in ("a", "b", "c"))
    assert [number_in_line(chat, most=50) for chat in (first, second, third)] == [1, 2, 3]
    assert number_in_line(third, most=2) is None
    Conversation.objects.filter(pk=first.pk).update(in_hours=False)
    DeskSettings.objects.update_or_create(pk=1, defaults={"hours_first": True})
    chats = [Conversation.objects.get(pk=chat.pk) for chat in (second, third, first)]
    assert [number_in_line(chat, most=50) for chat in chats] == [1, 2, 3]


def test_after_hours_it_is_said_when_they_begin_next(weekdays: None) -> None:
    assert hours.opens_next(FRIDAY_NIGHT) == datetime(2026, 11, 30, 9, tzinfo=UTC)
    Holiday.objects.create(date=datetime(2026, 11, 30, tzinfo=UTC).date(), name="St Andrew")
    assert hours.opens_next(FRIDAY_NIGHT) == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_without_hours_nobody_knows_when() -> None:
    assert hours.opens_next(FRIDAY_NIGHT) is None


def test_whether_somebody_is_here_is_not_asked_for_each_visitor(
    weekdays: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(situation, "HOLDS", 5.0)
    situation.of(None)
    with django_assert_num_queries(0):
        situation.of(None)
