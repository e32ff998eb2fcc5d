"""Whom a visitor sees."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_database
from django.contrib.auth.models import User

from channels_app import outbound
from channels_app.models import WebChatSite
from channels_app.webchat import record
from channels_app.webchat.visitors import recognise
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent
from history.models import Conversation, Customer
from tests.channels_app.webchat.tabs import Tab, secret_of
from tests.conftest import person, writes
from tests.faces import given_to, written

Tabs = Callable[..., Tab]


def answers(agent: Agent, *texts: str) -> None:
    chat = Conversation.objects.get()
    if chat.state == "waiting":
        claim(chat, agent=agent)
    for text in texts:
        reply(chat, agent=agent, text=text, client_id=uuid4())
    outbound.deliver(chat.pk)


def lins_face() -> None:
    identity = given_to(Agent.objects.get(name="Lin Wei"), en="Front desk", avatar="green")
    written(identity, "zh-hans", "前台", department="港湾酒店")


def seen(message: dict[str, Any]) -> tuple[str, str, bool]:
    return message["name"], message["department"], message["avatar"].startswith("/faces/")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-GB", ("Front desk", "", True)), ("zh-CN", ("前台", "港湾酒店", True)), ("fr", ("Front desk", "", True))],
)
async def test_a_visitor_sees_the_identity_in_their_language_and_never_the_agents_own_name(
    tab: Tabs, lin: Agent, language: str, expected: tuple[str, str, bool]
) -> None:
    await in_database(lins_face)()
    daniel, later = tab(), tab()
    await daniel.open(language=language)
    await daniel.say("Hello?")
    await in_database(answers)(lin, "Hello, Daniel!")
    pushed = (await daniel.hear("put"))["message"]
    (_question, read) = (await later.open(language=language))["messages"]
    assert seen(pushed) == seen(read) == expected
    assert "Lin Wei" not in str([pushed, read])


async def test_without_one_it_is_the_agents_name_as_it_was_then(tab: Tabs, lin: Agent) -> None:
    daniel, later = tab(), tab()
    await daniel.open()
    await daniel.say("Hello?")
    await in_database(answers)(lin, "Hello, Daniel!")
    assert seen((await daniel.hear("put"))["message"]) == ("Lin Wei", "", False)
    await in_database(Agent.objects.update)(name="Lin Chen")
    assert seen((await later.open())["messages"][1]) == ("Lin Wei", "", False)


async def test_who_is_no_agent_any_more_keeps_their_name(tab: Tabs, lin: Agent) -> None:
    await in_database(lins_face)()
    daniel, later = tab(), tab()
    await daniel.open()
    await daniel.say("Hello?")
    await in_database(answers)(lin, "Hello, Daniel!")
    await daniel.hear("put")
    await in_database(User.objects.filter(pk=lin.pk).delete)()
    assert seen((await later.open())["messages"][1]) == ("Lin Wei", "", False)


async def test_a_visitors_own_lines_have_no_face(tab: Tabs, demo: WebChatSite) -> None:
    daniel = tab()
    await daniel.open()
    assert seen((await daniel.say("Hello?"))["message"]) == ("", "", False)


@pytest.mark.parametrize("many", [2, 20])
def test_a_page_of_history_costs_the_same_however_much_was_said(
    site: WebChatSite, lin: Agent, many: int, django_assert_max_num_queries: Any
) -> None:
    lins_face()
    visitor = recognise(site, secret_of("Daniel"), "en")
    writes(site, visitor.external_id, "Hello?")
    answers(lin, *(str(number) for number in range(many)))
    with django_assert_max_num_queries(5):
        page = record.page(Customer.objects.get(), "en")
    assert [message["name"] for message in page["messages"][1:]] == ["Front desk"] * many


def test_agents_who_share_an_identity_are_one_to_the_visitor(site: WebChatSite, lin: Agent) -> None:
    identity = given_to(lin, en="Front desk")
    Agent.objects.filter(pk=person("eve@demo.test", "Eve").pk).update(identity=identity)
    eve = Agent.objects.get(name="Eve")
    chat = writes(site, "daniel", "Hello?").conversation
    answers(eve, "Hello!")
    page = record.page(chat.customer, "en")
    assert page["messages"][1]["name"] == "Front desk"
