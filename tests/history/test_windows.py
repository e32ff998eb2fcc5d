"""How long and how often a platform lets us reply."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console.actions import deliver as desk
from console.actions.claim import claim
from console.actions.deliver import Correction
from console.actions.receive import Inbound, receive
from console.actions.reply import reply
from console.actions.retry import retry
from console.models import Agent, Participation
from console.refusals import NoRoom
from history import windows
from history.models import Channel, Conversation, Customer, Message
from history.services import Received
from history.windows import Room
from tests.conftest import writes
from tests.together import at_once


@pytest.fixture
def chat(wechat: WeChatAccount, lin: Agent) -> Conversation:
    """Lin has 陈晓雨's chat."""
    chat = writes(wechat, "o1", "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    chat.refresh_from_db()
    return chat


def says(chat: Conversation, agent: Agent, text: str = "好的") -> Message:
    return reply(chat, agent=agent, text=text, client_id=uuid4())


def room() -> Room:
    found = windows.room(Customer.objects.select_related("channel").get())
    assert found is not None
    return found


def pressed() -> None:
    windows.open_briefly(Customer.objects.select_related("channel").get())


def lapse() -> None:
    Customer.objects.update(window_until=timezone.now() - timedelta(seconds=1))


def test_a_message_opens_five_replies_for_48_hours(chat: Conversation) -> None:
    found = room()
    assert (found.left, found.most) == (5, 5)
    assert found.until is not None
    assert timedelta(hours=47, minutes=59) < found.until - timezone.now() <= timedelta(hours=48)


def test_the_sixth_reply_is_refused_until_they_write_again(chat: Conversation, lin: Agent) -> None:
    for _ in range(5):
        desk.record_sent(_taken(says(chat, lin)))
    with pytest.raises(NoRoom, match="No replies are left"):
        says(chat, lin)
    writes(chat.customer.channel, "o1", "还在吗？")
    assert room().left == 5
    says(chat, lin)


def test_after_48_hours_nothing_can_be_said(chat: Conversation, lin: Agent) -> None:
    lapse()
    with pytest.raises(NoRoom, match="window is closed"):
        says(chat, lin)


def test_a_channel_without_a_window_is_always_open(site: WebChatSite, lin: Agent) -> None:
    chat = writes(site, "daniel", "Hello").conversation
    claim(chat, agent=lin)
    for _ in range(9):
        says(chat, lin)
    assert windows.room(chat.customer) is None


def test_replies_that_have_not_left_count_in_the_next_window_too(chat: Conversation, lin: Agent) -> None:
    says(chat, lin)
    says(chat, lin)
    writes(chat.customer.channel, "o1", "？")
    assert room().left == 3


def test_a_reply_that_did_not_leave_gives_its_place_back_and_takes_it_again(chat: Conversation, lin: Agent) -> None:
    message = _taken(says(chat, lin))
    desk.record_failed(message, reason="No.", code="1")
    assert room().left == 5
    retry(message, agent=lin)
    assert room().left == 4


def test_what_failed_cannot_be_sent_again_into_a_closed_window(chat: Conversation, lin: Agent) -> None:
    message = _taken(says(chat, lin))
    desk.record_failed(message, reason="Over.", code="45015", correction=Correction.SHUT)
    with pytest.raises(NoRoom):
        retry(message, agent=lin)
    message.refresh_from_db()
    assert message.state == "failed"


@pytest.mark.parametrize(("correction", "over"), [("shut", True), ("used_up", False), ("left", True)])
def test_the_platforms_refusal_corrects_us(chat: Conversation, lin: Agent, correction: str, over: bool) -> None:
    desk.record_failed(_taken(says(chat, lin)), reason="No.", code="1", correction=Correction(correction))
    assert (room().left, room().is_over) == (0, over)
    assert (Customer.objects.get().left_at is not None) == (correction == "left")


@pytest.mark.parametrize("correction", [Correction.SHUT, Correction.USED_UP])
def test_a_refusal_from_before_their_last_message_corrects_nothing(
    chat: Conversation, lin: Agent, correction: Correction
) -> None:
    message = _taken(says(chat, lin))
    writes(chat.customer.channel, "o1", "在吗？")
    desk.record_failed(message, reason="Over.", code="45015", correction=correction)
    assert (room().is_open, room().left) == (True, 5)  # what did not leave does not count in the new window either


def test_a_press_in_the_menu_opens_three_replies_for_a_minute(chat: Conversation, lin: Agent) -> None:
    lapse()
    pressed()
    until = room().until
    assert until is not None
    assert timedelta(seconds=50) < until - timezone.now() <= timedelta(minutes=1)
    for _ in range(3):
        says(chat, lin)
    with pytest.raises(NoRoom):
        says(chat, lin)


def test_a_reply_that_did_not_leave_gives_its_place_in_a_brief_window_back(chat: Conversation, lin: Agent) -> None:
    lapse()
    pressed()
    desk.record_failed(_taken(says(chat, lin)), reason="No.", code="1")
    assert room().left == 3


def test_no_more_places_are_given_back_than_there_were(chat: Conversation, lin: Agent) -> None:
    message = _taken(says(chat, lin))
    Customer.objects.update(window_left=5)
    desk.record_failed(message, reason="No.", code="1")
    assert room().left == 5


def test_a_tap_on_an_option_of_ours_does_not_reopen_the_long_window(chat: Conversation) -> None:
    lapse()
    tap = Received(external_id="tap", text="满意", is_tap=True)
    receive(Inbound(channel=chat.customer.channel, customer_id="o1", name="陈晓雨", received=tap))
    assert (room().left, room().most) == (3, 3)
    Customer.objects.update(brief_until=timezone.now())
    assert room().is_over


def test_the_time_is_over_only_when_both_windows_have_ended(chat: Conversation, lin: Agent) -> None:
    def ended() -> bool:
        customer = Customer.objects.select_related("channel").get()
        in_the_database = Message.objects.filter(windows.ended("customer__"), author="customer").exists()
        assert windows.has_ended(customer) == in_the_database
        return in_the_database

    assert not ended()
    Customer.objects.update(window_shut_at=timezone.now())
    assert ended()
    Customer.objects.update(window_shut_at=None)
    lapse()
    assert ended()
    pressed()
    Customer.objects.update(brief_left=0)
    assert not ended()
    Customer.objects.update(brief_until=timezone.now(), window_until=None)
    assert ended()
    Channel.objects.update(window_seconds=None)
    assert not ended()


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_never_say_more_than_is_allowed(chat: Conversation, lin: Agent, marco: Agent) -> None:
    Participation.objects.create(conversation=chat, agent=marco, how="claimed")
    answers = at_once([partial(says, chat, agent) for agent in (lin, marco) * 5])
    assert sum(isinstance(answer, NoRoom) for answer in answers) == 5
    assert Message.objects.filter(author="agent").count() == 5


def _taken(message: Message) -> Message:
    taken = desk.take(message.conversation_id)
    assert taken == message
    return taken
