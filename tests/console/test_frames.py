"""One frame is the same wherever it is shown, and holds no more than its reader may know."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from channels_app.models import WebChatSite, WeChatAccount
from console import frames, live, queries
from console.actions import deliver
from console.actions.claim import claim
from console.actions.close import close
from console.actions.reply import record, reply
from console.frames import Frame
from console.models import Agent
from history import attachments
from history.attachments import Stored
from history.cursor import snapshot
from history.models import Conversation, Message
from history.services import Said
from tests.conftest import signed_in, writes


def _flat(html: str) -> str:
    return " ".join(html.split())


@pytest.mark.parametrize(
    "text", ["Until noon.", "<b>hostile</b> & 'quoted'", "https://grata.test/?a=1&b=2", "早上好\n再见"]
)
def test_a_message_is_the_same_on_a_page_in_an_answer_and_in_a_push(mine: Conversation, lin: Agent, text: str) -> None:
    message = reply(mine, agent=lin, text=text, client_id=uuid4())
    pushed = frames.message(Message.objects.get(pk=message.pk), "en")
    browser = signed_in(lin)
    fields = {"text": "again", "client_id": str(message.client_id)}
    answered = browser.post(reverse("console:messages", args=[mine.pk]), fields).json()["frames"]
    assert answered == json.loads(json.dumps([pushed]))
    page = browser.get(reverse("console:chat", args=[mine.pk])).text
    assert _flat(pushed["html"]) in _flat(page)


@pytest.mark.parametrize("state", ["pending", "sending", "sent", "failed", "unconfirmed"])
def test_each_state_of_a_reply_says_so_in_the_readers_language(mine: Conversation, lin: Agent, state: str) -> None:
    message = reply(mine, agent=lin, text="Until noon.", client_id=uuid4())
    Message.objects.filter(pk=message.pk).update(state=state, error="Wait.")
    html = frames.message(Message.objects.get(pk=message.pk), "en")["html"]
    said = {"sent": "Sent", "failed": "Not sent", "unconfirmed": "Not confirmed"}.get(state, "sending…")
    assert said in html
    assert ("data-retry" in html) is (state in ("failed", "unconfirmed"))


def test_a_list_entry_is_the_same_on_a_page_and_in_a_push(mine: Conversation, lin: Agent) -> None:
    pushed = frames.chat(queries.listed().get(pk=mine.pk), "en")
    assert _flat(pushed["html"]) in _flat(signed_in(lin).get(reverse("console:home")).text)


def _told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Frame]]:
    """All frames that are pushed from now on, each with its group."""
    told = list[tuple[str, Frame]]()
    monkeypatch.setattr(live, "send", told.extend)
    return told


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["text", "voice"])
def test_what_a_reply_pushes_is_what_stands_in_the_record(
    mine: Conversation, lin: Agent, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _told(monkeypatch)
    name = attachments.keep(b"0123456789", extension="mp3")
    file = Stored(shown=name, shown_type="audio/mpeg") if kind == "voice" else None
    text = "" if file else "Until noon."
    message = record(mine, Said(kind=kind, text=text, file=file), agent=lin, client_id=uuid4())
    chat = queries.listed().get(pk=mine.pk)
    stored = frames.message(Message.objects.get(pk=message.pk), "en")
    assert told == [(live.one(lin.pk), stored), (live.one(lin.pk), frames.chat(chat, "en"))]


@pytest.mark.django_db(transaction=True)
def test_with_a_reply_the_room_that_is_left_in_the_window_is_pushed(
    wechat: WeChatAccount, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = writes(wechat, "oLiu", "你好").conversation
    claim(chat, agent=lin)
    before, told = frames.window(queries.listed().get(pk=chat.pk).customer), _told(monkeypatch)
    reply(chat, agent=lin, text="您好", client_id=uuid4())
    stored = frames.chat(queries.listed().get(pk=chat.pk), "en")
    assert told[-1] == (live.one(lin.pk), stored)
    assert before is not None
    assert stored["window"]["left"] == before["left"] - 1


@pytest.mark.django_db(transaction=True)
def test_each_step_of_a_reply_is_pushed_as_it_stands_in_the_record(
    mine: Conversation, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply(mine, agent=lin, text="Until noon.", client_id=uuid4())
    message, told = deliver.take(mine.pk), _told(monkeypatch)
    assert message is not None
    deliver.put_back(message, seconds=0, reason="Wait.", code="45009")
    waits = told.pop()
    assert waits == (live.one(lin.pk), frames.message(Message.objects.get(pk=message.pk), "en"))
    close(mine, agent=lin)
    told.clear()
    again = deliver.take(mine.pk)
    assert again is not None
    deliver.record_sent(again)
    assert told == [(live.one(lin.pk), frames.message(Message.objects.get(pk=message.pk), "en"))]


def test_those_who_may_not_read_a_chat_learn_only_who_has_it(mine: Conversation, lin: Agent) -> None:
    bare = frames.bare_chat(queries.listed().get(pk=mine.pk))
    assert (bare["state"], bare["agents"], bare["names"]) == ("active", [str(lin.pk)], ["Lin Wei"])
    assert "html" not in bare
    assert not any(word in json.dumps(bare) for word in ("check-out", "Daniel"))


def test_a_newer_state_has_a_higher_version_and_the_same_place(site: WebChatSite, mine: Conversation) -> None:
    first = frames.chat(queries.listed().get(pk=mine.pk), "en")
    writes(site, "daniel", "Hello?")
    second = frames.chat(queries.listed().get(pk=mine.pk), "en")
    assert second["id"] == first["id"]
    assert second["version"] > first["version"]


def test_a_frame_survives_the_way_to_a_browser(mine: Conversation, lin: Agent) -> None:
    """Numbers over 2**53 lose their last digits in JavaScript."""
    message = frames.message(mine.messages.latest("position"), "en")
    for frame in (
        message,
        frames.bare_chat(queries.listed().get(pk=mine.pk)),
        frames.agent(lin, "en"),
        frames.counts(snapshot(), queries.counts(), "en"),
    ):
        assert json.loads(json.dumps(frame), parse_int=_safe) == frame


def _safe(digits: str) -> int:
    assert abs(int(digits)) < 2**53
    return int(digits)


def test_the_numbers_at_the_top_are_one_small_frame_however_many_wait(site: WebChatSite, lin: Agent) -> None:
    sizes = []
    for number in range(12):
        writes(site, f"visitor-{number}", "Is anybody there? " * 20)
        sizes.append(len(json.dumps(frames.counts(snapshot(), queries.counts(), lin.language))))
    assert max(sizes) < 250
    assert max(sizes) - min(sizes) <= 10
