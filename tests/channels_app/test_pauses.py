"""Accounts that can't send: their replies wait, in order, as long as the platform takes them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from channels_app import adapters, outbound, tasks
from channels_app.adapters import adapter_for
from channels_app.models import WeChatAccount
from channels_app.wechat.errors import BEIJING, delivery_error
from console import frames, queries
from console.actions.claim import claim
from console.actions.pause_channel import pause_channel
from console.actions.reply import reply
from console.actions.resume_channel import resume_channel
from console.models import Agent
from grata_site.celery import app
from history import pauses, windows
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


@pytest.fixture
def eager() -> Iterator[None]:
    """A worker that does at once what it is asked."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


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


def test_a_pause_costs_a_reply_none_of_its_tries(chat: Conversation, lin: Agent) -> None:
    say(chat, lin, "一")
    for _ in range(20):
        platform(chat).answers.append(delivery_error(48001))
        outbound.deliver(chat.pk)
        assert resume_channel(Channel.objects.get())
    assert Message.objects.get(author="agent").attempts == 0
    outbound.deliver(chat.pk)
    assert states() == ["sent"]


def test_nothing_is_tried_while_an_account_is_paused(chat: Conversation, lin: Agent) -> None:
    pause_channel(chat.customer.channel, reason="Something.")
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    assert (platform(chat).got, states(), outbound.due_conversations()) == ([], ["pending"], [])


def test_once_it_is_mended_they_leave_in_order(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(40125))
    say(chat, lin, "一", "二")
    outbound.deliver(chat.pk)
    say(chat, lin, "三")
    assert resume_channel(Channel.objects.get())
    assert outbound.due_conversations() == [chat.pk]
    outbound.deliver(chat.pk)
    assert platform(chat).got == ["一", "一", "二", "三"]
    assert states() == ["sent", "sent", "sent"]


@pytest.mark.usefixtures("eager")
def test_the_sweep_lets_replies_leave_when_the_time_of_a_pause_is_over(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(45009))
    say(chat, lin, "一", "二")
    outbound.deliver(chat.pk)
    tasks.deliver_due()
    assert states() == ["pending", "pending"]
    Channel.objects.update(paused_until=timezone.now())
    tasks.deliver_due()
    assert platform(chat).got == ["一", "一", "二"]
    assert not pauses.paused().exists()


def test_a_quota_that_is_used_up_holds_replies_until_it_is_tomorrow_in_beijing(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(45009))
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    until = Channel.objects.get().paused_until
    assert until is not None
    assert until.astimezone(BEIJING).strftime("%H:%M") == "00:05"
    assert timedelta(0) < until - timezone.now() <= timedelta(days=1)


def test_a_stop_without_an_end_is_not_shortened_and_takes_the_place_of_one_with_an_end(chat: Conversation) -> None:
    channel, tomorrow = Channel.objects.get(), timezone.now() + timedelta(days=1)
    assert pauses.pause(channel, reason="Quota.", until=tomorrow)
    assert not pauses.pause(channel, reason="Quota.", until=tomorrow)
    assert pauses.pause(channel, reason="Secret.")
    assert not pauses.pause(channel, reason="Quota.", until=tomorrow)
    channel.refresh_from_db()
    assert (channel.paused_reason, channel.paused_until) == ("Secret.", None)


def test_a_stop_that_became_longer_meanwhile_is_not_lifted_by_the_sweep(chat: Conversation) -> None:
    channel = Channel.objects.get()
    pauses.pause(channel, reason="Quota.", until=timezone.now())
    (lapsed,) = pauses.lapsed()
    pauses.pause(channel, reason="Secret.")
    assert not resume_channel(lapsed, if_lapsed=True)
    assert pauses.paused().exists()


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("window_until", [None, "past"])
def test_a_reply_whose_window_ends_while_it_waits_is_failed_and_says_so(
    chat: Conversation, lin: Agent, window_until: str | None
) -> None:
    platform(chat).answers.append(delivery_error(40125))
    say(chat, lin, "一", "二")
    outbound.deliver(chat.pk)
    past = timezone.now() - timedelta(seconds=1)
    Customer.objects.update(window_until=past if window_until else None, brief_until=past)
    tasks.deliver_due()
    assert (platform(chat).got, states()) == (["一"], ["failed", "failed"])
    assert {message.error for message in Message.objects.filter(author="agent")} == {outbound.TOO_LATE}
    assert outbound.due_conversations() == []


def test_a_reply_that_is_too_late_is_not_even_tried(chat: Conversation, lin: Agent) -> None:
    say(chat, lin, "一")
    Customer.objects.update(window_until=timezone.now() - timedelta(seconds=1))
    outbound.deliver(chat.pk)
    assert (platform(chat).got, states()) == ([], ["failed"])


def test_the_last_reply_of_a_brief_window_leaves_too(chat: Conversation, lin: Agent) -> None:
    Customer.objects.update(window_until=None, window_left=0)
    windows.open_briefly(Customer.objects.select_related("channel").get())
    say(chat, lin, "一", "二", "三")
    outbound.deliver(chat.pk)
    assert states() == ["sent"] * 3


def test_where_there_is_no_window_a_reply_is_never_too_late(chat: Conversation, lin: Agent) -> None:
    Channel.objects.update(window_seconds=None)
    Customer.objects.update(window_until=None)
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    assert states() == ["sent"]


def test_every_console_shows_the_alarm_in_its_language_and_then_no_more(chat: Conversation, lin: Agent) -> None:
    platform(chat).answers.append(delivery_error(40125))
    say(chat, lin, "一")
    outbound.deliver(chat.pk)
    shown = {code: frames.counts(snapshot(), queries.counts(), code)["alarms"] for code in ("en", "zh-hans")}
    assert "AppSecret" in shown["en"]
    assert shown["en"] != shown["zh-hans"]
    resume_channel(Channel.objects.get())
    assert frames.counts(snapshot(), queries.counts(), "en")["alarms"] == ""
