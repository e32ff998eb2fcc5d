"""What customers are told by itself when they begin a conversation."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.close import close
from console.actions.receive import Inbound, Receipt, receive
from console.greetings import choose
from console.models import Agent, Greeting
from history.models import Channel, Conversation, Message
from history.services import Received
from tests.conftest import greeting
from tests.together import at_once


@pytest.fixture(autouse=True)
def _greetings(db: None) -> None:
    greeting("online", en="We are here.", zh_hans="我们在线。")
    greeting("offline", en="We are asleep.", zh_hant="我們休息了。")


@pytest.fixture
def there(lin: Agent) -> Agent:
    """Lin is available."""
    Agent.objects.filter(pk=lin.pk).update(seen_at=timezone.now())
    return lin


def begins(
    channel: Channel, text: str = "Hello", *, language: str = "", at_once: bool = False, id_: str = ""
) -> Receipt:
    received = Received(external_id=id_ or str(uuid4()), text=text)
    inbound = Inbound(
        channel=channel, customer_id="c", name="C", received=received, language=language, answers_at_once=at_once
    )
    return receive(inbound)


def said(receipt: Receipt) -> str:
    assert receipt.answer is not None
    return receipt.answer.text


def test_the_first_message_is_greeted_as_somebody_is_there_or_not(site: WebChatSite, lin: Agent) -> None:
    assert said(begins(site)) == "We are asleep."
    Agent.objects.filter(pk=lin.pk).update(seen_at=timezone.now())
    close_all(lin)
    assert said(begins(site)) == "We are here."


def test_an_agent_who_is_away_is_not_there(site: WebChatSite, there: Agent) -> None:
    Agent.objects.filter(pk=there.pk).update(away_at=timezone.now())
    assert said(begins(site)) == "We are asleep."


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("zh-CN", "Hello", "我们在线。"),
        ("zh-TW", "Hello", "我们在线。"),  # nothing nearer
        ("fr", "Bonjour", "We are here."),
        ("", "你好", "我们在线。"),  # WeChat tells no language: their words do
        ("", "Hello", "We are here."),
    ],
)
def test_it_speaks_the_customers_language(
    site: WebChatSite, there: Agent, language: str, words: str, answer: str
) -> None:
    assert said(begins(site, words, language=language)) == answer


def test_a_channels_own_greeting_comes_before_everybodys(site: WebChatSite, there: Agent) -> None:
    own = greeting("online", site, en="Welcome to the hotel.")
    assert said(begins(site, language="zh-hans")) == "Welcome to the hotel."
    close_all(there)
    own.texts.all().delete()
    assert said(begins(site)) == "我们在线。"


def test_it_is_looked_up_in_one_query_beside_those_for_who_is_there(
    site: WebChatSite, there: Agent, django_assert_num_queries: Any
) -> None:
    customer = begins(site).message.customer
    with django_assert_num_queries(3):
        assert choose(customer, "Hello") == "We are here."


def test_only_the_first_message_of_a_conversation_is_greeted(site: WebChatSite, there: Agent) -> None:
    assert begins(site).answer is not None
    assert begins(site, "And another thing").answer is None
    close_all(there)
    assert begins(site, "Hello again").answer is not None


def test_without_a_greeting_nothing_is_said(site: WebChatSite) -> None:
    Greeting.objects.all().delete()
    assert begins(site).answer is None
    assert Message.objects.count() == 1


def test_the_same_delivery_again_has_the_same_greeting(wechat: WeChatAccount) -> None:
    first, again = (begins(wechat, at_once=True, id_="m:1") for _ in range(2))
    assert first.answer == again.answer
    assert Message.objects.filter(author="agent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_three_deliveries_at_once_are_greeted_once(wechat: WeChatAccount) -> None:
    answers = at_once([lambda: begins(wechat, at_once=True, id_="m:1").answer] * 3)
    assert answers == [Message.objects.get(author="agent")] * 3
    assert Message.objects.count() == 2


def test_a_greeting_in_the_doors_answer_has_left_and_costs_no_reply(wechat: WeChatAccount) -> None:
    answer = begins(wechat, at_once=True).answer
    assert answer is not None
    assert (answer.state, answer.due_at) == ("sent", None)
    assert answer.customer.window_left == 5


def test_elsewhere_it_is_delivered_as_a_reply_is(site: WebChatSite) -> None:
    answer = begins(site).answer
    assert answer is not None
    assert answer.state == "pending"
    assert answer.due_at is not None


def test_a_greeting_answers_nobody(site: WebChatSite) -> None:
    """The customer still waits for a person."""
    receipt = begins(site)
    chat = receipt.message.conversation
    chat.refresh_from_db()
    assert (chat.state, chat.unanswered, chat.last_words) == ("waiting", 1, "Hello")


def close_all(agent: Agent) -> None:
    for chat in Conversation.objects.filter(state="waiting"):
        claim(chat, agent=agent)
        close(chat, agent=agent)
