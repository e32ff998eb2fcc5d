"""What a hostile or broken page may send: each gets a clear no, none an error of ours."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from channels_app.models import WebChatSite
from console import waiting as line
from console.models import Agent
from history.models import Conversation, Message
from tests.conftest import signed_in, writes

GIANT = "9" * 30


@pytest.mark.parametrize("name", ["chat", "claim", "messages", "closure", "customer", "tags", "comments", "retry"])
def test_a_chat_that_is_not_there_is_not_found(lin: Agent, name: str) -> None:
    browser = signed_in(lin)
    for pk in ("0", "999999", GIANT, "9" * 5000):
        url = reverse(f"console:{name}", args=[7]).replace("/7/", f"/{pk}/")
        fields = {"name": "x", "text": "x", "client_id": str(uuid4())}
        response = browser.get(url) if name == "chat" else browser.post(url, fields)
        assert response.status_code == 404, pk


def test_an_address_with_something_else_for_a_number_is_not_found(lin: Agent) -> None:
    browser = signed_in(lin)
    for pk in ("-1", "1.5", "abc", "%00", "1%2F2", "１２"):
        assert browser.get(f"/console/chats/{pk}/").status_code == 404, pk


def test_a_place_in_the_history_that_is_none_is_refused(mine: Conversation, lin: Agent) -> None:
    browser, url = signed_in(lin), reverse("console:messages", args=[mine.pk])
    for before in ("-1", "x", "1e3", "1.0", "９", GIANT, "\x00", "' OR 1=1"):
        response = browser.get(url, {"before": before})
        expected = (422, {"error": "That is no place in this history."})
        assert (response.status_code, response.json()) == expected, before


def test_the_largest_place_shows_the_newest_page(mine: Conversation, lin: Agent) -> None:
    response = signed_in(lin).get(reverse("console:messages", args=[mine.pk]), {"before": "9" * 19})
    assert "check-out" in response.text


def test_a_place_in_the_waiting_list_that_is_none_is_refused(lin: Agent) -> None:
    browser = signed_in(lin)
    hostile = ("x", "_", "1_2_3_4", "nan_1", "inf_1", "1e400_1", "-1e20_1", "1_x", "1_" + "9" * 5000, "\x00_1")
    for after in hostile:
        response = browser.get(reverse("console:waiting"), {"after": after})
        expected = (422, {"error": "That is no place in the waiting list."})
        assert (response.status_code, response.json()) == expected, after


def test_places_at_the_edge_of_time_are_just_places(waiting: Conversation, lin: Agent) -> None:
    browser = signed_in(lin)
    for after in ("1_0_-9999999999999999999999", "0_0_" + GIANT, "0_9999999999_1", "1_-62135596800_0"):
        assert browser.get(reverse("console:waiting"), {"after": after}).status_code == 200, after


def test_a_reply_without_an_id_of_its_own_is_refused(mine: Conversation, lin: Agent) -> None:
    for client_id in ("", "x", "\x00", "b0505def-8c37-43f0-8149-192b475a8ae", GIANT):
        response = _post(lin, mine, text="Until noon.", client_id=client_id)
        expected = (422, {"error": "The message has no valid client_id."})
        assert (response.status_code, response.json()) == expected, client_id


def test_nul_bytes_are_left_out_of_a_reply_and_lines_end_as_they_do_everywhere(mine: Conversation, lin: Agent) -> None:
    response = _post(lin, mine, text="Un\x00til\r\nnoon. \n", client_id=str(uuid4()))
    assert response.status_code == 200
    assert Message.objects.get(author="agent").text == "Until\nnoon."


@pytest.mark.parametrize(("text", "status"), [("\x00", 422), ("", 422), ("x" * 8000, 200), ("x" * 8001, 422)])
def test_a_reply_has_words_and_not_too_many(mine: Conversation, lin: Agent, text: str, status: int) -> None:
    assert _post(lin, mine, text=text, client_id=str(uuid4())).status_code == status


def test_a_body_beyond_all_measure_is_refused_unread(mine: Conversation, lin: Agent) -> None:
    assert _post(lin, mine, text="x" * 1_100_000, client_id=str(uuid4())).status_code == 413


def test_nul_bytes_are_left_out_of_a_name(waiting: Conversation, lin: Agent) -> None:
    response = signed_in(lin).post(reverse("console:customer", args=[waiting.pk]), {"name": "Da\x00niel"})
    assert response.status_code == 200
    waiting.customer.refresh_from_db()
    assert waiting.customer.name == "Daniel"


@pytest.mark.parametrize(
    "word", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ settings.SECRET_KEY }}"]
)
def test_hostile_words_and_names_are_shown_as_text(site: WebChatSite, lin: Agent, word: str) -> None:
    chat = writes(site, "mallory", word, name=word).conversation
    browser = signed_in(lin)
    for url in (reverse("console:home"), reverse("console:chat", args=[chat.pk])):
        page = browser.get(url).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "for-tests-only" not in page


def test_the_waiting_list_goes_on_where_it_stopped_without_gaps_and_doubles(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PAGE", 3)
    for number in range(8):
        writes(site, f"v{number}", f"words-{number}!")
    browser, url, pages = signed_in(lin), reverse("console:waiting"), list[str]()
    while url:
        pages.append(browser.get(url).text)
        url = pages[-1].split('data-more="')[1].split('"')[0].replace("&amp;", "&") if "data-more" in pages[-1] else ""
    assert [sum(page.count(f"words-{n}!") for page in pages) for n in range(8)] == [1] * 8
    assert len(pages) == 3


def _post(agent: Agent, chat: Conversation, **fields: str) -> Any:
    return signed_in(agent).post(reverse("console:messages", args=[chat.pk]), fields)
