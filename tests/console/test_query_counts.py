"""A page costs as many queries with thirty chats as with three."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console import queries
from console.actions.heartbeat import heartbeat
from console.models import Agent, Participation
from history.models import Attachment, Channel, Conversation, Customer, Message
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("many", [3, 30])
def test_pages_cost_the_same_however_many_chats_and_colleagues_there_are(
    site: WebChatSite, lin: Agent, many: int, django_assert_max_num_queries: Any
) -> None:
    for state in Conversation.State.values:
        chats = _make_chats(site, lin, state, many)
    _make_colleagues(many)
    heartbeat(lin)  # else the first page would announce them
    browser, chat = signed_in(lin), reverse("console:chat", args=[chats[0].pk])
    changes = f"{reverse('console:changes')}?cursor=1:1:&chat={chats[0].pk}"
    for most, url, headers in (
        (19, reverse("console:home"), {}),
        (27, chat, {}),
        (13, chat, {"hx-request": "true"}),
        (6, reverse("console:waiting"), {}),
        (22, changes, {}),
    ):
        with django_assert_max_num_queries(most, info=url):
            response = browser.get(url, headers=headers)
        assert response.status_code == 200
    assert len(response.json()["frames"]) > 4 * many  # chats in three states, and colleagues


@pytest.mark.parametrize("many", [5, 50])
def test_a_page_of_files_and_emoticons_costs_no_more(
    wechat: WeChatAccount, lin: Agent, many: int, django_assert_max_num_queries: Any
) -> None:
    chat = _make_chats(wechat, lin, "active", 1)[0]
    heartbeat(lin)
    Message.objects.all().delete()
    _make_files(chat, many)
    browser, page = signed_in(lin), reverse("console:chat", args=[chat.pk])
    with django_assert_max_num_queries(13):
        response = browser.get(page, headers={"hx-request": "true"})
    assert response.text.count("<voice-player") == response.text.count("🌹") == many


@pytest.mark.parametrize("many", [3, 30])
def test_who_is_in_chats_that_were_written_to_is_asked_once(
    site: WebChatSite, lin: Agent, marco: Agent, many: int, django_assert_num_queries: Any
) -> None:
    theirs = [*_make_chats(site, lin, "active", many), *_make_chats(site, marco, "closed", 1)]
    with django_assert_num_queries(1):
        found = queries.with_people([*theirs, theirs[0]])
    assert [queries.insiders(chat) for chat in found] == [*[[lin]] * many, [], [lin]]
    assert queries.leavers(found[many]) == [marco]


def _make_files(chat: Conversation, many: int) -> None:
    words = {"author": "customer", "kind": "voice", "text": "/:rose", "created_at": chat.opened_at}
    messages = Message.objects.bulk_create(
        Message(conversation=chat, customer=chat.customer, position=number, state_at=chat.opened_at, **words)
        for number in range(many)
    )
    kept = {"state": "stored", "shown": "a.mp3", "shown_type": "audio/mpeg"}
    Attachment.objects.bulk_create(Attachment(message=message, **kept) for message in messages)


def _make_chats(channel: Channel, agent: Agent, state: str, many: int) -> list[Conversation]:
    now = timezone.now()
    times = {"opened_at": now, "last_message_at": now, "waiting_since": now if state == "waiting" else None}
    times |= {"closed_at": now} if state == "closed" else {}
    people = [Customer(channel=channel, external_id=f"{state}{number}", name="Daniel") for number in range(many)]
    chats = [Conversation(customer=customer, state=state, **times) for customer in Customer.objects.bulk_create(people)]
    Conversation.objects.bulk_create(chats)
    words = {"author": "customer", "text": "Hello", "created_at": now, "state_at": now}
    Message.objects.bulk_create(
        Message(conversation=chats[0], customer=chats[0].customer, position=number, **words) for number in range(many)
    )
    if state != "waiting":
        left = now if state == "closed" else None
        Participation.objects.bulk_create(Participation(conversation=chat, agent=agent, left_at=left) for chat in chats)
    return chats


def _make_colleagues(many: int) -> None:
    users = User.objects.bulk_create(User(username=f"agent{number}") for number in range(many))
    Agent.objects.bulk_create(Agent(user=user, name=user.username) for user in users)
