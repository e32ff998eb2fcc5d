"""Quick replies in a chat: listed in the console's language, put into the box in the customer's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite
from console.actions.close import close
from console.actions.use_quick_reply import MOST
from console.models import Agent, Identity, IdentityText
from console.quick_replies import filled
from history.models import Conversation, Customer
from quickreplies.models import QuickReply, QuickReplyText
from tests.conftest import person, signed_in, writes
from tests.quickreplies.conftest import breakfast, category, written

__all__ = ["breakfast"]


@pytest.fixture(autouse=True)
def _nothing_was_used() -> Iterator[None]:
    yield
    cache.clear()


def url(chat: Conversation) -> str:
    return reverse("console:quick-replies", args=[chat.pk])


def listed(chat: Conversation, agent: Agent, **query: str) -> list[dict[str, Any]]:
    answer = signed_in(agent).get(url(chat), query)
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    return list(answer.json()["replies"])


def only(chat: Conversation, agent: Agent) -> dict[str, Any]:
    (reply,) = listed(chat, agent)
    return reply


@pytest.mark.parametrize(
    ("console", "customer", "text", "inserted", "mark", "notes"),
    [
        ("en", "zh_CN", "Hello", "您好", "", []),
        ("zh-hans", "en-GB", "您好", "Hello", "", []),
        ("en", "", "Hello", "Hello", "", []),
        ("zh-hans", "", "您好", "您好", "", []),
        ("zh-hans", "fr", "您好", "您好", "", ["Français"]),
        ("en", "zh-TW", "Hello", "您好", "", ["繁體中文"]),
        ("zh-hant", "en", "您好", "Hello", "繁體中文", []),
    ],
)
def test_each_side_gets_its_language_else_the_nearest_and_a_word_about_it(
    mine: Conversation, lin: Agent, console: str, customer: str, text: str, inserted: str, mark: str, notes: list[str]
) -> None:
    written({"en": "Hello", "zh-hans": "您好"})
    Agent.objects.update(language=console)
    Customer.objects.update(language=customer)
    reply = only(mine, lin)
    assert (reply["text"], reply["insert"]) == (text, inserted)
    assert mark in reply["mark"]
    assert bool(mark) == bool(reply["mark"])
    assert len(reply["notes"]) == len(notes)
    assert all(word in note for word, note in zip(notes, reply["notes"], strict=True))


def test_it_says_in_words_what_is_missing(mine: Conversation, lin: Agent) -> None:
    written({"zh-hans": "您好"})
    Customer.objects.update(language="en")
    reply = only(mine, lin)
    assert reply["mark"] == "no text in English"
    assert reply["notes"] == ["There is no text in English: this one is in 简体中文."]


def test_groups_have_their_names_in_the_consoles_language(mine: Conversation, lin: Agent) -> None:
    written({"en": "Third"})
    written({"en": "Second"}, category=category("In the house", "酒店设施"))
    written({"en": "First"}, is_default=True)
    assert [reply["group"] for reply in listed(mine, lin)] == ["Default", "In the house", "Other"]
    Agent.objects.update(language="zh-hans")
    assert listed(mine, lin)[1]["group"] == "酒店设施"


def test_names_are_those_that_the_customer_knows(mine: Conversation, lin: Agent) -> None:
    identity = Identity.objects.create(label="Lin")
    for language, name in (("en", "Lin from Harbour"), ("zh-hans", "林薇")):
        IdentityText.objects.create(identity=identity, language=language, name=name)
    Agent.objects.update(identity=identity)
    written({"en": "Hello $customername, I am $agentname.", "zh-hans": "$customername您好，我是$agentname。"})
    assert only(mine, lin)["insert"] == "Hello Daniel Ortiz, I am Lin from Harbour."
    Customer.objects.update(language="zh-hans")
    assert only(mine, lin)["insert"] == "Daniel Ortiz您好，我是林薇。"
    assert only(mine, lin)["text"] == "Hello $customername, I am $agentname."


@pytest.mark.parametrize("name", ["Visitor c0de", "访客 c0de", "WeChat user c0de"])
def test_a_customer_whose_name_nobody_knows_is_not_addressed_by_one(mine: Conversation, lin: Agent, name: str) -> None:
    written({"en": "Hello $customername, how are you?"})
    Customer.objects.update(name=name, external_id="somebody-c0de")
    reply = only(mine, lin)
    assert reply["insert"] == "Hello, how are you?"
    assert reply["notes"] == ["Nobody knows the customer’s name yet: it was left out."]
    Customer.objects.update(name="Daniel c0der")
    assert only(mine, lin)["insert"] == "Hello Daniel c0der, how are you?"


@pytest.mark.parametrize(
    ("text", "customer", "whole"),
    [
        ("Hello $customername!", "", "Hello!"),
        ("您好，$customername！", "", "您好！"),
        ("$customername，您好！\n$customername: hi", "", "您好！\nhi"),
        ("$CustomerName, this is $AGENTNAME.", "Daniel", "Daniel, this is Lin."),
        ("$agentname$customername", "$agentname", "Lin$agentname"),
        (r"$customername", r"\1 \g<0>", r"\1 \g<0>"),
        ("It costs $5, $agent.", "Daniel", "It costs $5, $agent."),
    ],
)
def test_holes_are_filled_once_and_nothing_else_is(text: str, customer: str, whole: str) -> None:
    assert filled(text, agent="Lin", customer=customer) == whole


def test_a_search_asks_for_words_and_says_whether_that_is_all(
    mine: Conversation, lin: Agent, breakfast: QuickReply
) -> None:
    written({"en": "Spa"})
    assert [reply["id"] for reply in listed(mine, lin, q="早餐")] == [breakfast.pk]
    assert listed(mine, lin, q="nothing of this") == []
    assert listed(mine, lin, q="\x00" * 9 + "x" * 10_000) == []
    assert signed_in(lin).get(url(mine)).json()["are_all"] is True
    written({"en": "Pool"}, archived_at=timezone.now())
    assert len(listed(mine, lin)) == 2


def test_more_than_200_are_not_listed_at_once(mine: Conversation, lin: Agent) -> None:
    replies = QuickReply.objects.bulk_create(QuickReply() for _number in range(201))
    QuickReplyText.objects.bulk_create(QuickReplyText(reply=reply, language="en", text="A") for reply in replies)
    answer = signed_in(lin).get(url(mine)).json()
    assert (len(answer["replies"]), answer["are_all"]) == (200, False)


def test_whoever_is_not_in_the_chat_gets_none_and_counts_none(
    mine: Conversation, lin: Agent, marco: Agent, ana: Agent, breakfast: QuickReply
) -> None:
    for agent in (marco, ana):
        browser = signed_in(agent)
        for answer in (browser.get(url(mine)), browser.post(url(mine), {"reply": breakfast.pk})):
            assert answer.status_code == 403
            assert answer.json()["error"]
    close(mine, agent=lin)
    assert signed_in(lin).get(url(mine)).status_code == 403
    assert Client().get(url(mine)).status_code == 401
    assert QuickReply.objects.get().uses == 0


def test_a_chat_that_waits_is_nobodys_yet(waiting: Conversation, lin: Agent, breakfast: QuickReply) -> None:
    assert signed_in(lin).get(url(waiting)).status_code == 403
    assert signed_in(lin).get("/console/chats/999999/quick-replies/").status_code == 404


def test_each_use_counts(mine: Conversation, lin: Agent, breakfast: QuickReply) -> None:
    browser = signed_in(lin)
    for _use in range(2):
        assert browser.post(url(mine), {"reply": breakfast.pk}).status_code == 200
    breakfast.refresh_from_db()
    assert breakfast.uses == 2


def test_more_uses_than_anybody_makes_by_hand_are_refused(
    mine: Conversation, lin: Agent, breakfast: QuickReply
) -> None:
    browser = signed_in(lin)
    answers = [browser.post(url(mine), {"reply": breakfast.pk}) for _use in range(2 * MOST + 1)]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].json()["error"]
    breakfast.refresh_from_db()
    assert breakfast.uses <= 2 * MOST  # a minute may end in between


@pytest.mark.parametrize("reply", ["", "x", "-1", "9" * 30, "1,2", "١"])
def test_what_is_no_reply_is_refused_in_words(mine: Conversation, lin: Agent, reply: str) -> None:
    answer = signed_in(lin).post(url(mine), {"reply": reply})
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_one_that_is_archived_or_gone_counts_none(mine: Conversation, lin: Agent, breakfast: QuickReply) -> None:
    QuickReply.objects.update(archived_at=timezone.now())
    for pk in (breakfast.pk, 10**9):
        assert signed_in(lin).post(url(mine), {"reply": pk}).status_code == 422
    assert QuickReply.objects.get().uses == 0


def test_a_forged_post_counts_none(mine: Conversation, lin: Agent, breakfast: QuickReply) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lin.user)
    assert browser.post(url(mine), {"reply": breakfast.pk}).status_code == 403
    assert QuickReply.objects.get().uses == 0


@pytest.mark.parametrize("many", [2, 40])
def test_the_list_costs_the_same_however_many_there_are(
    mine: Conversation, lin: Agent, many: int, django_assert_max_num_queries: Any
) -> None:
    identity = Identity.objects.create(label="Lin")
    IdentityText.objects.create(identity=identity, language="en", name="Lin")
    Agent.objects.update(identity=identity)
    for number in range(many):
        written({"en": "$agentname", "zh-hans": "$agentname"}, category=category(f"Category {number}"))
    browser = signed_in(lin)
    with django_assert_max_num_queries(12):
        assert len(browser.get(url(mine)).json()["replies"]) == many


def test_the_page_itself_carries_no_quick_replies(mine: Conversation, lin: Agent, breakfast: QuickReply) -> None:
    page = signed_in(lin).get(reverse("console:chat", args=[mine.pk])).text
    assert f'data-quick-replies-url="{url(mine)}"' in page
    assert "6:30" not in page


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_page_leads_to_all_emoji_in_the_consoles_language(site: WebChatSite, language: str) -> None:
    sofia = person("sofia@demo.test", "Sofia Reyes", language=language)
    chat = writes(site, "eva", "Hello").conversation
    browser = signed_in(sofia)
    browser.post(reverse("console:claim", args=[chat.pk]))
    assert f"console/emoji/{language}.json" in browser.get(reverse("console:chat", args=[chat.pk])).text
