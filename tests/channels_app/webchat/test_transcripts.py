"""A visitor has their chat sent to the address that we know of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_database
from django.core import mail
from django.utils import timezone

from console.actions.add_comment import add_comment
from console.actions.ask_transcript import ask_transcript
from console.actions.claim import claim
from console.actions.close import close
from console.actions.edit_customer import edit_customer
from console.actions.reply import reply
from console.actions.send_letters import send_letters
from console.models import Agent, Letter
from console.refusals import Refused, TooOften
from history.models import Conversation, Customer, Message
from tests.channels_app.webchat.tabs import Tab

Tabs = Callable[..., Tab]


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: Any) -> None:
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"


@pytest.fixture
def answered(waiting: Conversation, lin: Agent) -> Conversation:
    """Lin has answered, has noted her thoughts, and has closed the chat."""
    claim(waiting, agent=lin)
    reply(waiting, agent=lin, text="Yes, until 14:00.", client_id=uuid4())
    Message.objects.filter(author="agent").update(state="sent")
    add_comment(waiting, agent=lin, text="Difficult person", client_id=uuid4())
    edit_customer(waiting, agent=lin, field="email", value="daniel@example.com")
    edit_customer(waiting, agent=lin, field="name", value="That man again")
    close(waiting, agent=lin)
    return Conversation.objects.get(pk=waiting.pk)


@pytest.mark.django_db(transaction=True)
def test_the_mail_holds_what_both_sides_said_and_nothing_else(answered: Conversation) -> None:
    assert ask_transcript(answered) == "daniel@example.com"
    send_letters()
    (letter,) = mail.outbox
    assert letter.to == ["daniel@example.com"]
    assert letter.subject == "Your chat with Harbour Hotel"
    body = str(letter.body)
    assert body.index("You\nIs late check-out possible?") < body.index("Lin Wei\nYes, until 14:00.")
    for secret in ("Difficult", "That man", "claimed", "closed"):
        assert secret not in body


@pytest.mark.django_db(transaction=True)
def test_it_is_written_in_the_customers_language(answered: Conversation) -> None:
    Customer.objects.update(language="zh_CN")
    ask_transcript(Conversation.objects.get(pk=answered.pk))
    send_letters()
    assert "您\nIs late check-out possible?" in str(mail.outbox[0].body)


@pytest.mark.django_db(transaction=True)
def test_it_goes_once_in_ten_minutes_and_nowhere_without_an_address(answered: Conversation) -> None:
    ask_transcript(answered)
    with pytest.raises(TooOften):
        ask_transcript(answered)
    Letter.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    ask_transcript(answered)
    Customer.objects.update(email="")
    with pytest.raises(Refused, match="can't be sent by e-mail"):
        ask_transcript(answered)


async def test_a_visitor_asks_for_it_and_reads_to_where_it_goes_but_not_the_whole_address(
    tab: Tabs, lin: Agent
) -> None:
    daniel = tab()
    await daniel.open()
    assert (await daniel.ask({"type": "mail"}, "mailed"))["words"] == "There is no chat yet."
    await daniel.say("Is late check-out possible?")
    assert "can't be sent" in (await daniel.ask({"type": "mail"}, "mailed"))["words"]
    await in_database(Customer.objects.update)(email="daniel@example.com")
    pong = await daniel.ask({"type": "ping", "cursor": daniel.cursor}, "pong")
    assert pong["situation"]["mail"] is True
    said = (await daniel.ask({"type": "mail"}, "mailed"))["words"]
    assert said == "Your chat is on its way to d…@example.com."
