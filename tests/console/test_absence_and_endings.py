"""Agents who go with customers waiting, supervisors who step in, and reply windows that end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_app.models import WeChatAccount
from console import queries, tasks
from console.actions.ask_in import ask_in
from console.actions.claim import claim
from console.actions.heartbeat import heartbeat
from console.actions.move import move
from console.actions.release import release
from console.actions.set_presence import set_presence
from console.models import Agent, DeskSettings, Participation, Transfer
from console.refusals import SupervisorsOnly, TooLate, Unfit
from history import windows
from history.models import Conversation, Customer
from tests.conftest import writes

HOUR = timedelta(hours=1)


@pytest.fixture
def chat(mine: Conversation, lin: Agent) -> Conversation:
    """Lin is there and has Daniel's chat; Daniel waits for an answer."""
    heartbeat(lin)
    return mine


@pytest.fixture
def on_wechat(wechat: WeChatAccount, lin: Agent) -> Conversation:
    found = writes(wechat, "oTEST_xiaoyu", "你好").conversation
    heartbeat(lin)
    claim(found, agent=lin)
    return found


def _now(chat: Conversation) -> Conversation:
    return Conversation.objects.get(pk=chat.pk)


def _wait(chat: Conversation, *, long: timedelta) -> None:
    """All that happened in the chat was that long ago."""
    then = timezone.now() - long
    Conversation.objects.filter(pk=chat.pk).update(unanswered_since=then)
    Participation.objects.filter(conversation=chat).update(joined_at=then)


def _lines(chat: Conversation, kind: str) -> int:
    return chat.messages.filter(kind=kind).count()


@pytest.mark.parametrize("gone", ["away", "offline"])
def test_a_chat_of_an_absent_agent_waits_again_once(chat: Conversation, lin: Agent, gone: str) -> None:
    _wait(chat, long=HOUR)
    asked_at = _now(chat).unanswered_since
    tasks.keep_deadlines()
    assert _now(chat).state == "active"  # Lin is there
    Agent.objects.update(
        **({"away_at": timezone.now() - HOUR} if gone == "away" else {"seen_at": timezone.now() - HOUR})
    )
    tasks.keep_deadlines()
    tasks.keep_deadlines()
    assert (_now(chat).state, _now(chat).waiting_since) == ("waiting", asked_at)
    assert Participation.objects.get().left_how == "released"
    assert _lines(chat, "released") == 1


def test_a_short_absence_does_no_harm(chat: Conversation, lin: Agent) -> None:
    _wait(chat, long=HOUR)
    set_presence(lin, state="away")
    tasks.keep_deadlines()
    assert _now(chat).state == "active"


def test_a_chat_that_is_answered_stays(chat: Conversation, lin: Agent) -> None:
    Conversation.objects.update(unanswered=0, unanswered_since=None)
    Agent.objects.update(seen_at=timezone.now() - 24 * HOUR)
    tasks.keep_deadlines()
    assert _now(chat).state == "active"


def test_a_chat_stays_while_one_of_its_agents_is_there(chat: Conversation, lin: Agent, marco: Agent) -> None:
    Participation.objects.create(conversation=chat, agent=marco, how="asked")
    _wait(chat, long=HOUR)
    heartbeat(marco)
    Agent.objects.filter(pk=lin.pk).update(away_at=timezone.now() - HOUR)
    tasks.keep_deadlines()
    assert _now(chat).state == "active"


def test_releasing_ends_the_chats_requests(chat: Conversation, lin: Agent, marco: Agent, ana: Agent) -> None:
    heartbeat(marco)
    request = ask_in(chat, asker=lin, asked=marco)
    release(chat, by=ana)
    release(chat, by=ana)
    assert _now(chat).state == "waiting"
    assert Transfer.objects.get(pk=request.pk).state == "cancelled"
    assert chat.messages.get(kind="released").sender_name == "Ana Lima"


def test_a_supervisor_gives_a_chat_to_somebody_else(chat: Conversation, lin: Agent, marco: Agent, ana: Agent) -> None:
    heartbeat(marco)
    move(chat, to=marco, by=ana)
    assert queries.insiders(_now(chat)) == [marco]
    assert Participation.objects.get(agent=lin).left_how == "moved"
    assert chat.messages.get(kind="moved").payload == {"to": "Marco Bianchi"}


def test_a_supervisor_gives_away_what_waits_too(offered: Conversation, lin: Agent, marco: Agent, ana: Agent) -> None:
    heartbeat(marco)
    move(offered, to=marco, by=ana)
    assert (_now(offered).state, queries.insiders(_now(offered))) == ("active", [marco])
    assert offered.offers.get().state == "withdrawn"


def test_only_supervisors_move_and_release(chat: Conversation, lin: Agent, marco: Agent) -> None:
    heartbeat(marco)
    with pytest.raises(SupervisorsOnly):
        move(chat, to=marco, by=lin)
    with pytest.raises(SupervisorsOnly):
        release(chat, by=lin)
    assert queries.insiders(_now(chat)) == [lin]


def test_nothing_is_given_to_who_is_offline_and_nothing_closed_is_given(
    chat: Conversation, closed: Conversation, marco: Agent, ana: Agent
) -> None:
    with pytest.raises(Unfit):
        move(chat, to=marco, by=ana)
    heartbeat(marco)
    with pytest.raises(TooLate):
        move(closed, to=marco, by=ana)


def test_at_the_end_of_its_window_a_chat_closes_with_that_reason_once(on_wechat: Conversation) -> None:
    tasks.keep_deadlines()
    assert _now(on_wechat).state == "active"
    Customer.objects.filter(pk=on_wechat.customer_id).update(window_until=timezone.now())
    tasks.keep_deadlines()
    tasks.keep_deadlines()
    assert (_now(on_wechat).state, _now(on_wechat).closed_how) == ("closed", "window")
    assert _lines(on_wechat, "closed") == 1


def test_a_refusal_of_the_platform_closes_the_box_and_not_the_chat(on_wechat: Conversation) -> None:
    customer = Customer.objects.select_related("channel").get(pk=on_wechat.customer_id)
    windows.shut(customer, sent_at=timezone.now())
    tasks.keep_deadlines()
    assert windows.has_ended(customer)
    assert _now(on_wechat).state == "active"
    writes(on_wechat.customer.channel, customer.external_id, "还在吗？")
    assert not windows.has_ended(Customer.objects.select_related("channel").get(pk=customer.pk))


def test_a_customer_whom_nobody_reached_is_missed(wechat: WeChatAccount) -> None:
    chat = writes(wechat, "oTEST_xiaoyu", "你好").conversation
    Customer.objects.update(window_until=timezone.now())
    tasks.keep_deadlines()
    assert (_now(chat).state, _now(chat).closed_how) == ("closed", "missed")


def test_channels_without_a_window_never_close_by_themselves(chat: Conversation) -> None:
    tasks.keep_deadlines()
    assert _now(chat).state == "active"


def test_agents_are_warned_two_hours_before_once_for_each_window(on_wechat: Conversation) -> None:
    tasks.keep_deadlines()
    assert _lines(on_wechat, "ending") == 0
    for _window in range(2):
        Customer.objects.update(window_until=timezone.now() + timedelta(minutes=119))
        tasks.keep_deadlines()
        tasks.keep_deadlines()
    assert _lines(on_wechat, "ending") == 2


def test_the_first_settings_are_those_of_the_environment(db: None, settings: object) -> None:
    desk = DeskSettings.load()
    assert (desk.offer_seconds, desk.transfer_seconds, desk.away_release_seconds) == (60, 60, 300)
