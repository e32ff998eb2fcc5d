"""Who may write in a chat, and what comes of it."""

from functools import partial
from uuid import UUID, uuid4

import pytest

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.close import close
from console.actions.reply import reply
from console.actions.retry import retry
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import services
from history.models import Conversation, Message
from tests.conftest import writes
from tests.together import at_once


def say(chat: Conversation, agent: Agent, text: str = "Until noon.", client_id: UUID | None = None) -> Message:
    return reply(chat, agent=agent, text=text, client_id=client_id or uuid4())


def test_a_reply_is_kept_under_the_agents_name_and_waits_to_leave(mine: Conversation, lin: Agent) -> None:
    message = say(mine, lin, " Until noon.\n  Fine? ")
    message.refresh_from_db()
    assert (message.text, message.author, message.sender_name) == (" Until noon.\n  Fine? ", "agent", "Lin Wei")
    assert message.state == "pending"
    assert message.due_at is not None


def test_a_stranger_may_not_write(mine: Conversation, marco: Agent, ana: Agent) -> None:
    for agent in (marco, ana):
        with pytest.raises(NotYours):
            say(mine, agent)
    assert not mine.messages.filter(author="agent").exists()


def test_nobody_writes_in_a_waiting_chat(waiting: Conversation, lin: Agent) -> None:
    with pytest.raises(NotYours):
        say(waiting, lin)


def test_nobody_writes_in_a_closed_chat(mine: Conversation, lin: Agent) -> None:
    close(mine, agent=lin)
    with pytest.raises(NotYours):
        say(mine, lin)


def test_the_chat_of_a_customer_who_came_back_is_not_the_one_who_closed_the_last(
    site: WebChatSite, mine: Conversation, lin: Agent, marco: Agent
) -> None:
    close(mine, agent=lin)
    back = writes(site, "daniel", "Hello again").conversation
    claim(back, agent=marco)
    with pytest.raises(NotYours):
        say(back, lin)


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "　"])
def test_nothing_is_not_sent(mine: Conversation, lin: Agent, text: str) -> None:
    with pytest.raises(Unfit, match="Write something first"):
        say(mine, lin, text)


def test_the_limit_counts_bytes_as_the_platform_does(wechat: WeChatAccount, lin: Agent) -> None:
    chat = writes(wechat, "o-xiaoyu", "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    say(chat, lin, "好" * 682 + "ab")  # 2,048 bytes
    with pytest.raises(Unfit, match="2048 bytes at most"):
        say(chat, lin, "好" * 683)
    assert chat.messages.filter(author="agent").count() == 1


def test_the_same_reply_again_is_the_same_message(mine: Conversation, lin: Agent) -> None:
    client_id = uuid4()
    assert say(mine, lin, client_id=client_id) == say(mine, lin, "Other words", client_id=client_id)
    assert mine.messages.get(author="agent").text == "Until noon."


@pytest.mark.django_db(transaction=True)
def test_the_same_reply_five_times_at_once_is_one_message(mine: Conversation, lin: Agent) -> None:
    client_id = uuid4()
    answers = at_once([partial(say, mine, lin, client_id=client_id)] * 5)
    assert answers == [mine.messages.get(author="agent")] * 5


def test_a_lost_answer_is_told_again_even_after_closing(mine: Conversation, lin: Agent) -> None:
    client_id = uuid4()
    message = say(mine, lin, client_id=client_id)
    close(mine, agent=lin)
    assert say(mine, lin, client_id=client_id) == message


def test_anothers_client_id_is_refused_and_tells_nothing(
    site: WebChatSite, mine: Conversation, lin: Agent, marco: Agent
) -> None:
    message = say(mine, lin)
    assert message.client_id is not None
    other = writes(site, "maria", "Hello").conversation
    claim(other, agent=marco)
    for chat, agent in ((mine, marco), (other, marco), (other, lin)):
        with pytest.raises(NotYours):
            say(chat, agent, client_id=message.client_id)


def test_unanswered_counts_the_customers_messages_since_our_last_reply(
    site: WebChatSite, mine: Conversation, lin: Agent
) -> None:
    first = mine.messages.get(author="customer")
    writes(site, "daniel", "Hello?")
    mine.refresh_from_db()
    assert (mine.unanswered, mine.unanswered_since) == (2, first.created_at)
    say(mine, lin)
    mine.refresh_from_db()
    assert (mine.unanswered, mine.unanswered_since) == (0, None)
    later = writes(site, "daniel", "Thanks")
    mine.refresh_from_db()
    assert (mine.unanswered, mine.unanswered_since) == (1, later.created_at)


@pytest.mark.django_db(transaction=True)
def test_twenty_replies_and_messages_at_once_each_have_their_place(
    site: WebChatSite, mine: Conversation, lin: Agent
) -> None:
    at_once([partial(say, mine, lin, str(n)) for n in range(10)] + [partial(writes, site, "daniel", "x")] * 10)
    positions = list(mine.messages.values_list("position", flat=True))
    assert len(positions) == len(set(positions)) == 22  # with the first message and "took this chat"


@pytest.mark.parametrize("state", ["failed", "unconfirmed"])
def test_a_reply_that_did_not_arrive_is_sent_again_once(mine: Conversation, lin: Agent, state: str) -> None:
    message = _in_state(say(mine, lin), state, attempts=12, error="No.", error_code="45015")
    retry(message, agent=lin)
    retry(message, agent=lin)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error, message.error_code) == ("pending", 0, "", "")


@pytest.mark.parametrize("state", ["pending", "sending", "sent"])
def test_a_reply_that_is_on_its_way_or_there_is_not_sent_again(mine: Conversation, lin: Agent, state: str) -> None:
    message = _in_state(say(mine, lin), state, attempts=3)
    retry(message, agent=lin)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (state, 3)


def test_a_customers_message_is_never_sent_back_to_them(mine: Conversation, lin: Agent) -> None:
    received = mine.messages.get(author="customer")
    retry(received, agent=lin)
    received.refresh_from_db()
    assert received.state == "received"


def test_only_who_is_in_the_chat_sends_again(mine: Conversation, lin: Agent, marco: Agent) -> None:
    message = _in_state(say(mine, lin), "failed")
    with pytest.raises(NotYours):
        retry(message, agent=marco)
    close(mine, agent=lin)
    with pytest.raises(NotYours):
        retry(message, agent=lin)


def _in_state(message: Message, state: str, **fields: object) -> Message:
    Message.objects.filter(pk=message.pk).update(state=state, **fields)
    message.refresh_from_db()
    return message


def test_a_step_of_delivery_is_taken_from_the_right_state_only(mine: Conversation, lin: Agent) -> None:
    message = say(mine, lin)
    assert not services.move_state(message, of=("sending",), to="sent")
    assert services.move_state(message, of=("pending",), to="sending")
    assert message.state == "sending"
