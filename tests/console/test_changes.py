"""The catch-up: whatever a page missed, this address tells it, and no more than it may know."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite
from console import missed
from console.actions.add_comment import add_comment
from console.actions.add_tag import add_tag
from console.actions.answer_transfer import accept
from console.actions.ask_in import ask_in
from console.actions.claim import claim
from console.actions.close import close
from console.actions.edit_customer import edit_customer
from console.actions.heartbeat import heartbeat
from console.actions.pass_offer import pass_offer
from console.actions.release import release
from console.actions.reply import reply
from console.models import Agent, DeskSettings
from history.cursor import Snapshot, is_ours, parse, snapshot
from history.models import Conversation, Message
from tests.conftest import person, signed_in, writes
from tests.meanwhile import right_after_the_look

# A transaction sees what it changed itself as not yet over, so these commit.
pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """A page that was loaded just now; it remembers its cursor."""

    def __init__(self, agent: Agent, chat: Conversation | None = None) -> None:
        self.browser: Client = signed_in(agent)
        self.chat = str(chat.pk) if chat else ""
        self.cursor = str(snapshot())

    def missed(self) -> list[dict[str, Any]]:
        """The frames since the last look."""
        answer = self.browser.get(reverse("console:changes"), {"cursor": self.cursor, "chat": self.chat}).json()
        assert answer["reload"] is False
        self.cursor = answer["cursor"]
        return list(answer["frames"])

    def missed_of(self, entity: str) -> list[dict[str, Any]]:
        return [frame for frame in self.missed() if frame.get("entity") == entity]


def test_nothing_new_is_only_the_counts(waiting: Conversation, lin: Agent) -> None:
    assert [frame["type"] for frame in Page(lin, waiting).missed()] == ["counts"]


def test_a_page_that_slept_learns_of_every_chat_of_its_open_chats_words_and_of_colleagues(
    site: WebChatSite, mine: Conversation, lin: Agent, marco: Agent
) -> None:
    page = Page(lin, mine)
    writes(site, "daniel", "Are you there?")
    other = writes(site, "maria", "Hello", name="Maria Keller").conversation
    heartbeat(marco)
    frames = page.missed()
    assert {frame["id"] for frame in frames if frame.get("entity") == "chat"} == {str(mine.pk), str(other.pk)}
    assert ["Are you there?" in frame["html"] for frame in frames if frame.get("entity") == "message"] == [True]
    assert [(f["id"], f["presence"]) for f in frames if f.get("entity") == "agent"] == [(str(marco.pk), "available")]
    assert frames[-1]["waiting"] == 1
    assert page.missed_of("chat") == []


def test_a_reply_and_what_became_of_it_are_two_versions_of_one_frame(mine: Conversation, lin: Agent) -> None:
    page = Page(lin, mine)
    message = reply(mine, agent=lin, text="Until noon.", client_id=uuid4())
    (first,) = page.missed_of("message")
    mine.messages.filter(pk=message.pk).update(state="sent")
    (second,) = page.missed_of("message")
    assert (first["id"], first["order"], first["client_id"]) == (second["id"], second["order"], second["client_id"])
    assert second["version"] > first["version"]


def test_a_foreign_agents_changes_say_who_has_the_chat_and_nothing_that_is_said_in_it(
    site: WebChatSite, waiting: Conversation, lin: Agent, marco: Agent
) -> None:
    page = Page(marco, waiting)
    claim(waiting, agent=lin)
    writes(site, "daniel", "My card number")
    reply(waiting, agent=lin, text="Never write that here.", client_id=uuid4())
    frames = page.missed()
    chats = [frame for frame in frames if frame.get("entity") == "chat"]
    assert [(f["id"], f["state"], f["names"]) for f in chats] == [(str(waiting.pk), "active", ["Lin Wei"])]
    assert not any(words in str(frames) for words in ("check-out", "card number", "Never write", "Daniel", "html"))


def test_who_closed_a_chat_sees_it_move_and_keeps_its_entry(mine: Conversation, lin: Agent) -> None:
    page = Page(lin)
    close(mine, agent=lin)
    (frame,) = page.missed_of("chat")
    assert (frame["state"], frame["agents"], frame["were"]) == ("closed", [], [str(lin.pk)])
    assert "check-out" in frame["html"]


def test_a_new_name_reaches_the_lists(mine: Conversation, lin: Agent) -> None:
    page = Page(lin)
    edit_customer(mine, agent=lin, field="name", value="Daniel, room 12")
    (frame,) = page.missed_of("chat")
    assert "Daniel, room 12" in frame["html"]


def test_what_is_known_of_the_customer_reaches_the_page_that_has_the_chat_open(
    mine: Conversation, lin: Agent, marco: Agent
) -> None:
    page, listing = Page(lin, chat=mine), Page(marco, chat=mine)
    add_tag(mine, agent=lin, name="VIP")
    add_comment(mine, agent=lin, text="Allergic to nuts.", client_id=uuid4())
    edit_customer(mine, agent=lin, field="phone", value="12345")
    (frame,) = page.missed_of("customer")
    assert listing.missed_of("customer") == []
    assert frame["id"] == str(mine.customer_id)
    for words in ("VIP", "Allergic to nuts.", "12345"):
        assert words in frame["html"]


def test_a_page_that_missed_too_much_begins_anew(
    site: WebChatSite, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "MOST", 3)
    page = Page(lin)
    for number in range(4):
        claim(writes(site, f"v{number}", "Hello").conversation, agent=lin)
    answer = page.browser.get(reverse("console:changes"), {"cursor": page.cursor}).json()
    assert (answer["frames"], answer["reload"]) == ([], True)


def test_a_page_that_missed_much_of_the_waiting_list_reads_that_anew(
    site: WebChatSite, lin: Agent, marco: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "LINE_MOST", 3)
    page = Page(lin)
    chats = [writes(site, f"v{number}", "Hello").conversation for number in range(6)]
    claim(chats[0], agent=lin)
    claim(chats[1], agent=marco)
    frames = page.missed()
    assert [frame["type"] for frame in frames] == ["put", "put", "line", "counts"]
    assert {(frame["id"], frame["state"]) for frame in frames[:2]} == {(str(chat.pk), "active") for chat in chats[:2]}


def test_what_colleagues_and_their_customers_say_is_no_news_but_who_has_the_chat_and_that_it_is_over_are(
    site: WebChatSite, waiting: Conversation, lin: Agent, marco: Agent
) -> None:
    page = Page(lin)
    claim(waiting, agent=marco)
    assert [(frame["state"], frame["names"]) for frame in page.missed_of("chat")] == [("active", ["Marco Bianchi"])]
    writes(site, "daniel", "Are you there?")
    reply(waiting, agent=marco, text="Yes.", client_id=uuid4())
    assert page.missed_of("chat") == []
    close(waiting, agent=marco)
    assert [frame["state"] for frame in page.missed_of("chat")] == ["closed"]


def test_who_has_a_colleagues_chat_open_hears_who_comes_into_it(
    mine: Conversation, lin: Agent, marco: Agent, ana: Agent
) -> None:
    page, other = Page(ana, mine), Page(person("sofia@demo.test", "Sofia Reyes"))
    heartbeat(marco)
    accept(ask_in(mine, asker=lin, asked=marco), agent=marco)
    assert [frame["names"] for frame in page.missed_of("chat")] == [["Lin Wei", "Marco Bianchi"]]
    assert other.missed_of("chat") == []


def test_where_the_list_is_hidden_an_agent_hears_of_no_more_than_what_was_theirs(
    site: WebChatSite, offered: Conversation, mine: Conversation, lin: Agent, ana: Agent
) -> None:
    DeskSettings.objects.create(pk=1, list_hidden=True)
    page = Page(lin)
    writes(site, "somebody", "Hello")
    release(mine, by=ana)
    pass_offer(offered, agent=lin)
    told = page.missed_of("chat")
    assert {frame["id"] for frame in told} == {str(mine.pk), str(offered.pk)}
    assert [(frame["state"], frame["offered"], "html" in frame) for frame in told] == [("waiting", "", False)] * 2


@pytest.mark.parametrize("cursor", ["", f"{'9' * 18}:{'9' * 18}:"])
def test_a_cursor_that_is_none_of_ours_begins_anew(lin: Agent, cursor: str) -> None:
    answer = signed_in(lin).get(reverse("console:changes"), {"cursor": cursor}).json()
    assert (answer["frames"], answer["reload"]) == ([], True)
    assert is_ours(parse(answer["cursor"]) or Snapshot(0, 0, ()), snapshot())


def test_a_cursor_of_a_database_that_was_ahead_begins_anew(lin: Agent) -> None:
    browser = signed_in(lin)
    ahead = f"1:{snapshot().xmax + 1_000_000}:"
    answer = browser.get(reverse("console:changes"), {"cursor": ahead}).json()
    assert answer["reload"] is True


@pytest.mark.parametrize("name", ["cursor", "chat"])
@pytest.mark.parametrize("value", ["x", "-1", "1.5", "9" * 19, "\x00", "１２", " 1"])
def test_something_else_than_a_number_is_refused(lin: Agent, name: str, value: str) -> None:
    response = signed_in(lin).get(reverse("console:changes"), {"cursor": "1:1:", name: value})
    assert response.status_code == 422


def test_a_chat_that_is_not_there_has_no_words(lin: Agent) -> None:
    response = signed_in(lin).get(reverse("console:changes"), {"cursor": "1:1:", "chat": "999999"})
    assert response.status_code == 200


def test_a_colleague_who_goes_on_being_there_is_no_news(lin: Agent, marco: Agent) -> None:
    heartbeat(marco)
    page = Page(lin)
    _was_seen(marco, seconds_ago=30)
    heartbeat(marco)
    marco.refresh_from_db()
    assert marco.seen_at
    assert marco.seen_at > timezone.now() - timedelta(seconds=5)
    assert page.missed_of("agent") == []


def test_a_colleague_who_is_back_before_anybody_told_that_they_had_gone_is_news(lin: Agent, marco: Agent) -> None:
    heartbeat(marco)
    _was_seen(marco, seconds_ago=300)
    page = Page(lin)  # it shows Marco as offline
    heartbeat(marco)
    assert [frame["presence"] for frame in page.missed_of("agent")] == ["available"]


def _was_seen(agent: Agent, *, seconds_ago: int) -> None:
    Agent.objects.filter(pk=agent.pk).update(seen_at=timezone.now() - timedelta(seconds=seconds_ago))
    agent.refresh_from_db()


def test_counts_are_those_of_now(site: WebChatSite, waiting: Conversation, lin: Agent) -> None:
    page = Page(lin)
    Agent.objects.filter(pk=lin.pk).update(seen_at=timezone.now())
    Conversation.objects.filter(pk=waiting.pk).update(waiting_since=timezone.now() - timedelta(minutes=4))
    writes(site, "maria", "Hello")
    counts = page.missed()[-1]
    waiting.refresh_from_db()
    assert waiting.waiting_since is not None
    assert (counts["waiting"], counts["online"]) == (2, 1)
    assert counts["longest_since"] == waiting.waiting_since.isoformat()


def test_what_changes_again_while_a_page_asks_is_told(site: WebChatSite, mine: Conversation, lin: Agent) -> None:
    page = Page(lin, mine)
    message = writes(site, "daniel", "Are you there?")
    with right_after_the_look(lambda: Message.objects.filter(pk=message.pk).update(text="Are you still there?")):
        told = page.missed_of("message")
    assert ["still there?" in frame["html"] for frame in told] == [True]
