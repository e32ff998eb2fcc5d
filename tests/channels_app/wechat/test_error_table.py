"""Each of WeChat's codes: what becomes of the message, of the reply window and of the account."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from channels_app import outbound
from channels_app.models import WeChatAccount
from channels_app.wechat import adapter
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent
from history import windows
from history.models import Channel, Conversation, Customer, Message
from tests.conftest import writes
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND, STABLE = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"

# The message: sent; failed at once; or pending, to be tried again, so many times in all.
# The window: as it was; its place given back; used up; shut. The account: running, stopped, paused until tomorrow.
REFUSED = ("failed", 0, "given back", "running")
TABLE: dict[str, tuple[tuple[str, int, str, str], list[int]]] = {
    "passing": (("pending", 3, "counted", "running"), [-1, 61450, 40001, 40014, 42001]),
    "passing, in its time": (("pending", 12, "counted", "running"), [45011]),
    "the account": (("pending", 0, "counted", "stopped"), [40013, 40125, 40164, 40243, 48001, 48004, 50002]),
    "the account, for today": (("pending", 0, "counted", "until tomorrow"), [45009]),
    "the customer wrote too long ago": (("failed", 0, "shut", "running"), [45015]),
    "the customer had all replies": (("failed", 0, "used up", "running"), [45047]),
    "the customer is gone": (("failed", 0, "left", "running"), [43004, 50005]),
    "the customer": (REFUSED, [40003, 49003, 43019, 48002]),
    "the message": (REFUSED, [40004, 40005, 40006, 40009, 40010, 40011, 40012, 40137]),
    "its file": (REFUSED, [40007, 45001, 45007, 45008, 48008, 70000]),
    "its texts": (REFUSED, [45002, 45003, 45004, 45005, 45006, 44004]),
    "our own faults": (REFUSED, [40008, 45162, 40033, 40035, 47001, 41001, 41005, 43002, 44001, 44002]),
    "what a message never meets": (REFUSED, [45072, 45080, 45081, 61451, 61453, 61454, 61455, 61456, 61457, 61500]),
    "what kf accounts meet": (REFUSED, [*range(65400, 65418)]),
    "what nobody knows": (REFUSED, [99999]),
}


@pytest.fixture
def chat(wechat: WeChatAccount, lin: Agent, simulator: Simulator, redis_url: str, settings: Any) -> Conversation:
    """陈晓雨 has written, so that WeChat takes replies, and Lin has answered twice already."""
    settings.GRATA_WECHAT_API_URL, settings.REDIS_URL = simulator.url, redis_url
    adapter._tokens.cache_clear()
    simulator.say(CHEN, "你好")
    chat = writes(wechat, CHEN, "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    _say(chat, lin, "一", "二")
    outbound.deliver(chat.pk)
    assert _room().left == 3
    return chat


@pytest.mark.parametrize("subject", TABLE)
def test_each_code_has_its_effect(chat: Conversation, lin: Agent, simulator: Simulator, subject: str) -> None:
    effect, codes = TABLE[subject]
    for code in codes:
        with transaction.atomic():
            assert _effect(code, chat, lin, simulator) == effect, code
            transaction.set_rollback(True)  # the next code finds all as this one did
        simulator.control("faults", endpoint=SEND, times=0)


def _effect(code: int, chat: Conversation, lin: Agent, simulator: Simulator) -> tuple[str, int, str, str]:
    simulator.control("faults", endpoint=SEND, errcode=code, times=2)  # another token comes with the second
    message = _say(chat, lin, "三")
    outbound.deliver(chat.pk)
    message.refresh_from_db()
    assert message.error_code == str(code)
    assert message.error
    state, window, account = message.state, _window(), _account()
    return state, _tries(message, code, simulator), window, account


@pytest.mark.parametrize("code", [61452, 65400, 65401, 65402])
def test_what_is_wrong_with_a_name_costs_the_name_only(
    chat: Conversation, lin: Agent, simulator: Simulator, code: int
) -> None:
    simulator.control("faults", endpoint=SEND, errcode=code)
    account = WeChatAccount.objects.get()
    adapter._send(account, _say(chat, lin, "三"), "lin@grata_demo")
    assert [sent["text"] for sent in simulator.sends()] == ["一", "二", "三"]


def test_the_address_that_must_be_allowed_is_told(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    simulator.control("tokens", do="expire")
    simulator.control("account", refused_ip="203.0.113.9")
    _say(chat, lin, "三", "四")
    outbound.deliver(chat.pk)
    assert "203.0.113.9" in Channel.objects.get().paused_reason
    assert simulator.count(STABLE) == 2  # the second was refused; nothing else is tried
    assert _states() == ["sent", "sent", "pending", "pending"]


def test_a_token_that_ran_out_costs_a_reply_nothing(chat: Conversation, lin: Agent, simulator: Simulator) -> None:
    simulator.control("tokens", do="expire")
    _say(chat, lin, "三")
    outbound.deliver(chat.pk)
    assert _states() == ["sent"] * 3
    assert [sent["times"] for sent in simulator.sends()] == [1, 1, 1]


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
def test_what_may_have_arrived_is_not_repeated_and_the_next_go_on(
    chat: Conversation, lin: Agent, simulator: Simulator, fault: str
) -> None:
    simulator.control("faults", endpoint=SEND, fault=fault)
    _say(chat, lin, "三", "四")
    outbound.deliver(chat.pk)
    outbound.deliver(chat.pk)
    assert _states() == ["sent", "sent", "unconfirmed", "sent"]
    assert simulator.count(SEND) == 4


def test_a_refused_connection_is_tried_again_in_order(
    chat: Conversation, lin: Agent, simulator: Simulator, settings: Any
) -> None:
    settings.GRATA_WECHAT_API_URL = "http://127.0.0.1:9"
    _say(chat, lin, "三", "四")
    outbound.deliver(chat.pk)
    assert _states() == ["sent", "sent", "pending", "pending"]
    assert outbound.due_conversations() == []  # not at once
    settings.GRATA_WECHAT_API_URL = simulator.url
    Message.objects.filter(state="pending").update(due_at=timezone.now())
    outbound.deliver(chat.pk)
    assert [sent["text"] for sent in simulator.sends()] == ["一", "二", "三", "四"]


def _say(chat: Conversation, agent: Agent, *texts: str) -> Message:
    said = [reply(chat, agent=agent, text=text, client_id=uuid4()) for text in texts]
    return said[-1]


def _states() -> list[str]:
    return list(Message.objects.filter(author="agent").order_by("position").values_list("state", flat=True))


def _room() -> windows.Room:
    found = windows.room(Customer.objects.select_related("channel").get())
    assert found is not None
    return found


def _window() -> str:
    room = _room()
    if Customer.objects.get().left_at is not None:
        return "left" if room.is_over else "left and open"
    if room.is_over:
        return "shut"
    return {3: "given back", 2: "counted", 0: "used up"}[room.left]


def _account() -> str:
    channel = Channel.objects.get()
    if channel.paused_at is None:
        return "running"
    return "until tomorrow" if channel.paused_until else "stopped"


def _tries(message: Message, code: int, simulator: Simulator) -> int:
    """How often a message that waits is tried in all: until it has failed, or 0 where its tries are not counted."""
    simulator.control("faults", endpoint=SEND, errcode=code, times=50)
    while message.state == "pending" and message.attempts:
        Message.objects.filter(pk=message.pk).update(due_at=timezone.now())
        outbound.deliver(message.conversation_id)
        message.refresh_from_db()
    return message.attempts if message.state == "failed" and message.attempts > 1 else 0
