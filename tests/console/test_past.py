"""More chats: what an agent finds, and what they must not learn."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite, WeChatAccount
from console import access, past
from console.actions.add_comment import add_comment
from console.actions.add_tag import add_tag
from console.actions.claim import claim
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.models import Agent, DeskSettings, Participation
from console.past import Wanted
from history.models import Channel, Conversation, Customer, Tag
from history.search.patience import TooSlow, limited
from tests.conftest import signed_in, writes
from tests.searching import index, index_all

URL = reverse("console:history")


def test_a_chat_is_found_by_a_word_that_is_marked_and_escaped(site: WebChatSite, lin: Agent) -> None:
    chat = _over(site, lin, "<b>早餐</b>几点开始？", name="Daniel <i>")
    page = _page(lin, q="早餐")
    assert "&lt;b&gt;<mark>早餐</mark>&lt;/b&gt;几点开始？" in page
    assert reverse("console:chat", args=[chat.pk]) in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_others_active_chats_show_who_has_them_and_no_word(
    site: WebChatSite, lin: Agent, marco: Agent, ana: Agent
) -> None:
    chat = writes(site, "daniel", "The secret word is zeppelin", name="Daniel Ortiz").conversation
    claim(chat, agent=marco)
    add_comment(chat, agent=marco, text="Speaks of zeppelins", client_id=uuid4())
    add_tag(chat, agent=marco, name="aeronaut")
    Customer.objects.update(email="dan@zeppelin.example")
    tag = Tag.objects.get()
    for words in ("zeppelin", "speaks", "secret", "aeronaut", "dan@zeppelin"):
        assert reverse("console:chat", args=[chat.pk]) not in _page(lin, q=words)
        assert _found(ana, search=words) == [chat.pk]
        assert _found(marco, search=words) == [chat.pk]
    assert _found(lin, tag=tag) == []
    for query in ({}, {"q": "Daniel"}):
        shown = _page(lin, **query)
        assert "With Marco Bianchi" in shown
        assert "zeppelin" not in shown
    close(chat, agent=marco)
    assert _found(lin, search="zeppelin") == [chat.pk]


def test_a_hidden_waiting_list_hides_who_waits_here_too(waiting: Conversation, lin: Agent, ana: Agent) -> None:
    DeskSettings(list_hidden=True).save()
    assert (_found(lin), _found(lin, search="check-out"), _found(lin, state="waiting")) == ([], [], [])
    assert _found(ana, search="check-out") == [waiting.pk]


@pytest.mark.parametrize("state", Conversation.State.values)
def test_what_lists_tell_is_what_one_may_read(
    waiting: Conversation, lin: Agent, marco: Agent, ana: Agent, state: str
) -> None:
    if state != "waiting":
        claim(waiting, agent=marco)
    if state == "closed":
        close(waiting, agent=marco)
    waiting.refresh_from_db()
    for agent in (lin, marco, ana):
        is_told = Conversation.objects.filter(access.readable(agent), pk=waiting.pk).exists()
        assert is_told is access.may_read(agent, waiting)


def test_filters_narrow_the_list_each_and_together(
    site: WebChatSite, wechat: WeChatAccount, lin: Agent, marco: Agent
) -> None:
    heartbeat(lin)
    one = _over(site, lin, "Is breakfast included?", name="Daniel")
    two = _over(wechat, marco, "早餐几点？", name="陈晓雨")
    three = writes(site, "maria", "Breakfast?", name="Maria").conversation
    Conversation.objects.filter(pk=one.pk).update(opened_at=timezone.now() - timedelta(days=400))
    Conversation.objects.filter(pk=two.pk).update(closed_how="window", closed_by=None)
    claim(three, agent=lin)
    add_tag(three, agent=lin, name="VIP")
    long_ago = timezone.now() - timedelta(days=30)
    for wanted, chats in (
        ({}, [three, two, one]),
        ({"agent": lin}, [three, one]),
        ({"agent": marco}, [two]),
        ({"channel": Channel.objects.get(pk=site.pk)}, [three, one]),
        ({"tag": Tag.objects.get()}, [three]),
        ({"since": long_ago}, [three, two]),
        ({"until": long_ago}, [one]),
        ({"state": "closed"}, [two, one]),
        ({"how": "window"}, [two]),
        ({"search": "breakfast"}, [three, one]),
        ({"search": "breakfast", "until": long_ago}, [one]),
        ({"search": "breakfast", "agent": marco}, []),
        ({"search": "vip"}, [three]),
    ):
        assert _found(lin, **wanted) == [chat.pk for chat in chats], wanted


def test_pages_follow_each_other_without_a_gap_while_new_chats_come(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "PAGE", 3)
    chats = [_over(site, lin, "Hello", name=f"c{n}").pk for n in range(8)]
    for search in ("", "hello"):
        index_all()
        read, before = list[int](), None
        while True:
            page = past.page(lin, Wanted(search=search), before=before)
            read += [entry.chat.pk for entry in page.entries]
            before = page.more
            writes(site, f"new {len(read)} {search}", "Hi")
            if before is None:
                break
        assert read[-8:] == chats[::-1] if search else set(chats) <= set(read)


def test_the_address_says_all_and_the_next_page_keeps_it(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "PAGE", 1)
    first, second = _over(site, lin, "早餐", name="a"), _over(site, lin, "早餐", name="b")
    page = _page(lin, q="早餐", state="closed")
    assert f"before={second.pk}" in page
    assert "q=%E6%97%A9%E9%A4%90" in page
    assert reverse("console:chat", args=[first.pk]) not in page
    assert reverse("console:chat", args=[first.pk]) in _page(lin, q="早餐", before=str(second.pk))


@pytest.mark.parametrize(
    "asked", [{"agent": "0"}, {"agent": "x"}, {"since": "nonsense"}, {"how": "x"}, {"before": "x"}, {"before": "9" * 30},
              {"q": "x" * 300}, {"since": "2026-02-01", "until": "2026-01-01"}, {"q": "a\x00b", "state": "x"}],
)  # fmt: skip
def test_what_can_not_be_looked_for_is_said_in_words(lin: Agent, asked: dict[str, str]) -> None:
    browser = signed_in(lin)
    answer = browser.get(URL, asked)
    assert answer.status_code == 422
    assert answer.json()["error"]
    page = browser.get(URL, asked, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert 'role="alert">' in page.content.decode()


def test_a_search_that_takes_too_long_is_given_up_with_a_sentence(closed: Conversation, lin: Agent) -> None:
    with pytest.raises(TooSlow), limited(20), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    assert "Narrow it down" in str(past.TookTooLong())
    assert _found(lin, search="cot") == [closed.pk]  # the connection is as good as before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("many", [3, 20])
def test_a_page_costs_the_same_however_many_chats_it_shows(
    site: WebChatSite, lin: Agent, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        _over(site, lin, "早餐几点？", name=f"c{number}")
    index()
    browser = signed_in(lin)
    with django_assert_max_num_queries(28):
        answer = browser.get(URL, {"q": "早餐"})
    assert answer.content.decode().count('class="past-entry"') == many


def test_only_agents_see_the_list() -> None:
    assert Client().get(URL).status_code == 401


def _over(channel: Any, agent: Agent, text: str, *, name: str) -> Conversation:
    """A chat that is over."""
    chat = writes(channel, name, text, name=name).conversation
    Participation.objects.create(
        conversation=chat, agent=agent, how="claimed", left_at=timezone.now(), left_how="closed"
    )
    now = timezone.now()
    Conversation.objects.filter(pk=chat.pk).update(
        state="closed", waiting_since=None, closed_at=now, closed_how="agent", closed_by=agent.user
    )
    return chat


def _page(agent: Agent, **asked: str) -> str:
    index_all()
    return signed_in(agent).get(URL, asked).content.decode()


def _found(reader: Agent, **wanted: Any) -> list[int]:
    index_all()
    return [entry.chat.pk for entry in past.page(reader, Wanted(**wanted)).entries]
