"""What reaches whose screen of the waiting list and the queue, over the real channel layer."""

import pytest
from asgiref.sync import sync_to_async

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.change_desk import change_desk
from console.actions.edit_customer import edit_customer
from console.actions.pause_chats import pause_chats
from console.actions.receive import Inbound, receive
from console.models import DeskSettings
from history.models import Conversation
from history.services import Received
from tests.conftest import writes
from tests.console.test_keyword_replies import answers
from tests.console.test_live import Desk, desk

__all__ = ["desk"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]


@sync_to_async
def _hide_the_list() -> None:
    DeskSettings.objects.update_or_create(pk=1, defaults={"list_hidden": True})


async def test_what_a_waiting_customer_adds_is_told_to_pages_without_its_words(
    desk: Desk, site: WebChatSite, waiting: Conversation
) -> None:
    await sync_to_async(writes)(site, "daniel", "My room is 12")
    for screen in (desk.lin, desk.marco, desk.ana):
        assert await screen.shown() == [{"type": "said", "chat": str(waiting.pk)}]


async def test_what_answers_a_waiting_customer_by_itself_is_told_as_well(desk: Desk, wechat: WeChatAccount) -> None:
    await sync_to_async(answers)("wifi", in_hours_too=True)
    await sync_to_async(_asks)(wechat, "Hello")
    await desk.look_away()
    await sync_to_async(_asks)(wechat, "wifi")
    assert [frame["type"] for frame in await desk.lin.shown()] == ["said", "said"]


def _asks(wechat: WeChatAccount, text: str) -> None:
    received = Received(external_id=text, text=text)
    receive(Inbound(channel=wechat, customer_id="xiaoyu", name="x", received=received, answers_at_once=True))


async def test_while_the_list_is_hidden_only_supervisors_see_who_waits(desk: Desk, site: WebChatSite) -> None:
    await _hide_the_list()
    await sync_to_async(writes)(site, "maria", "Do you have a cot?", name="Maria Keller")
    for screen in (desk.lin, desk.marco):
        frames = await screen.shown()
        assert [frame["waiting"] for frame in frames if frame["type"] == "counts"] == [2]
        assert not any("cot" in str(frame) or "Maria" in str(frame) for frame in frames)
    assert any("cot" in frame.get("html", "") for frame in await desk.ana.shown_of("chat"))


async def test_nor_do_they_see_what_is_known_of_them(desk: Desk, waiting: Conversation) -> None:
    await _hide_the_list()
    await sync_to_async(edit_customer)(waiting, agent=desk.ana.agent, field="name", value="Daniel, room 12")
    for screen in (desk.lin, desk.marco):
        assert "room 12" not in str(await screen.shown())
    assert "room 12" in str(await desk.ana.shown_of("customer"))


async def test_a_change_of_the_settings_reaches_every_screen(desk: Desk) -> None:
    await sync_to_async(_opens_by_itself)()
    for screen in (desk.lin, desk.marco, desk.ana):
        (frame,) = await screen.shown_of("desk")
        assert frame["opens"] is True


def _opens_by_itself() -> None:
    settings = DeskSettings.load()
    settings.queue = DeskSettings.Queue.AUTO
    change_desk(settings)


async def test_an_agents_pause_reaches_their_own_screens_only(desk: Desk) -> None:
    await sync_to_async(pause_chats)(desk.lin.agent)
    (frame,) = await desk.lin.shown_of("queue")
    assert frame["paused"] is True
    for screen in (desk.marco, desk.ana):
        assert await screen.shown() == []
