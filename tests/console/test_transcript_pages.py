"""A chat written out, for agents: nothing in it can harm who opens it, and nothing is told to who may not know it."""

import csv
import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from channels_app.models import WebChatSite
from console.actions.add_comment import add_comment
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent
from history import export
from history.models import Attachment, Conversation, Customer
from tests.conftest import signed_in, writes

FORMS = ["html", "txt", "csv", "json"]
EVIL = '=HYPERLINK("http://evil")<script>alert(1)</script>'


@pytest.mark.parametrize("form", FORMS)
def test_each_form_holds_what_was_said_with_time_and_zone(mine: Conversation, lin: Agent, form: str) -> None:
    reply(mine, agent=lin, text="直到中午。", client_id=uuid4())
    text = _text(lin, mine, form)
    for part in ("Is late check-out possible?", "直到中午。", "Daniel Ortiz", "Lin Wei", "+00:00"):
        assert part in text
    assert "took this chat" not in text


@pytest.mark.parametrize("form", FORMS)
def test_hostile_words_and_names_stay_words(site: WebChatSite, lin: Agent, form: str) -> None:
    chat = writes(site, "evil", EVIL, name='+cmd|" <img>\n').conversation
    claim(chat, agent=lin)
    text = _text(lin, chat, form)
    if form == "html":
        assert "<script>" not in text
        assert "<img>" not in text
    elif form == "json":
        assert json.loads(text)["lines"][0]["text"] == EVIL
    elif form == "csv":
        row = next(csv.DictReader(StringIO(text.removeprefix(export.BOM))))
        assert row["text"] == f"'{EVIL}"
        assert row["name"].startswith("'+cmd")
    else:
        assert [line for line in text.splitlines() if line.startswith("=")] == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n", "＝"])
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    line = export.Line("", "customer", f"{start}1+1", "text", f"{start}1+1")
    table = "".join(export.as_csv(export.Header("", "en", {}), [line]))
    cells = list(csv.reader(StringIO(table.removeprefix(export.BOM), newline="")))[1]
    assert [cell for cell in cells if cell and not cell.startswith("'")] == ["customer", "text"]


def test_a_text_can_not_pass_for_another_line() -> None:
    forged = export.Line(
        "now", "customer", "Eve\n2026", "text", "Hello\n\n2026-01-01  Lin\n    I will pay", file="a\nb"
    )
    lines = "".join(export.as_text(export.Header("Chat", "en", {"Customer": "E\nve"}), [forged])).splitlines()
    assert [line for line in lines if line and not line.startswith("    ")] == [
        "Chat",
        "Customer: E ve",
        "now  Eve 2026",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_comments_are_for_supervisors_who_ask(mine: Conversation, lin: Agent, ana: Agent, form: str) -> None:
    add_comment(mine, agent=lin, text="Prefers a high floor.", client_id=uuid4())
    assert "high floor" not in _text(lin, mine, form)
    assert "high floor" not in _text(ana, mine, form)
    assert "high floor" in _text(ana, mine, form, comments="1")
    assert _get(lin, mine, form, comments="1").status_code == 403


@pytest.mark.parametrize("form", FORMS)
def test_files_go_by_name_and_our_own_link(mine: Conversation, file: Attachment, lin: Agent, form: str) -> None:
    Attachment.objects.update(name="Rechnung.pdf")
    text = _text(lin, mine, form)
    assert "Rechnung.pdf" in text
    assert f"http://testserver{reverse('console:file', args=[file.pk, 'shown'])}" in text


@pytest.mark.parametrize("form", FORMS)
def test_a_chat_that_others_have_is_not_written_out(mine: Conversation, marco: Agent, client: Any, form: str) -> None:
    assert _get(marco, mine, form).status_code == 403
    assert client.get(_url(mine), {"form": form}).status_code == 401


def test_what_is_no_form_and_what_is_no_chat_is_refused(mine: Conversation, lin: Agent) -> None:
    assert _get(lin, mine, "exe").status_code == 422
    assert signed_in(lin).get(reverse("console:transcript", args=[10**9])).status_code == 404


def test_the_whole_history_ends_with_the_chat_that_is_asked_for(closed: Conversation, lin: Agent, marco: Agent) -> None:
    later = writes(closed.customer.channel, "maria", "A later question").conversation
    claim(later, agent=lin)
    assert "cot" not in _text(lin, later, "txt")
    whole = _text(lin, later, "txt", whole="1")
    assert whole.index("cot") < whole.index("A later question")
    assert "A later question" not in _text(marco, closed, "txt", whole="1")


def test_a_long_chat_is_read_a_page_at_a_time(
    mine: Conversation, lin: Agent, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(export, "PAGE", 5)
    customer = Customer.objects.get(pk=mine.customer_id)
    for number in range(12):
        writes(customer.channel, customer.external_id, f"line {number}.")
    text = _text(lin, mine, "txt")
    assert [text.count(f"line {number}.") for number in range(12)] == [1] * 12


def _url(chat: Conversation) -> str:
    return reverse("console:transcript", args=[chat.pk])


def _get(agent: Agent, chat: Conversation, form: str, **asked: str) -> HttpResponse:
    return signed_in(agent).get(_url(chat), {"form": form, **asked})  # type: ignore[return-value]


def _text(agent: Agent, chat: Conversation, form: str, **asked: str) -> str:
    answer = _get(agent, chat, form, **asked)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
