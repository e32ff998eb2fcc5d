"""Taking up again what is over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console import queries
from console.actions.claim import claim
from console.actions.close import close
from console.actions.reopen import reopen
from console.models import Agent, DeskSettings, Participation
from console.refusals import ListHidden, NoRoom, Taken
from history.models import Conversation, Customer, Message
from tests.conftest import signed_in, writes
from tests.together import at_once


def test_a_chat_that_is_over_goes_on_as_a_new_one_in_the_same_history(closed: Conversation, marco: Agent) -> None:
    fresh = reopen(closed, agent=marco)
    closed.refresh_from_db()
    assert (closed.state, fresh.state, fresh.customer_id) == ("closed", "active", closed.customer_id)
    assert queries.mine(marco) == [fresh]
    assert Participation.objects.get(conversation=fresh).how == Participation.How.REOPENED
    line = Message.objects.get(conversation=fresh)
    assert (line.kind, line.sender_name) == ("reopened", "Marco Bianchi")


def test_reopening_again_changes_nothing(closed: Conversation, lin: Agent) -> None:
    assert reopen(closed, agent=lin) == reopen(closed, agent=lin)
    assert Conversation.objects.count() == 2


def test_while_the_customer_waits_it_is_that_chat_that_is_claimed(closed: Conversation, marco: Agent) -> None:
    waits = writes(closed.customer.channel, "maria", "Me again").conversation
    assert reopen(closed, agent=marco) == waits
    waits.refresh_from_db()
    assert (waits.state, queries.mine(marco)) == ("active", [waits])


def test_a_hidden_waiting_list_is_not_got_round(closed: Conversation, marco: Agent) -> None:
    writes(closed.customer.channel, "maria", "Me again")
    DeskSettings(pk=1, list_hidden=True).save()
    with pytest.raises(ListHidden):
        reopen(closed, agent=marco)


def test_whoever_has_the_customer_is_named(closed: Conversation, lin: Agent, marco: Agent) -> None:
    reopen(closed, agent=lin)
    with pytest.raises(Taken, match="Lin Wei has this chat"):
        reopen(closed, agent=marco)
    page = signed_in(marco).post(_url(closed), headers={"hx-request": "true"})
    assert page.status_code == 409
    assert "Lin Wei has this chat." in page.content.decode()
    assert "Do you have a cot?" in page.content.decode()  # that chat is over, and may be read
    assert signed_in(marco).post(_url(closed)).json() == {"error": "Lin Wei has this chat."}


def test_outside_the_reply_window_a_chat_is_only_read_and_says_why(wechat: WeChatAccount, lin: Agent) -> None:
    chat = _over(wechat, lin)
    Customer.objects.update(window_until=timezone.now() - timedelta(seconds=1), brief_until=None)
    with pytest.raises(NoRoom, match="The reply window is closed"):
        reopen(chat, agent=lin)
    page = signed_in(lin).get(reverse("console:chat", args=[chat.pk])).content.decode()
    assert "The reply window is closed: this chat can only be read." in page
    assert ">Reopen<" not in page
    assert Conversation.objects.count() == 1


def test_inside_it_a_chat_is_reopened(wechat: WeChatAccount, lin: Agent) -> None:
    assert reopen(_over(wechat, lin), agent=lin).state == "active"


def test_the_answer_is_the_new_chat_with_its_box(closed: Conversation, marco: Agent) -> None:
    answer = signed_in(marco).post(_url(closed), headers={"hx-request": "true"})
    fresh = Conversation.objects.latest("pk")
    assert answer["HX-Push-Url"] == reverse("console:chat", args=[fresh.pk])
    assert 'id="composer"' in answer.content.decode()
    assert "reopened this chat" in answer.content.decode()


def test_a_customer_who_writes_comes_into_the_reopened_chat(closed: Conversation, lin: Agent) -> None:
    fresh = reopen(closed, agent=lin)
    assert writes(closed.customer.channel, "maria", "Oh, hello").conversation == fresh


@pytest.mark.parametrize("asked", ["GET", "anonymous", "unknown"])
def test_the_door_is_for_agents_who_post(closed: Conversation, lin: Agent, client: Any, asked: str) -> None:
    doors: dict[str, Callable[[], Any]] = {
        "GET": lambda: signed_in(lin).get(_url(closed)),
        "anonymous": lambda: client.post(_url(closed)),
        "unknown": lambda: signed_in(lin).post(reverse("console:reopening", args=[10**9])),
    }
    status = doors[asked]().status_code
    assert status == {"GET": 405, "anonymous": 401, "unknown": 404}[asked]
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_has_it_and_the_other_hears_who(site: WebChatSite, lin: Agent, marco: Agent) -> None:
    chat = _over(site, lin)
    outcomes = at_once([lambda: reopen(chat, agent=lin), lambda: reopen(chat, agent=marco)])
    refused = [one for one in outcomes if isinstance(one, Taken)]
    assert len(refused) == 1
    assert refused[0].by in (["Lin Wei"], ["Marco Bianchi"])
    assert Conversation.objects.exclude(state="closed").count() == 1
    assert Participation.objects.filter(left_at__isnull=True).count() == 1


def _over(channel: Any, agent: Agent) -> Conversation:
    chat = writes(channel, "xiaoyu", "你好").conversation
    claim(chat, agent=agent)
    close(chat, agent=agent)
    return Conversation.objects.get(pk=chat.pk)


def _url(chat: Conversation) -> str:
    return reverse("console:reopening", args=[chat.pk])
