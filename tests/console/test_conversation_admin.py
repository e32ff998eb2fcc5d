"""Supervisors find the customers whom nobody answered; what is recorded stays as it is."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.add_comment import add_comment
from console.actions.add_tag import add_tag
from console.actions.claim import claim
from console.actions.shut import shut
from console.conversation_admin import ConversationAdmin
from console.models import Agent
from history.models import Conversation, Customer
from tests.conftest import signed_in, writes
from tests.searching import index, index_all

LIST = reverse("admin:history_conversation_changelist")


@pytest.fixture
def missed(wechat: WeChatAccount) -> Conversation:
    """Nobody answered 陈晓雨 in time."""
    chat = writes(wechat, "xiaoyu", "你好？", name="陈晓雨").conversation
    shut(chat, how=Conversation.ClosedHow.MISSED)
    return chat


def _names(browser: Client, **asked: str) -> set[str]:
    page = browser.get(LIST, asked).text
    return {name for name in ("陈晓雨", "Daniel Ortiz", "Maria Keller") if name in page}


def test_the_list_can_be_cut_down_to_the_missed_ones(
    missed: Conversation, mine: Conversation, closed: Conversation, site: WebChatSite, ana: Agent
) -> None:
    browser = signed_in(ana)
    assert _names(browser) == {"陈晓雨", "Daniel Ortiz", "Maria Keller"}
    assert _names(browser, closed_how__exact="missed") == {"陈晓雨"}
    assert _names(browser, state__exact="active") == {"Daniel Ortiz"}
    assert _names(browser, customer__channel__id__exact=str(site.pk)) == {"Daniel Ortiz", "Maria Keller"}


@pytest.mark.parametrize(
    "words", ["餐", "早餐", "几点开始", "晓", "陈晓雨", "xiaoyu@example", "allergic nuts", "regular", "早餐 几点"]
)
def test_the_search_finds_words_of_all_that_the_console_finds(
    wechat: WeChatAccount, closed: Conversation, lin: Agent, ana: Agent, words: str
) -> None:
    chat = writes(wechat, "xiaoyu", "请问早餐几点开始？", name="陈晓雨").conversation
    claim(chat, agent=lin)
    add_comment(chat, agent=lin, text="Allergic to nuts", client_id=uuid4())
    add_tag(chat, agent=lin, name="Regular guest")
    Customer.objects.filter(pk=chat.customer_id).update(email="xiaoyu@example.com")
    index_all()
    browser = signed_in(ana)
    page = browser.get(LIST, {"q": words})
    assert list(page.context["cl"].result_list) == [chat]
    assert f"<mark>{re.split('[ @]', words)[0]}" in page.text.lower()
    assert list(browser.get(LIST, {"q": words, "state__exact": "closed"}).context["cl"].result_list) == []


def test_what_customers_wrote_is_shown_as_they_wrote_it(site: WebChatSite, ana: Agent) -> None:
    writes(site, "daniel", "<script>alert(1)</script> breakfast {0}", name="Daniel {}")
    index_all()
    page = signed_in(ana).get(LIST, {"q": "breakfast"}).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>breakfast</mark> {0}" in page


@pytest.mark.parametrize("words", ["晚餐", "'; --", "%", "x" * 5000])
def test_who_finds_nothing_is_told_so(missed: Conversation, ana: Agent, words: str) -> None:
    index_all()
    page = signed_in(ana).get(LIST, {"q": words})
    assert page.status_code == 200
    assert "Nothing was found." in page.text


@pytest.mark.django_db(transaction=True)
def test_pages_of_a_search_follow_each_other_at_the_same_cost(
    site: WebChatSite, ana: Agent, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(ConversationAdmin, "list_per_page", 3)
    chats = [writes(site, f"v{number}", "Is breakfast included?").conversation_id for number in range(8)]
    index()
    browser, path, seen = signed_in(ana), f"{LIST}?q=breakfast", list[int]()
    while path:
        with django_assert_max_num_queries(30):
            changes = browser.get(path).context["cl"]
        seen += [chat.pk for chat in changes.result_list]
        path = f"{LIST}{changes.older}" if changes.older else ""
    assert seen == chats[::-1]


def test_each_leads_to_its_chat_in_the_console(missed: Conversation, ana: Agent) -> None:
    browser, chat = signed_in(ana), reverse("console:chat", args=[missed.pk])
    for page in (LIST, reverse("admin:history_conversation_change", args=[missed.pk])):
        assert f'href="{chat}"' in browser.get(page).text
    assert "你好？" in browser.get(chat).text


def test_nothing_can_be_added_changed_or_deleted(missed: Conversation, ana: Agent, admin_person: Agent) -> None:
    change = reverse("admin:history_conversation_change", args=[missed.pk])
    delete = reverse("admin:history_conversation_delete", args=[missed.pk])
    for agent in (ana, admin_person):
        browser = signed_in(agent)
        assert browser.get(reverse("admin:history_conversation_add")).status_code == 403
        assert browser.post(change, {"state": "waiting"}).status_code == 403
        assert browser.post(delete, {"post": "yes"}).status_code == 403
        browser.post(LIST, {"action": "delete_selected", "_selected_action": str(missed.pk), "post": "yes"})
    assert Conversation.objects.get(pk=missed.pk).closed_how == "missed"


def test_agents_may_not_enter(missed: Conversation, lin: Agent) -> None:
    for url in (LIST, reverse("admin:history_conversation_change", args=[missed.pk])):
        assert signed_in(lin).get(url).status_code == 403


def test_the_list_costs_the_same_however_long_it_is(
    site: WebChatSite, ana: Agent, lin: Agent, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        claim(writes(site, f"v{number}", "Hello").conversation, agent=lin)
    browser = signed_in(ana)
    with django_assert_max_num_queries(25):
        assert browser.get(LIST).status_code == 200
