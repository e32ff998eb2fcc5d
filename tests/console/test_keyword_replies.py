"""What customers are told by itself when all they write is a keyword."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console import keyword_replies
from console.actions.claim import claim
from console.actions.receive import Inbound, Receipt, receive
from console.models import Agent, Keyword, KeywordReply, KeywordReplyText, OpeningTime
from history.models import Channel, Conversation, Message
from history.services import Received
from tests.conftest import greeting
from tests.together import at_once

TEXTS = {"en": "Network: Harbour", "zh-hans": "网络：Harbour", "zh-hant": "網路：Harbour"}


@pytest.fixture
def wifi(db: None) -> KeywordReply:
    """Answers on every channel, at any time, in three languages."""
    return answers("wifi", "WLAN", "无线网", in_hours_too=True)


@pytest.fixture
def there(lin: Agent) -> Agent:
    """Lin is available."""
    Agent.objects.filter(pk=lin.pk).update(seen_at=timezone.now())
    return lin


def answers(*keywords: str, texts: dict[str, str] = TEXTS, **fields: Any) -> KeywordReply:
    """A keyword reply."""
    reply = KeywordReply.objects.create(**fields)
    for words in keywords:
        Keyword.objects.create(reply=reply, words=words)
    for language, text in texts.items():
        KeywordReplyText.objects.create(reply=reply, language=language, text=text)
    return reply


def asks(channel: Channel, text: str, *, who: str = "c", id_: str = "", language: str = "", **fields: Any) -> Receipt:
    """A customer writes that."""
    at_once = channel.kind == Channel.Kind.WECHAT
    received = Received(external_id=id_ or str(uuid4()), text=text, **fields)
    inbound = Inbound(
        channel=channel, customer_id=who, name="C", received=received, language=language, answers_at_once=at_once
    )
    return receive(inbound)


def told(receipt: Receipt) -> str | None:
    """What answered it by itself."""
    return receipt.answer.text if receipt.answer else None


@pytest.mark.parametrize("text", ["wifi", "WiFi", "  WIFI\n", "ｗｉｆｉ", "ＷＬＡＮ", "wlan", "　wifi　"])
def test_a_keyword_is_known_in_any_case_and_width(site: WebChatSite, wifi: KeywordReply, text: str) -> None:
    assert told(asks(site, text)) == "Network: Harbour"


@pytest.mark.parametrize("text", ["wifi?", "the wifi", "wi fi", "wif", "", " ", "wifi\nwifi", "%", "x" * 100_000])
def test_only_the_whole_message_counts(site: WebChatSite, wifi: KeywordReply, text: str) -> None:
    assert told(asks(site, text)) is None


def test_only_texts_count(site: WebChatSite, wifi: KeywordReply) -> None:
    assert told(asks(site, "wifi", kind="location")) is None


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "wifi", TEXTS["en"]),
        ("zh-CN", "wifi", TEXTS["zh-hans"]),
        ("zh-TW", "wifi", TEXTS["zh-hant"]),
        ("fr", "wifi", TEXTS["en"]),
        ("", "无线网", TEXTS["zh-hans"]),
    ],
)
def test_it_speaks_the_customers_language(
    site: WebChatSite, wifi: KeywordReply, language: str, text: str, answer: str
) -> None:
    assert told(asks(site, text, language=language)) == answer


def test_where_nobody_told_the_language_what_was_said_before_does(wechat: WeChatAccount, wifi: KeywordReply) -> None:
    asks(wechat, "你好")
    assert told(asks(wechat, "WLAN")) == TEXTS["zh-hans"]


def test_a_reply_without_a_text_says_nothing(site: WebChatSite) -> None:
    answers("wifi", in_hours_too=True, texts={})
    assert told(asks(site, "wifi")) is None


def test_one_that_is_switched_off_says_nothing(site: WebChatSite, wifi: KeywordReply) -> None:
    KeywordReply.objects.update(is_active=False)
    assert told(asks(site, "wifi")) is None


# ---- channels


def test_a_channels_own_reply_goes_first(site: WebChatSite, wechat: WeChatAccount, wifi: KeywordReply) -> None:
    answers("WiFi", texts={"en": "Shop: no network."}, channel=site, in_hours_too=True)
    assert told(asks(site, "wifi")) == "Shop: no network."
    assert told(asks(wechat, "wifi")) == "Network: Harbour"


def test_where_a_channels_own_reply_is_silent_everybodys_speaks(
    site: WebChatSite, wifi: KeywordReply, there: Agent
) -> None:
    answers("wifi", texts={"en": "We are closed."}, channel=site)
    assert told(asks(site, "wifi")) == "Network: Harbour"


def test_another_channels_reply_is_not_given(site: WebChatSite, wechat: WeChatAccount) -> None:
    answers("wifi", channel=wechat, in_hours_too=True)
    assert told(asks(site, "wifi")) is None


def test_a_reply_that_moves_to_another_channel_takes_its_keywords_along(
    site: WebChatSite, wechat: WeChatAccount, wifi: KeywordReply
) -> None:
    wifi.channel = wechat
    wifi.save()
    assert told(asks(site, "wifi")) is None
    assert told(asks(wechat, "wifi")) == "Network: Harbour"


# ---- hours


def test_in_business_hours_only_those_answer_that_do_so_too(site: WebChatSite) -> None:
    answers("wifi")
    answers("spa", in_hours_too=True)
    OpeningTime.objects.create(opens=time(0), closes=time(0))
    assert told(asks(site, "wifi")) is None
    assert told(asks(site, "spa")) is not None
    OpeningTime.objects.all().delete()
    day = (timezone.now() + timedelta(days=3)).weekday()
    OpeningTime.objects.create(day=day, opens=time(9), closes=time(10))
    assert told(asks(site, "wifi")) is not None


def test_without_business_hours_it_counts_who_is_there(site: WebChatSite, lin: Agent) -> None:
    answers("wifi")
    assert told(asks(site, "wifi")) is not None
    Agent.objects.filter(pk=lin.pk).update(seen_at=timezone.now())
    assert told(asks(site, "wifi")) is None


# ---- beside greetings and agents


def test_a_keyword_wins_over_the_greeting_of_a_first_message(site: WebChatSite, wifi: KeywordReply) -> None:
    greeting("offline", en="We are asleep.")
    assert told(asks(site, "wifi")) == "Network: Harbour"
    assert told(asks(site, "Hello", who="another")) == "We are asleep."
    assert told(asks(site, "Hello")) is None


def test_the_customer_waits_for_an_agent_all_the_same(site: WebChatSite, wifi: KeywordReply) -> None:
    chat = asks(site, "wifi").message.conversation
    chat.refresh_from_db()
    assert (chat.state, chat.unanswered, chat.last_author) == ("waiting", 1, "customer")


def test_in_a_chat_that_an_agent_has_it_answers_too(site: WebChatSite, wifi: KeywordReply, lin: Agent) -> None:
    chat = asks(site, "Hello").message.conversation
    claim(chat, agent=lin)
    assert told(asks(site, "wifi")) == "Network: Harbour"


def test_every_time_it_is_asked_it_answers(site: WebChatSite, wifi: KeywordReply) -> None:
    assert [told(asks(site, "wifi")) for _time in range(2)] == ["Network: Harbour"] * 2


# ---- once


def test_the_same_delivery_again_has_the_same_answer(wechat: WeChatAccount, wifi: KeywordReply) -> None:
    first, again = (asks(wechat, "wifi", id_="m:1") for _time in range(2))
    assert first.answer == again.answer is not None
    assert Message.objects.filter(author="agent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_three_deliveries_at_once_are_answered_once(wechat: WeChatAccount, wifi: KeywordReply) -> None:
    found = at_once([lambda: asks(wechat, "wifi", id_="m:1").answer] * 3)
    assert found == [Message.objects.get(author="agent")] * 3


def test_in_the_doors_answer_it_has_left_and_costs_no_reply(wechat: WeChatAccount, wifi: KeywordReply) -> None:
    answer = asks(wechat, "wifi").answer
    assert answer is not None
    assert (answer.state, answer.due_at, answer.customer.window_left) == ("sent", None, 5)


def test_elsewhere_it_is_delivered_as_a_reply_is(site: WebChatSite, wifi: KeywordReply) -> None:
    answer = asks(site, "wifi").answer
    assert answer is not None
    assert answer.state == "pending"


# ---- many


def test_a_thousand_replies_cost_no_more_than_one(
    site: WebChatSite, wifi: KeywordReply, django_assert_num_queries: Any
) -> None:
    message = asks(site, "wifi").message
    with django_assert_num_queries(3):
        keyword_replies.choose(message)
    replies = KeywordReply.objects.bulk_create(KeywordReply(in_hours_too=True) for _number in range(1000))
    Keyword.objects.bulk_create(
        Keyword(reply=reply, words=f"key {number} {sort}", folded=f"key {number} {sort}")
        for number, reply in enumerate(replies)
        for sort in range(5)
    )
    with django_assert_num_queries(3):
        assert keyword_replies.choose(message) == "Network: Harbour"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE console_keyword")
        cursor.execute("ANALYZE console_keywordreply")
    assert "a_keyword_once_for_each_channel" in keyword_replies.found(message).explain()


def test_a_conversation_without_keywords_costs_one_query(
    site: WebChatSite, wifi: KeywordReply, django_assert_num_queries: Any
) -> None:
    message = asks(site, "Hello there").message
    with django_assert_num_queries(1):
        assert keyword_replies.choose(message) is None
    assert Conversation.objects.count() == 1
