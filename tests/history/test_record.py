"""What the record holds, whoever writes at the same moment."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.close import close
from console.actions.receive import Inbound, receive
from console.models import Agent
from history import profiles
from history.models import Conversation, Customer, Message
from history.services import Received
from tests.conftest import writes
from tests.together import at_once


def test_the_database_refuses_a_second_open_conversation_of_a_customer(waiting: Conversation) -> None:
    now = timezone.now()
    fields = {"customer": waiting.customer, "opened_at": now, "waiting_since": now, "last_message_at": now}
    with pytest.raises(IntegrityError, match="one_open_conversation_per_customer"), transaction.atomic():
        Conversation.objects.create(**fields)


def test_the_database_refuses_a_waiting_conversation_that_does_not_say_since_when(waiting: Conversation) -> None:
    with pytest.raises(IntegrityError, match="waiting_has_its_time"), transaction.atomic():
        Conversation.objects.filter(pk=waiting.pk).update(waiting_since=None)


@pytest.mark.django_db(transaction=True)
def test_ten_first_messages_at_once_make_one_conversation_in_the_order_of_the_platform(wechat: WeChatAccount) -> None:
    at_once([partial(_arrive, wechat, number) for number in range(10)])
    assert Customer.objects.count() == 1
    assert Conversation.objects.count() == 1
    shown = Message.objects.order_by("position").values_list("text", flat=True)
    assert list(shown) == [str(number) for number in range(10)]
    assert Conversation.objects.get().unanswered == 10


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_three_times_at_once_is_one_message(wechat: WeChatAccount) -> None:
    answers = at_once([partial(_arrive, wechat, 7)] * 3)
    message = Message.objects.get()
    assert answers == [message] * 3
    assert Conversation.objects.get().unanswered == 1


def test_the_same_delivery_again_is_one_message_and_counts_once(site: WebChatSite) -> None:
    said = [writes(site, "daniel", "Hello", message_id="w:1") for _ in range(3)]
    assert Message.objects.get() == said[0] == said[2]
    assert Conversation.objects.get().unanswered == 1


def test_two_customers_may_send_the_same_id(site: WebChatSite) -> None:
    texts = {writes(site, who, who, message_id="1").text for who in ("daniel", "maria")}
    assert texts == set(Message.objects.values_list("text", flat=True)) == {"daniel", "maria"}


def test_a_delivery_again_after_closing_opens_nothing(site: WebChatSite, lin: Agent) -> None:
    first = writes(site, "daniel", "Hello", message_id="w:1")
    claim(first.conversation, agent=lin)
    close(first.conversation, agent=lin)
    assert writes(site, "daniel", "Hello", message_id="w:1") == first
    assert Conversation.objects.get().state == "closed"


def test_a_customer_who_returns_after_closing_waits_again_with_one_history(site: WebChatSite, lin: Agent) -> None:
    first = writes(site, "daniel", "Hello")
    claim(first.conversation, agent=lin)
    close(first.conversation, agent=lin)
    again = writes(site, "daniel", "One more thing")
    assert again.conversation.state == "waiting"
    assert again.conversation != first.conversation
    history = Message.objects.filter(customer=first.customer).order_by("position").values_list("kind", "text")
    assert list(history) == [("text", "Hello"), ("claimed", ""), ("closed", ""), ("text", "One more thing")]


def test_a_customer_of_the_same_id_on_another_channel_is_somebody_else(
    site: WebChatSite, wechat: WeChatAccount
) -> None:
    assert writes(site, "same", "Hello").customer != writes(wechat, "same", "你好").customer


def test_a_name_longer_than_we_keep_is_cut_and_the_message_stored(site: WebChatSite) -> None:
    message = writes(site, "daniel", "Hello", name="D" * 500)
    assert message.customer.name == message.sender_name == "D" * 120


def test_a_message_keeps_the_name_that_its_sender_had_then(waiting: Conversation) -> None:
    profiles.edit(waiting.customer, field="name", value="Daniel, room 12")
    assert waiting.messages.get().sender_name == "Daniel Ortiz"


def test_lists_show_the_first_and_the_latest_words(site: WebChatSite) -> None:
    for text in ("First", "Second", "L" * 500):
        chat = writes(site, "daniel", text).conversation
    chat.refresh_from_db()
    assert (chat.first_words, chat.last_words) == ("First", "L" * 120)


@pytest.mark.parametrize("write", ["update", "save", "bulk", "sql", "stale"])
def test_the_version_rises_with_every_write_however_it_is_made(waiting: Conversation, write: str) -> None:
    customer = waiting.customer
    stale = Customer.objects.get(pk=customer.pk)
    for expected in (stale.version + 1, stale.version + 2):
        _WRITES[write](customer if write != "stale" else stale)
        customer.refresh_from_db()
        assert customer.version == expected


def test_a_write_notes_its_own_transaction(waiting: Conversation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (now,) = cursor.fetchone()
    Conversation.objects.filter(pk=waiting.pk).update(last_words="x", changed_xid=1)
    waiting.refresh_from_db()
    assert waiting.changed_xid == now


def _sql(customer: Customer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_customer SET name = name WHERE id = %s", [customer.pk])


_WRITES: dict[str, Callable[[Customer], object]] = {
    "update": lambda customer: Customer.objects.filter(pk=customer.pk).update(name="x"),
    "save": lambda customer: customer.save(),
    "bulk": lambda customer: Customer.objects.bulk_update([customer], ["name", "version"]),
    "sql": _sql,
    "stale": lambda stale: stale.save(),  # never read again: carries the version of long ago
}


def _arrive(account: WeChatAccount, number: int) -> Message:
    order = f"{1_763_900_000:011d}-{number:020d}"
    received = Received(external_id=f"m:{number}", text=str(number), provider_order=order)
    return receive(Inbound(channel=account, customer_id="o-xiaoyu", name="陈晓雨", received=received)).message
