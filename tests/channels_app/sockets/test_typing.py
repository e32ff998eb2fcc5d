"""The sign that an agent types, on its way from the page to the customer's platform."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client

from channels_app import adapters
from channels_app.adapters import adapter_for
from channels_app.pace import Limit
from channels_app.sockets import agent as agent_socket
from console.actions.claim import claim
from console.actions.close import close
from console.models import Agent
from grata_site.celery import app
from history.models import Channel, Conversation
from tests.channels_app.platforms import Platform
from tests.conftest import signed_in, writes
from tests.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]
GARBAGE: list[Any] = [
    None,
    "",
    "0",
    "x",
    "-1",
    "1.5",
    "１",
    "1\u0000",
    1,
    True,
    [],
    {},
    ["1"],
    "9" * 19,
    "9" * 400,
    "\ud800",
]


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """Web chat, as one that notes who was shown the sign, with a worker that does at once what it is asked."""
    monkeypatch.setitem(adapters.ADAPTERS, Channel.Kind.WEBCHAT, "tests.channels_app.platforms.Platform")
    adapters._adapter.cache_clear()
    app.conf.task_always_eager = True
    found = adapter_for(Channel(kind=Channel.Kind.WEBCHAT.value))
    assert isinstance(found, Platform)
    yield found
    app.conf.task_always_eager = False
    adapters._adapter.cache_clear()


@pytest.fixture
def mine(waiting: Conversation, lin: Agent) -> Conversation:
    """Lin has Daniel's chat."""
    claim(waiting, agent=lin)
    return waiting


@pytest.fixture
def browser(lin: Agent) -> Client:
    """Lin is signed in."""
    return signed_in(lin)


@pytest_asyncio.fixture
async def socket(browser: Client, mine: Conversation, platform: Platform) -> AsyncIterator[Socket]:
    """Lin's tab."""
    opened = Socket("/console/socket/", client=browser)
    assert await opened.opens()
    yield opened
    await opened.leave()


async def types(socket: Socket, *chats: Any) -> None:
    """Somebody types in these chats. Returns when the server has heard it all."""
    for chat in chats:
        await socket.send(json.dumps({"type": "typing", "chat": chat}))
    await socket.ping()
    await socket.frames_until("pong")


async def test_the_customer_is_shown_that_an_agent_types(
    socket: Socket, mine: Conversation, platform: Platform
) -> None:
    await types(socket, str(mine.pk))
    assert platform.signs == ["daniel"]


async def test_a_sign_lasts_a_while_before_it_is_shown_again(
    socket: Socket, mine: Conversation, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await types(socket, *[str(mine.pk)] * 50)
    assert platform.signs == ["daniel"]
    monkeypatch.setattr(agent_socket, "TYPING_EVERY", 0.0)
    await types(socket, str(mine.pk))
    assert platform.signs == ["daniel", "daniel"]


async def test_each_chat_has_its_own_sign(socket: Socket, mine: Conversation, platform: Platform, lin: Agent) -> None:
    other = await sync_to_async(_claimed)(mine, lin)
    await types(socket, str(mine.pk), str(other.pk))
    assert platform.signs == ["daniel", "maria"]


async def test_a_flood_over_many_chats_is_not_looked_up(
    socket: Socket, mine: Conversation, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_socket, "TYPING", Limit("agent.typing", 2))
    await types(socket, str(mine.pk + 1), str(mine.pk + 2), str(mine.pk))
    assert platform.signs == []


async def test_what_is_no_chat_is_passed_over(socket: Socket, mine: Conversation, platform: Platform) -> None:
    await types(socket, *GARBAGE, str(mine.pk))
    assert platform.signs == ["daniel"]


async def test_a_frame_without_a_chat_is_passed_over(socket: Socket, platform: Platform) -> None:
    await socket.send('{"type": "typing"}')
    await types(socket)
    assert platform.signs == []


async def test_who_is_not_in_the_chat_is_not_seen_typing(
    mine: Conversation, platform: Platform, marco: Agent, ana: Agent
) -> None:
    for stranger in (marco, ana):
        opened = Socket("/console/socket/", client=await sync_to_async(signed_in)(stranger))
        assert await opened.opens()
        await types(opened, str(mine.pk))
        await opened.leave()
    assert platform.signs == []


async def test_in_a_closed_chat_nobody_is_seen_typing(
    socket: Socket, mine: Conversation, platform: Platform, lin: Agent
) -> None:
    await sync_to_async(close)(mine, agent=lin)
    await types(socket, str(mine.pk))
    assert platform.signs == []


async def test_who_was_blocked_meanwhile_is_not_seen_typing(
    socket: Socket, mine: Conversation, platform: Platform, lin: Agent
) -> None:
    await sync_to_async(User.objects.filter(pk=lin.pk).update)(is_active=False)
    await socket.send(json.dumps({"type": "typing", "chat": str(mine.pk)}))
    await socket.ping()
    await socket.frames_until("signed_out")
    assert platform.signs == []


def _claimed(beside: Conversation, agent: Agent) -> Conversation:
    chat = writes(beside.customer.channel, "maria", "Hello").conversation
    claim(chat, agent=agent)
    return chat
