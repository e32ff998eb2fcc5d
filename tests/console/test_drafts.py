"""A draft is kept for its agent alone, by the version that the page knew, until it is sent or the chat is closed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from console.actions.close import close
from console.actions.reply import reply
from console.models import Agent, Draft
from history.models import Conversation
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_that_knew_the_newest_draft_writes_the_next(mine: Conversation, lin: Agent) -> None:
    assert _kept(mine, lin, "Until", 0) == (200, "Until", 1)
    assert _kept(mine, lin, "Until noon", 1) == (200, "Until noon", 2)


def test_a_page_that_did_not_know_it_changes_nothing_and_is_told(mine: Conversation, lin: Agent) -> None:
    _kept(mine, lin, "Until noon", 0)
    assert _kept(mine, lin, "Something old", 0) == (409, "Until noon", 1)


def test_the_same_text_again_is_no_quarrel(mine: Conversation, lin: Agent) -> None:
    _kept(mine, lin, "Until noon", 0)
    assert _kept(mine, lin, "Until noon", 0) == (200, "Until noon", 1)


@pytest.mark.parametrize(("text", "version"), [("x" * 5001, "0"), ("a", "one"), ("a", "-1"), ("a", "9" * 19)])
def test_what_is_no_draft_is_refused(mine: Conversation, lin: Agent, text: str, version: str) -> None:
    url = reverse("console:draft", args=[mine.pk])
    assert signed_in(lin).post(url, {"text": text, "version": version}).status_code == 422


def test_nobody_else_keeps_or_sees_one(mine: Conversation, lin: Agent, marco: Agent, ana: Agent) -> None:
    _kept(mine, lin, "A secret thought", 0)
    page = reverse("console:chat", args=[mine.pk])
    for other in (marco, ana):
        browser = signed_in(other)
        assert browser.post(reverse("console:draft", args=[mine.pk]), {"text": "a", "version": 0}).status_code == 403
        assert "A secret thought" not in browser.get(page).text
        assert "A secret thought" not in browser.get(_changes(mine)).text
    assert "A secret thought" in signed_in(lin).get(page).text
    assert "A secret thought" in signed_in(lin).get(_changes(mine)).text


def test_sending_it_ends_it_but_not_one_that_was_begun_since(mine: Conversation, lin: Agent) -> None:
    _kept(mine, lin, "Until no", 0)
    reply(mine, agent=lin, text="Until noon.", client_id=uuid4())
    assert Draft.objects.get().text == ""
    _kept(mine, lin, "And the next", 2)
    reply(mine, agent=lin, text="Something else.", client_id=uuid4())
    assert Draft.objects.get().text == "And the next"


def test_it_goes_with_the_chats_closing(mine: Conversation, lin: Agent) -> None:
    _kept(mine, lin, "Never sent", 0)
    close(mine, agent=lin)
    assert not Draft.objects.exists()


def _kept(chat: Conversation, agent: Agent, text: str, version: int) -> tuple[int, str, int]:
    url = reverse("console:draft", args=[chat.pk])
    answer = signed_in(agent).post(url, {"text": text, "version": version})
    return answer.status_code, answer.json()["draft"]["text"], answer.json()["draft"]["version"]


def _changes(chat: Conversation) -> str:
    return f"{reverse('console:changes')}?cursor=1:1:&chat={chat.pk}"
