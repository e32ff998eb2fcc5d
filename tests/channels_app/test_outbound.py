"""Replies leave once, in order, and every way in which that can fail has a known end."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from channels_app import adapters, outbound, tasks
from channels_app.adapters import DeliveryError, adapter_for
from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent
from grata_site.celery import app
from history.models import Channel, Conversation, Message
from tests.channels_app.platforms import Platform
from tests.conftest import writes
from tests.meanwhile import right_after_the_look
from tests.together import at_once


@pytest.fixture
def _platforms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """WeChat is a platform on which nothing may be repeated, web chat one on which anything may."""
    monkeypatch.setitem(adapters.ADAPTERS, Channel.Kind.WECHAT, "tests.channels_app.platforms.Platform")
    monkeypatch.setitem(adapters.ADAPTERS, Channel.Kind.WEBCHAT, "tests.channels_app.platforms.IdempotentPlatform")
    adapters._adapter.cache_clear()
    yield
    adapters._adapter.cache_clear()


@pytest.fixture
def _eager() -> Iterator[None]:
    """A worker that does at once what it is asked."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def chat(_platforms: None, wechat: WeChatAccount, lin: Agent) -> Conversation:
    """Lin has 陈晓雨's chat, on a platform that knows no ids."""
    wechat.window_replies = 100
    wechat.save()
    return _claimed(wechat, "o-xiaoyu", lin)


@pytest.fixture
def webchat(_platforms: None, site: WebChatSite, lin: Agent) -> Conversation:
    """Lin has Daniel's chat, on a platform where sending twice shows once."""
    return _claimed(site, "daniel", lin)


@pytest.mark.parametrize("attempts", [0, 1], ids=["never tried", "put off"])
def test_a_clock_set_back_puts_off_nothing_untried(chat: Conversation, lin: Agent, attempts: int) -> None:
    _say(chat, lin, "1")
    chat.messages.filter(state="pending").update(due_at=timezone.now() + timedelta(hours=1), attempts=attempts)
    assert (chat.pk in outbound.due_conversations()) is (attempts == 0)
    outbound.deliver(chat.pk)
    assert [message.state for message in _replies(chat)] == ["pending" if attempts else "sent"]


def test_replies_leave_in_the_order_in_which_they_were_written(chat: Conversation, lin: Agent) -> None:
    _say(chat, lin, "1", "2", "3")
    outbound.deliver(chat.pk)
    assert _platform(chat).got == ["1", "2", "3"]
    assert _states(chat) == ["sent"] * 3


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_reply_once_and_in_order(chat: Conversation, lin: Agent) -> None:
    texts = [str(number) for number in range(12)]
    _say(chat, lin, *texts)
    at_once([partial(outbound.deliver, chat.pk)] * 4)
    outbound.deliver(chat.pk)  # what the four left to each other at the very end
    assert _platform(chat).got == texts
    assert _states(chat) == ["sent"] * 12


def test_a_reply_that_another_worker_put_back_meanwhile_is_not_taken_before_its_time(
    chat: Conversation, lin: Agent
) -> None:
    _platform(chat).answers.append(DeliveryError("Too many.", retry_after=300))
    _say(chat, lin, "1")
    with right_after_the_look(partial(outbound.deliver, chat.pk), at="ORDER BY position LIMIT 1"):
        outbound.deliver(chat.pk)
    assert _platform(chat).got == ["1"]
    assert [message.attempts for message in _replies(chat)] == [1]


