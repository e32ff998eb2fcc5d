"""What customers do without saying anything: noted once, in the chat they had, and opening none."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.close import close
from console.actions.note_event import Noted, note_event
from console.models import Agent
from history.models import Conversation, Customer, Message
from history.services import Event
from tests.conftest import writes
from tests.together import at_once

HERE = {"latitude": 31.2, "longitude": 121.4, "precision": 40.0}
CHEN = "o-xiaoyu"


def noted(account: WeChatAccount, name: str = "menu_pressed", **more: Any) -> Noted:
    event = Event(external_id=f"e:{name}", name=name, payload={"key": "help"}, provider_order="00000000009-0")
    return Noted(channel=account, customer_id=CHEN, name="陈晓雨", event=event, **more)


def lines() -> list[Message]:
    return list(Message.objects.filter(kind="event"))


def test_an_event_is_a_line_in_the_latest_chat_even_a_closed_one(wechat: WeChatAccount, lin: Agent) -> None:
    chats = []
    for text in ("你好", "在吗"):
        chats.append(writes(wechat, CHEN, text).conversation)
        claim(chats[-1], agent=lin)
        close(chats[-1], agent=lin)
    assert note_event(noted(wechat))
    (line,) = lines()
    assert (line.conversation, line.author, line.sender_name) == (chats[1], "system", line.customer.name)
    assert line.payload == {"event": "menu_pressed", "key": "help"}
    assert not Conversation.objects.exclude(state="closed").exists()


def test_an_event_is_no_message_that_waits_for_an_answer(wechat: WeChatAccount) -> None:
    chat = writes(wechat, CHEN, "你好").conversation
    note_event(noted(wechat))
    chat.refresh_from_db()
    assert (chat.last_words, chat.unanswered, chat.state) == ("你好", 1, "waiting")


@pytest.mark.django_db(transaction=True)
def test_the_same_event_three_times_at_once_is_noted_once(wechat: WeChatAccount) -> None:
    writes(wechat, CHEN, "你好")
    assert at_once([partial(note_event, noted(wechat, opens=True))] * 3) == [True] * 3
    assert len(lines()) == 1


def test_an_event_that_came_late_stands_where_it_happened(wechat: WeChatAccount) -> None:
    chat = writes(wechat, CHEN, "你好").conversation
    Message.objects.update(provider_order="00000000010-0")
    note_event(noted(wechat))
    kinds = chat.messages.order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["event", "text"]


def test_of_a_stranger_nothing_is_noted_that_does_not_matter(wechat: WeChatAccount) -> None:
    for one in (noted(wechat), noted(wechat, left=True), noted(wechat, left=False), noted(wechat, forgets_place=True)):
        assert note_event(one) is False
    assert not Customer.objects.exists()


@pytest.mark.parametrize("matters", [{"opens": True}, {"place": HERE, "is_line": False}])
def test_a_stranger_is_remembered_for_when_they_write(wechat: WeChatAccount, matters: dict[str, Any]) -> None:
    assert note_event(noted(wechat, **matters))
    assert not Conversation.objects.exists()
    customer = Customer.objects.get()
    assert (customer.name, customer.brief_left > 0, customer.place) == (
        "陈晓雨",
        "opens" in matters,
        matters.get("place"),
    )


def test_what_is_no_line_leaves_none(wechat: WeChatAccount) -> None:
    writes(wechat, CHEN, "你好")
    assert note_event(noted(wechat, "position", place=HERE, is_line=False))
    assert lines() == []
    assert Customer.objects.get().place == HERE


def test_a_place_is_forgotten_when_it_is_taken_back(wechat: WeChatAccount) -> None:
    writes(wechat, CHEN, "你好")
    note_event(noted(wechat, "position", place=HERE, is_line=False))
    assert note_event(noted(wechat, "permission_withdrawn", forgets_place=True))
    customer = Customer.objects.get()
    assert (customer.place, customer.placed_at) == (None, None)


def test_who_left_and_who_came_back_is_known(wechat: WeChatAccount) -> None:
    writes(wechat, CHEN, "你好")
    note_event(noted(wechat, "left", left=True))
    assert Customer.objects.get().left_at is not None
    note_event(noted(wechat, "followed", left=False, opens=True))
    assert Customer.objects.get().left_at is None


def test_lists_hear_of_a_window_that_opened(wechat: WeChatAccount) -> None:
    chat = writes(wechat, CHEN, "你好").conversation
    before = Conversation.objects.get().version
    note_event(noted(wechat, opens=True))
    chat.refresh_from_db()
    assert chat.version > before


def test_an_event_of_one_customer_is_not_anothers(wechat: WeChatAccount, site: WebChatSite) -> None:
    writes(wechat, CHEN, "你好")
    writes(site, CHEN, "Hello")
    note_event(noted(wechat))
    note_event(replace(noted(wechat), channel=site))
    assert {line.customer.channel_id for line in lines()} == {wechat.pk, site.pk}
    assert len(lines()) == 2
