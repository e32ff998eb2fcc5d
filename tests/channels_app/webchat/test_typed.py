"""What a visitor is typing, on its way from their box to the agents' screens."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async

from channels_app.models import WebChatSite
from channels_app.webchat import limits
from channels_app.webchat.limits import Rule
from console import live, sending
from console.actions.claim import claim
from console.actions.close import close
from console.models import Agent
from history.models import Conversation, Message
from tests.channels_app.webchat.tabs import Tab
from tests.conftest import signed_in
from tests.sockets import Socket

Tabs = Callable[..., Tab]


class Console:
    """An agent's open console."""

    def __init__(self, agent: Agent, wire: Socket) -> None:
        self.agent, self.wire = agent, wire

    async def seen(self) -> list[tuple[bool, str]]:
        """All signs since the last look: whether Daniel types, and what."""
        await sync_to_async(sending.send)([(live.one(self.agent.pk), {"type": "mark"})])
        frames = await self.wire.frames_until("mark")
        return [(frame["on"], frame["text"]) for frame in frames if frame["type"] == "typing"]


@pytest_asyncio.fixture
async def daniel(tab: Tabs) -> Tab:
    """He has written once."""
    visitor = tab()
    await visitor.open()
    await visitor.say("Is late check-out possible?")
    return visitor


@pytest_asyncio.fixture
async def consoles(daniel: Tab, lin: Agent, marco: Agent, ana: Agent) -> AsyncIterator[tuple[Console, ...]]:
    """Lin has Daniel's chat; Marco and Ana, who supervises, look on."""
    await sync_to_async(_claimed)(lin)
    async with AsyncExitStack() as stack:
        yield tuple([await _opened(agent, stack) for agent in (lin, marco, ana)])


async def _opened(agent: Agent, stack: AsyncExitStack) -> Console:
    wire = Socket("/console/socket/", client=await sync_to_async(signed_in)(agent))
    assert await wire.opens()
    stack.push_async_callback(wire.leave)
    return Console(agent, wire)


def _claimed(agent: Agent) -> None:
    claim(Conversation.objects.get(), agent=agent)


async def types(visitor: Tab, *texts: str, on: bool = True) -> None:
    """Returns when the server has heard it all."""
    for text in texts:
        await visitor.wire.send_json_to({"type": "typing", "on": on, "text": text})
    await visitor.ping()


async def test_the_agents_in_the_chat_see_what_the_visitor_types_and_nobody_else(
    daniel: Tab, consoles: tuple[Console, ...]
) -> None:
    lin, marco, ana = consoles
    await types(daniel, "Or is", "Or is half past twelve better? ساعة\x00")
    await types(daniel, "never shown", on=False)
    assert await lin.seen() == [(True, "Or is"), (True, "Or is half past twelve better? ساعة"), (False, "")]
    assert await marco.seen() == await ana.seen() == []


async def test_nothing_of_it_is_kept(daniel: Tab, consoles: tuple[Console, ...], caplog: Any) -> None:
    await types(daniel, "My room number is 12")
    texts = [text async for text in Message.objects.values_list("text", flat=True)]
    assert "My room number is 12" not in str(texts)
    assert await daniel.ping() == []
    assert "room number" not in caplog.text


async def test_a_site_that_does_not_show_drafts_tells_only_that_somebody_types(
    daniel: Tab, consoles: tuple[Console, ...]
) -> None:
    await WebChatSite.objects.aupdate(shows_drafts=False)  # while Daniel's page is open
    await types(daniel, "My room number is 12")
    assert await consoles[0].seen() == [(True, "")]


async def test_a_visitor_whose_chat_nobody_has_is_seen_by_nobody(
    daniel: Tab, consoles: tuple[Console, ...], lin: Agent
) -> None:
    await sync_to_async(lambda: close(Conversation.objects.get(), agent=lin))()
    await types(daniel, "One more thing")
    assert [await console.seen() for console in consoles] == [[], [], []]


async def test_who_never_wrote_is_seen_by_nobody(tab: Tabs, consoles: tuple[Console, ...]) -> None:
    maria = tab("Maria")
    await maria.open()
    await types(maria, "I only look")
    assert [await console.seen() for console in consoles] == [[], [], []]


async def test_too_many_signs_are_passed_over_and_messages_are_not(
    daniel: Tab, consoles: tuple[Console, ...], tab: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TYPING", Rule("typing", 2))
    again = tab()
    await again.open()
    await types(again, "1", "2", "3", "4")
    assert await consoles[0].seen() == [(True, "1"), (True, "2")]
    assert (await again.ask({"type": "ping", "cursor": again.cursor}, "pong"))["messages"] == []
    await daniel.say("Hello?")


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"on": True},
        {"on": 1, "text": "x"},
        {"on": True, "text": 7},
        {"on": True, "text": ["x"]},
        {"on": True, "text": "x" * 501},
    ],
)
async def test_a_sign_that_our_page_does_not_send_closes_the_socket(tab: Tabs, frame: dict[str, Any]) -> None:
    visitor = tab()
    await visitor.open()
    await visitor.wire.send_json_to({"type": "typing", **frame})
    assert await visitor.closed_with() == 4400


def test_the_page_hears_whether_the_site_shows_drafts(site: WebChatSite, client: Any) -> None:
    assert "data-drafts" in client.get("/webchat/demo/frame/").text
    WebChatSite.objects.update(shows_drafts=False)
    assert "data-drafts" not in client.get("/webchat/demo/frame/").text
