"""Accounts that can't send: their replies wait, in order, as long as the platform takes them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from channels_app import adapters, outbound
from channels_app.adapters import adapter_for
from channels_app.models import WeChatAccount
from channels_app.wechat.errors import BEIJING, delivery_error
from console import frames, queries
from console.actions.claim import claim
from console.actions.reply import reply
from console.actions.resume_channel import resume_channel
from console.models import Agent
from history.cursor import snapshot
from history.models import Channel, Conversation, Customer, Message
from tests.channels_app.platforms import Platform
from tests.conftest import writes


@pytest.fixture
def chat(wechat: WeChatAccount, lin: Agent, monkeypatch: pytest.MonkeyPatch) -> Iterator[Conversation]:
    """Lin has 陈晓雨's chat, on a platform that does as it is told."""
    monkeypatch.setitem(adapters.ADAPTERS, Channel.Kind.WECHAT, "tests.channels_app.platforms.Platform")
    adapters._adapter.cache_clear()
    chat = writes(wechat, "o1", "你好").conversation
    claim(chat, agent=lin)
    yield chat
    adapters._adapter.cache_clear()


def platform(chat: Conversation) -> Platform:
    found = adapter_for(chat.customer.channel)
    assert isinstance(found, Platform)
    return found


def say(chat: Conversation, agent: Agent, *texts: str) -> None:
    for text in texts:
        reply(chat, agent=agent, text=text, client_id=uuid4())


def states() -> list[str]:
    return list(Message.objects.filter(author="agent").order_by("position").values_list("state", flat=True))


@pytest.mark.parametrize("code", [40013, 40125, 40164, 48001, 48004, 50002])
def test_an_account_that_is_refused_is_paused_and_its_replies_wait(chat: Conversation, lin: Agent, code: int) -> None:
    platform(chat).answers.append(delivery_error(code, "invalid ip 203.0.113.9, not in whitelist"))
    say(chat, lin, "一", "二")
    outbound.deliver(chat.pk)
    assert states() == ["pending", "pending"]
    assert outbound.due_conversations() == []
    channel = Channel.objects.get()
    assert channel.paused_at is not None
    assert channel.paused_until is None
    assert ("203.0.113.9" in channel.paused_reason) == (code == 40164)


def test_once_it_is_mended_they_leave_in_order(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(40125))
    say(chat, lin, "一", "二")
    outbound.deliver(chat.pk)
    assert resume_channel(Channel.objects.get())
    outbound.deliver(chat.pk)
    assert platform(chat).got == ["一", "一", "二"]
    assert states() == ["sent", "sent"]


def test_a_quota_that_is_used_up_holds_replies_until_midnight_in_beijing(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(45009))
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    until = Channel.objects.get().paused_until
    assert until is not None
    assert until.astimezone(BEIJING).strftime("%H:%M") == "00:00"
    assert timedelta(0) < until - timezone.now() <= timedelta(days=1)
    Channel.objects.update(paused_until=timezone.now())
    outbound.resume_lapsed()
    outbound.deliver(chat.pk)
    assert states() == ["sent"]


def test_a_reply_whose_window_ends_while_it_waits_is_failed_and_says_so(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(40125))
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    Customer.objects.update(window_until=timezone.now() - timedelta(seconds=1))
    outbound.fail_too_late()
    assert states() == ["failed"]
    assert "window closed" in Message.objects.get(author="agent").error


def test_a_reply_that_is_too_late_is_not_even_tried(chat: Conversation, lin: Agent) -> None:
    say(chat, lin, "一")
    Customer.objects.update(window_until=timezone.now() - timedelta(seconds=1))
    outbound.deliver(chat.pk)
    assert (platform(chat).got, states()) == ([], ["failed"])


def test_every_console_shows_the_alarm_in_its_language_and_then_no_more(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(40125))
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    shown = {code: frames.counts(snapshot(), queries.counts(), code)["alarms"] for code in ("en", "zh-hans")}
    assert "AppSecret" in shown["en"]
    assert shown["en"] != shown["zh-hans"]
    resume_channel(Channel.objects.get())
    assert frames.counts(snapshot(), queries.counts(), "en")["alarms"] == ""
