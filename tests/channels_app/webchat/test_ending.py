"""A visitor ends their chat: every tab and every console hears it, and nobody else's chat ends."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from console.actions.claim import claim
from console.models import Agent
from history.models import Conversation
from tests.channels_app.webchat.tabs import Tab
from tests.conftest import signed_in
from tests.sockets import Socket

Tabs = Callable[..., Tab]


async def _begun(daniel: Tab, lin: Agent) -> str:
    """Lin has Daniel's chat; its number, as his page knows it."""
    await daniel.open()
    chat = (await daniel.say("Is late check-out possible?"))["situation"]["chat"]
    await sync_to_async(lambda: claim(Conversation.objects.get(), agent=lin))()
    return str(chat)


async def _ends(tab: Tab, chat: object) -> dict[str, Any]:
    found: dict[str, Any] = (await tab.ask({"type": "end", "chat": chat}, "situation"))["situation"]
    return found


async def test_every_tab_hears_that_it_is_over_and_the_next_message_begins_anew(tab: Tabs, lin: Agent) -> None:
    daniel, second = tab(), tab()
    chat = await _begun(daniel, lin)
    await second.open()
    over = await _ends(daniel, chat)
    assert (over["chat"], over["state"], over["ended"]) == (chat, "closed", True)
    assert (await second.hear("situation"))["situation"] == over
    assert (await daniel.hear("situation"))["situation"] == over
    assert (await _ends(second, chat))["state"] == "closed"  # too late, and nothing is wrong
    await second.hear("situation")
    await daniel.hear("situation")
    anew = (await daniel.say("One more thing"))["situation"]
    assert (anew["chat"] != chat, anew["state"], anew["ended"]) == (True, "waiting", False)
    assert (await second.hear("put"))["situation"] == anew
    assert (await _ends(second, chat))["chat"] == anew["chat"]  # a page that has not heard of it yet
    assert await Conversation.objects.filter(state="waiting").acount() == 1


async def test_the_agents_console_hears_it_at_once(tab: Tabs, lin: Agent) -> None:
    daniel = tab()
    chat = await _begun(daniel, lin)
    console = Socket("/console/socket/", client=await sync_to_async(signed_in)(lin))
    assert await console.opens()
    await _ends(daniel, chat)
    told = dict[str, Any]()
    while "message" not in told:
        frame = await console.next_frame()
        told[frame.get("entity", frame["type"])] = frame
    assert (told["chat"]["state"], told["chat"]["closed_how"], told["chat"]["agents"]) == ("closed", "customer", [])
    assert "The customer ended this chat" in told["message"]["html"]
    await console.leave()


@pytest.mark.parametrize("chat", [None, "", "-1", "1.5", 1, True, ["1"], "x"])
async def test_what_is_no_number_closes_the_socket(tab: Tabs, lin: Agent, chat: object) -> None:
    daniel = tab()
    await _begun(daniel, lin)
    await daniel.wire.send_json_to({"type": "end", "chat": chat})
    assert await daniel.closed_with() == 4400
    assert await Conversation.objects.filter(state="active").aexists()


async def test_nobody_ends_another_visitors_chat(tab: Tabs, lin: Agent) -> None:
    daniel, maria = tab(), tab("Maria")
    chat = await _begun(daniel, lin)
    await maria.open()
    assert (await _ends(maria, chat))["state"] == ""
    assert await Conversation.objects.filter(state="active").aexists()