def test_a_passing_error_is_tried_again_and_the_next_replies_wait(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.append(DeliveryError("WeChat is busy.", code="-1"))
    _say(chat, lin, "1", "2")
    outbound.deliver(chat.pk)
    assert _platform(chat).got == ["1"]
    assert _states(chat) == ["pending", "pending"]
    outbound.deliver(chat.pk)  # too early
    assert _platform(chat).got == ["1"]
    _time_passes(chat)
    outbound.deliver(chat.pk)
    assert _platform(chat).got == ["1", "1", "2"]
    assert _states(chat) == ["sent", "sent"]


def test_what_is_tried_again_waits_as_long_as_the_platform_asks(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.append(DeliveryError("Too many.", retry_after=300))
    _say(chat, lin, "1")
    outbound.deliver(chat.pk)
    due = _replies(chat)[0].due_at
    assert due is not None
    assert timedelta(seconds=290) < due - timezone.now() <= timedelta(seconds=300)


def test_a_success_leaves_nothing_of_an_earlier_error(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.append(DeliveryError("WeChat is busy.", code="-1"))
    _say(chat, lin, "1")
    outbound.deliver(chat.pk)
    assert _replies(chat)[0].error == "WeChat is busy."
    _time_passes(chat)
    outbound.deliver(chat.pk)
    message = _replies(chat)[0]
    assert (message.error, message.error_code, message.due_at) == ("", "", None)


def test_a_lasting_error_fails_with_its_reason_and_the_next_replies_go_on(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.append(DeliveryError("Wait until the customer writes.", code="45015", permanent=True))
    _say(chat, lin, "1", "2")
    outbound.deliver(chat.pk)
    assert _states(chat) == ["failed", "sent"]
    failed = _replies(chat)[0]
    assert (failed.error, failed.error_code) == ("Wait until the customer writes.", "45015")


def test_a_reply_is_tried_as_often_as_its_error_allows_and_then_fails(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.extend([DeliveryError("Busy.", tries_most=3)] * 5)
    _say(chat, lin, "1")
    for _try in range(5):
        outbound.deliver(chat.pk)
        _time_passes(chat)
    assert _platform(chat).got == ["1"] * 3
    assert _states(chat) == ["failed"]


@pytest.mark.parametrize("trouble", [DeliveryError("No answer.", unconfirmed=True), RuntimeError("Broken.")])
def test_what_may_have_arrived_is_never_repeated_by_itself(chat: Conversation, lin: Agent, trouble: Exception) -> None:
    _platform(chat).answers.append(trouble)
    _say(chat, lin, "1", "2")
    for _sweep in range(3):
        outbound.deliver(chat.pk)
        outbound.settle_abandoned()
        _time_passes(chat)
    assert _platform(chat).got == ["1", "2"]
    assert _states(chat) == ["unconfirmed", "sent"]
    assert _replies(chat)[0].error


def test_where_sending_twice_shows_once_a_broken_send_is_repeated(webchat: Conversation, lin: Agent) -> None:
    _platform(webchat).answers.append(RuntimeError("Broken."))
    _say(webchat, lin, "1")
    outbound.deliver(webchat.pk)
    _time_passes(webchat)
    outbound.deliver(webchat.pk)
    assert _platform(webchat).got == ["1", "1"]
    assert _states(webchat) == ["sent"]


def test_a_reply_whose_worker_died_becomes_unconfirmed_and_the_next_go_on(chat: Conversation, lin: Agent) -> None:
    _say(chat, lin, "1", "2")
    _abandon(chat)
    outbound.settle_abandoned()
    assert _states(chat) == ["unconfirmed", "pending"]
    outbound.deliver(chat.pk)
    assert _platform(chat).got == ["2"]


def test_where_sending_twice_shows_once_an_abandoned_reply_is_sent_again(webchat: Conversation, lin: Agent) -> None:
    _say(webchat, lin, "1")
    _abandon(webchat)
    outbound.settle_abandoned()
    _time_passes(webchat)
    outbound.deliver(webchat.pk)
    assert _platform(webchat).got == ["1"]
    assert _states(webchat) == ["sent"]


def test_a_reply_that_a_worker_is_just_sending_is_left_to_it(chat: Conversation, lin: Agent) -> None:
    _say(chat, lin, "1", "2")
    _abandon(chat, seconds=0)
    outbound.settle_abandoned()
    outbound.deliver(chat.pk)
    assert _states(chat) == ["sending", "pending"]
    assert _platform(chat).got == []


@pytest.mark.usefixtures("_eager")
def test_the_sweep_sends_what_a_lost_task_left_behind(chat: Conversation, lin: Agent) -> None:
    _say(chat, lin, "1")
    tasks.deliver_due()
    assert _platform(chat).got == ["1"]


def test_a_chat_with_many_waiting_replies_does_not_keep_others_from_the_sweep(
    chat: Conversation, webchat: Conversation, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "SWEEP_MOST", 2)
    _say(chat, lin, "1", "2", "3")
    _say(webchat, lin, "1")
    assert outbound.due_conversations() == [chat.pk, webchat.pk]


def test_a_chat_whose_next_reply_waits_is_not_woken_for_those_behind_it(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.append(DeliveryError("WeChat is busy.", code="-1"))
    _say(chat, lin, "1", "2")
    outbound.deliver(chat.pk)
    assert outbound.due_conversations() == []
    _time_passes(chat)
    assert outbound.due_conversations() == [chat.pk]


def test_a_long_queue_is_left_to_the_next_turn_before_the_task_is_killed(
    chat: Conversation, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "TURN_MOST", 0)
    _say(chat, lin, "1", "2")
    outbound.deliver(chat.pk)
    assert _states(chat) == ["pending", "pending"]
    assert outbound.due_conversations() == [chat.pk]


@pytest.mark.django_db(transaction=True)
def test_an_outcome_is_recorded_although_the_database_was_away_just_then(chat: Conversation, lin: Agent) -> None:
    _say(chat, lin, "1")
    away = _Away(when="UPDATE history_message", after=1, times=1)  # the first takes it
    with connection.execute_wrapper(away):
        outbound.deliver(chat.pk)
    assert away.times == 0
    assert _platform(chat).got == ["1"]
    assert _states(chat) == ["sent"]


def test_a_reply_whose_adapter_found_no_database_is_tried_again(chat: Conversation, lin: Agent) -> None:
    _platform(chat).answers.append(OperationalError("the connection is lost"))  # as it looks up its account
    _say(chat, lin, "1")
    outbound.deliver(chat.pk)
    assert _states(chat) == ["pending"]


class _Away:
    """The database fails, so many times, for statements that contain those words."""

    def __init__(self, *, when: str, times: int, after: int = 0) -> None:
        self.when, self.times, self.after = when, times, after

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.when in sql and self.times:
            if not self.after:
                self.times -= 1
                raise OperationalError("the connection is lost")
            self.after -= 1
        return execute(sql, params, many, context)


def _claimed(channel: Channel, who: str, agent: Agent) -> Conversation:
    chat = writes(channel, who, "Hello").conversation
    claim(chat, agent=agent)
    return chat


def _platform(chat: Conversation) -> Platform:
    platform = adapter_for(chat.customer.channel)
    assert isinstance(platform, Platform)
    return platform


def _say(chat: Conversation, agent: Agent, *texts: str) -> None:
    for text in texts:
        reply(chat, agent=agent, text=text, client_id=uuid4())


def _replies(chat: Conversation) -> list[Message]:
    return list(Message.objects.filter(conversation=chat, author="agent").order_by("position"))


def _states(chat: Conversation) -> list[str]:
    return [message.state for message in _replies(chat)]


def _time_passes(chat: Conversation) -> None:
    chat.messages.filter(state="pending").update(due_at=timezone.now())


def _abandon(chat: Conversation, *, seconds: int = 3600) -> None:
    oldest = _replies(chat)[0]
    then = timezone.now() - timedelta(seconds=seconds)
    Message.objects.filter(pk=oldest.pk).update(state="sending", state_at=then, attempts=1)
