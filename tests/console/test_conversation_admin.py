"""Supervisors find the customers whom nobody answered; what is recorded stays as it is."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.actions.shut import shut
from console.models import Agent
from history.models import Conversation
from tests.conftest import signed_in, writes

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
    assert _names(browser, q="keller") == {"Maria Keller"}


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
