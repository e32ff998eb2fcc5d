"""What reaches which agent's screen, over the real channel layer."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite
from console import live, sending, tasks
from console.actions.add_comment import add_comment
from console.actions.add_tag import add_tag
from console.actions.claim import claim
from console.actions.close import close
from console.actions.edit_customer import edit_customer
from console.actions.reply import reply
from console.actions.set_alert_sound import set_alert_sound
from console.actions.set_presence import set_presence
from console.actions.take_profile import Learnt, take_profile
from console.models import Agent
from grata_site.celery import app
from history.models import Conversation, Customer, Message
from tests.conftest import signed_in, writes
from tests.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]

DEAD = "unix:///nowhere/redis.sock"


class Screen:
    """A console that is open: what was pushed to it, told after a mark that comes last."""

    def __init__(self, agent: Agent, browser: Client, socket: Socket) -> None:
        self.agent, self.browser, self.socket = agent, browser, socket

    async def shown(self) -> list[dict[str, Any]]:
        """All frames since the last look, and what the end of a burst would bring."""
        await sync_to_async(tasks.show_counts)()
        await sync_to_async(sending.send)([(live.one(self.agent.pk), {"type": "mark"})])
        return await self.socket.frames_until("mark")

    async def shown_of(self, entity: str) -> list[dict[str, Any]]:
        return [frame for frame in await self.shown() if frame.get("entity") == entity]


class Desk:
    """Lin, Marco and Ana, each with a console open. Daniel waits."""

    def __init__(self, lin: Screen, marco: Screen, ana: Screen) -> None:
        self.lin, self.marco, self.ana = lin, marco, ana

    async def look_away(self) -> None:
        """Passes over what was shown until now."""
        for screen in (self.lin, self.marco, self.ana):
            await screen.shown()


@pytest_asyncio.fixture
async def desk(waiting: Conversation, lin: Agent, marco: Agent, ana: Agent) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        screens = [await _open(agent, await sync_to_async(signed_in)(agent), stack) for agent in (lin, marco, ana)]
        desk = Desk(*screens)
        await desk.look_away()
        yield desk


async def _open(agent: Agent, browser: Client, stack: AsyncExitStack) -> Screen:
    socket = Socket("/console/socket/", client=browser)
    assert await socket.opens()
    stack.push_async_callback(socket.leave)
    await socket.ping()
    await socket.frames_until("pong")  # from here on the agent is online
    return Screen(agent, browser, socket)


async def test_a_new_customer_is_in_every_list_with_their_words(desk: Desk, site: WebChatSite) -> None:
    await sync_to_async(writes)(site, "maria", "Do you have a cot?")
    for screen in (desk.lin, desk.marco, desk.ana):
        frames = await screen.shown()
        (chat,) = [frame for frame in frames if frame.get("entity") == "chat"]
        assert "Do you have a cot?" in chat["html"]
        assert [frame["waiting"] for frame in frames if frame["type"] == "counts"] == [2]


async def test_a_claim_reaches_every_screen_with_who_has_the_chat(desk: Desk, waiting: Conversation) -> None:
    await sync_to_async(claim)(waiting, agent=desk.lin.agent)
    for screen in (desk.marco, desk.ana):
        frames = await screen.shown()
        chats = [frame for frame in frames if frame.get("entity") == "chat"]
        assert [(f["id"], f["state"], f["names"], "html" in f) for f in chats] == [
            (str(waiting.pk), "active", ["Lin Wei"], False)
        ]
        assert [frame["waiting"] for frame in frames if frame["type"] == "counts"] == [0]
    assert any("html" in frame for frame in await desk.lin.shown_of("chat"))


async def test_only_who_is_in_the_chat_gets_what_is_said_in_it(
    desk: Desk, site: WebChatSite, waiting: Conversation
) -> None:
    await sync_to_async(claim)(waiting, agent=desk.lin.agent)
    await desk.look_away()
    await sync_to_async(writes)(site, "daniel", "My card number")
    await sync_to_async(reply)(waiting, agent=desk.lin.agent, text="Never write that here.", client_id=uuid4())
    said = await desk.lin.shown_of("message")
    assert ["card number" in frame["html"] for frame in said] == [True, False]
    for screen in (desk.marco, desk.ana):
        assert await screen.shown() == []


async def test_closing_reaches_every_screen_and_its_words_only_who_was_there(desk: Desk, waiting: Conversation) -> None:
    await sync_to_async(claim)(waiting, agent=desk.lin.agent)
    await desk.look_away()
    await sync_to_async(close)(waiting, agent=desk.lin.agent)
    assert [(f["state"], "html" in f) for f in await desk.marco.shown_of("chat")] == [("closed", False)]
    shown = await desk.lin.shown_of("chat")
    assert ("closed", True) in [(f["state"], "html" in f) for f in shown]


async def test_how_an_agent_is_alerted_is_told_to_their_own_screens_only(desk: Desk) -> None:
    async with AsyncExitStack() as stack:
        second = await _open(desk.lin.agent, desk.lin.browser, stack)
        await sync_to_async(set_alert_sound)(desk.lin.agent, kind="offer", is_on=False, volume=10)
        for screen in (desk.lin, second):
            (frame,) = await screen.shown_of("alerts")
            assert frame["sounds"]["offer"] == {"on": False, "volume": 10}
    for screen in (desk.marco, desk.ana):
        assert await screen.shown_of("alerts") == []


async def test_what_is_known_of_a_customer_is_shown_to_who_is_in_the_chat(desk: Desk, waiting: Conversation) -> None:
    await sync_to_async(claim)(waiting, agent=desk.lin.agent)
    await desk.look_away()
    await sync_to_async(add_tag)(waiting, agent=desk.lin.agent, name="VIP")
    await sync_to_async(add_comment)(waiting, agent=desk.lin.agent, text="Allergic to nuts.", client_id=uuid4())
    shown = await desk.lin.shown_of("customer")
    assert [("VIP" in frame["html"], "nuts" in frame["html"]) for frame in shown] == [(True, False), (True, True)]
    for screen in (desk.marco, desk.ana):
        assert await screen.shown() == []


async def test_while_nobody_has_the_customer_everybody_is_shown_what_is_known(
    desk: Desk, waiting: Conversation
) -> None:
    await sync_to_async(edit_customer)(waiting, agent=desk.lin.agent, field="email", value="daniel@example.com")
    for screen in (desk.lin, desk.marco, desk.ana):
        (frame,) = await screen.shown_of("customer")
        assert "daniel@example.com" in frame["html"]


async def test_what_a_platform_knows_of_a_customer_is_shown_if_it_is_news(desk: Desk, waiting: Conversation) -> None:
    customer = await Customer.objects.select_related("channel").aget()
    assert await sync_to_async(take_profile)(customer, Learnt(give=[], take=[]))
    assert await desk.lin.shown() == []
    customer = await Customer.objects.select_related("channel").aget()
    assert await sync_to_async(take_profile)(customer, Learnt(name="Daniel O.", give=["VIP"]))
    frames = {frame["entity"]: frame["html"] for frame in await desk.lin.shown()}
    assert "Daniel O." in frames["chat"]
    assert "VIP" in frames["customer"]


async def test_all_tabs_of_an_agent_are_told(desk: Desk, site: WebChatSite, waiting: Conversation) -> None:
    async with AsyncExitStack() as stack:
        second = await _open(desk.lin.agent, desk.lin.browser, stack)
        await sync_to_async(claim)(waiting, agent=desk.lin.agent)
        for screen in (desk.lin, second):
            while (frame := await screen.socket.next_frame()).get("entity") != "message":
                pass
            assert "took this chat" in frame["html"]


async def test_a_switch_to_away_is_on_every_screen_at_once(desk: Desk) -> None:
    await sync_to_async(set_presence)(desk.lin.agent, state="away")
    for screen in (desk.lin, desk.marco, desk.ana):
        assert [(f["id"], f["presence"]) for f in await screen.shown_of("agent")] == [(str(desk.lin.agent.pk), "away")]


async def test_an_agent_whose_heartbeats_stop_is_announced_once(desk: Desk) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    await Agent.objects.filter(pk=desk.lin.agent.pk).aupdate(seen_at=long_ago)
    for _beat in range(3):
        await sync_to_async(tasks.announce_presence)()
    frames = await desk.marco.shown()
    assert [frame["presence"] for frame in frames if frame.get("entity") == "agent"] == ["offline"]
    assert [frame["online"] for frame in frames if frame["type"] == "counts"] == [2]


async def test_nothing_is_shown_of_what_is_rolled_back(desk: Desk, waiting: Conversation) -> None:
    with pytest.raises(ZeroDivisionError):
        await sync_to_async(_claim_and_fail)(waiting, desk.lin.agent)
    assert await desk.marco.shown() == []


def _claim_and_fail(chat: Conversation, agent: Agent) -> None:
    with transaction.atomic():
        claim(chat, agent=agent)
        raise ZeroDivisionError


@pytest.fixture
def redis_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither pushes nor tasks get through."""
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": [DEAD]}}}
    channel_layers.backends.clear()
    broker = app.conf.broker_write_url
    app.conf.update(broker_write_url=DEAD.replace("unix", "redis+socket"))
    monkeypatch.setattr(app, "_pool", None)  # connections that are open already
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    yield
    app.conf.update(broker_write_url=broker)
    channel_layers.backends.clear()


@pytest.mark.usefixtures("redis_away")
def test_without_redis_a_reply_is_stored_and_answered_soon(waiting: Conversation, lin: Agent) -> None:
    claim(waiting, agent=lin)
    began = time.monotonic()
    url = reverse("console:messages", args=[waiting.pk])
    response = signed_in(lin).post(url, {"text": "Until noon.", "client_id": str(uuid4())})
    assert response.status_code == 200
    assert time.monotonic() - began < 4
    assert Message.objects.get(author="agent").state == "pending"
