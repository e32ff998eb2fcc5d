"""Chats that open by themselves: fairly, up to the capacity, and with nobody who does not want them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from channels_app.models import WebChatSite
from console import queries, tasks
from console.actions.auto_open import auto_open
from console.actions.claim import claim
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.actions.release import release
from console.actions.set_presence import set_presence
from console.models import Agent, DeskSettings, Participation
from history.models import Conversation
from tests.conftest import person, writes


@pytest.fixture
def desk(db: None) -> DeskSettings:
    """Chats open by themselves, two at once with each agent."""
    return DeskSettings.objects.create(pk=1, queue="auto", capacity=2)


@pytest.fixture
def both(lin: Agent, marco: Agent) -> list[Agent]:
    heartbeat(lin)
    heartbeat(marco)
    return [lin, marco]


def _loads() -> Counter[str]:
    return Counter(Participation.objects.filter(left_at__isnull=True).values_list("agent__name", flat=True))


def test_chats_are_shared_out_evenly_and_no_more_than_agents_can_take(
    desk: DeskSettings, both: list[Agent], site: WebChatSite
) -> None:
    for number in range(6):
        writes(site, f"v{number}", "Hello")
        tasks.keep_deadlines()
    assert _loads() == {"Lin Wei": 2, "Marco Bianchi": 2}
    assert queries.counts().waiting == 2
    assert set(Participation.objects.values_list("how", flat=True)) == {"auto"}


def test_agents_with_as_many_chats_take_turns(desk: DeskSettings, both: list[Agent], site: WebChatSite) -> None:
    taken = []
    for number in range(4):
        chat = writes(site, f"v{number}", "Hello").conversation
        auto_open()
        agent = queries.insiders(chat)[0]
        taken.append(agent)
        close(chat, agent=agent)
    assert taken in ([*both, *both], [*both[::-1], *both[::-1]])


def test_the_longest_waiting_is_first_and_a_closed_chat_makes_room(
    desk: DeskSettings, lin: Agent, site: WebChatSite
) -> None:
    chats = [writes(site, f"v{number}", "Hello").conversation for number in range(4)]
    heartbeat(lin)
    tasks.keep_deadlines()
    assert [Conversation.objects.get(pk=chat.pk).state for chat in chats] == ["active", "active", "waiting", "waiting"]
    close(chats[0], agent=lin)
    tasks.keep_deadlines()
    assert Conversation.objects.get(pk=chats[2].pk).state == "active"


def test_a_customer_who_comes_back_goes_to_the_agent_they_had(
    desk: DeskSettings, closed: Conversation, lin: Agent, marco: Agent, site: WebChatSite
) -> None:
    for agent in (marco, lin):
        heartbeat(agent)
    claim(writes(site, "busy", "Hello").conversation, agent=lin)
    chat = writes(site, "maria", "Me again").conversation
    auto_open()
    assert queries.insiders(chat) == [lin]


def test_a_chat_that_a_supervisor_put_back_goes_to_somebody_else_if_there_is_anybody(
    desk: DeskSettings, both: list[Agent], ana: Agent, site: WebChatSite
) -> None:
    chat = writes(site, "maria", "Hello").conversation
    auto_open()
    (first,) = queries.insiders(chat)
    release(chat, by=ana)
    auto_open()
    (second,) = queries.insiders(Conversation.objects.get(pk=chat.pk))
    assert {first, second} == set(both)
    set_presence(first, state="away")
    release(chat, by=ana)
    auto_open()
    assert queries.insiders(Conversation.objects.get(pk=chat.pk)) == [second]


@pytest.mark.parametrize("why", ["away", "offline", "paused", "takes chats", "blocked"])
def test_nothing_opens_with_who_does_not_want_it(desk: DeskSettings, lin: Agent, site: WebChatSite, why: str) -> None:
    heartbeat(lin)
    if why == "away":
        set_presence(lin, state="away")
    elif why == "blocked":
        lin.user.is_active = False
        lin.user.save()
    else:
        ago = timezone.now() - timedelta(hours=1)
        fields: dict[str, dict[str, Any]] = {
            "offline": {"seen_at": ago},
            "paused": {"paused_at": ago},
            "takes chats": {"takes_chats": True},
        }
        Agent.objects.update(**fields[why])
    writes(site, "v", "Hello")
    assert not auto_open()


def test_where_agents_may_not_choose_their_choice_does_not_count(
    desk: DeskSettings, lin: Agent, site: WebChatSite
) -> None:
    DeskSettings.objects.update(agents_choose=False)
    heartbeat(lin)
    Agent.objects.update(takes_chats=True)
    writes(site, "v", "Hello")
    assert auto_open()


def test_where_agents_take_chats_nothing_opens_by_itself(both: list[Agent], site: WebChatSite) -> None:
    writes(site, "v", "Hello")
    assert not auto_open()


@pytest.mark.django_db(transaction=True)
def test_claims_by_hand_at_the_same_moment_give_each_chat_to_one(
    desk: DeskSettings, both: list[Agent], site: WebChatSite
) -> None:
    DeskSettings.objects.update(capacity=100)
    chats = [writes(site, f"v{number}", "Hello").conversation for number in range(12)]
    sofia = person("sofia@demo.test", "Sofia Reyes")
    with ThreadPoolExecutor(6) as threads:
        opened = [threads.submit(_in_thread, auto_open) for _chat in chats]
        claimed = [threads.submit(_in_thread, lambda chat=chat: claim(chat, agent=sofia)) for chat in chats]
        wins = [future.exception() is None for future in claimed]
        assert all(future.exception() is None for future in opened)
    while auto_open():
        pass
    assert Participation.objects.count() == 12
    assert _loads()["Sofia Reyes"] == sum(wins)
    assert abs(_loads()["Lin Wei"] - _loads()["Marco Bianchi"]) <= 1


def _in_thread(do: object) -> None:
    try:
        do()  # type: ignore[operator]
    finally:
        connections.close_all()
