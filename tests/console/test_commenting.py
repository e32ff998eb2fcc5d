"""What agents tell each other about a customer."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite
from channels_app.webchat import record
from console import tasks
from console.actions.add_comment import add_comment
from console.actions.remove_comment import remove_comment
from console.actions.restore_comment import restore_comment
from console.models import Agent
from console.refusals import NotYours, Unfit
from history import queries
from history.models import Comment, Conversation, Message
from tests.conftest import signed_in, writes


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Allergic to nuts.\r\nHigh floor. \n", "Allergic to nuts.\nHigh floor."),
        ("对坚\x00果过敏", "对坚果过敏"),
        ("\u202eאלרגי", "\u202eאלרגי"),
        ("x" * 2000, "x" * 2000),
    ],
)
def test_a_comment_is_kept_with_its_author_and_time(waiting: Conversation, lin: Agent, typed: str, kept: str) -> None:
    add_comment(waiting, agent=lin, text=typed, client_id=uuid4())
    comment = Comment.objects.get()
    assert (comment.text, comment.author, comment.author_name) == (kept, lin.user, "Lin Wei")
    assert timezone.now() - comment.created_at < timedelta(minutes=1)


@pytest.mark.parametrize("typed", ["", " \n ", "\x00", "x" * 2001, "x" * 10_000])
def test_no_words_and_too_many_are_refused(waiting: Conversation, lin: Agent, typed: str) -> None:
    with pytest.raises(Unfit, match="1 to 2000 characters"):
        add_comment(waiting, agent=lin, text=typed, client_id=uuid4())
    assert not Comment.objects.exists()


def test_the_same_click_twice_is_one_comment(
    site: WebChatSite, waiting: Conversation, lin: Agent, marco: Agent
) -> None:
    client_id = uuid4()
    for _try in range(2):
        add_comment(waiting, agent=lin, text="Allergic to nuts.", client_id=client_id)
    other = writes(site, "maria", "Hello").conversation
    for chat, agent in ((waiting, marco), (other, lin)):
        with pytest.raises(NotYours):
            add_comment(chat, agent=agent, text="x", client_id=client_id)
    assert Comment.objects.get().text == "Allergic to nuts."


@pytest.mark.parametrize("client_id", ["", "x", "\x00"])
def test_a_comment_needs_an_id_of_its_own(waiting: Conversation, lin: Agent, client_id: str) -> None:
    url = reverse("console:comments", args=[waiting.pk])
    assert signed_in(lin).post(url, {"text": "x", "client_id": client_id}).status_code == 422


def test_the_author_removes_a_comment_and_brings_it_back(remark: Comment, lin: Agent) -> None:
    for _again in range(2):
        remove_comment(remark, agent=lin)
    assert _shown(remark) == []
    for _again in range(2):
        restore_comment(remark, agent=lin)
    assert _shown(remark) == ["Prefers a high floor."]


def test_what_was_removed_is_forgotten_after_some_minutes(remark: Comment, lin: Agent) -> None:
    remove_comment(remark, agent=lin)
    tasks.forget_comments()
    assert Comment.objects.exists()
    Comment.objects.update(removed_at=timezone.now() - timedelta(minutes=11))
    tasks.forget_comments()
    assert not Comment.objects.exists()
    with pytest.raises(Unfit, match="can't be brought back"):
        restore_comment(remark, agent=lin)


def test_nobody_removes_another_ones_comment(remark: Comment, lin: Agent, ana: Agent) -> None:
    with pytest.raises(NotYours):
        remove_comment(remark, agent=ana)
    remove_comment(remark, agent=lin)
    with pytest.raises(NotYours):
        restore_comment(remark, agent=ana)
    assert _shown(remark) == []


def test_a_colleagues_customer_is_theirs_to_comment(remark: Comment, mine: Conversation, marco: Agent) -> None:
    with pytest.raises(NotYours):
        add_comment(mine, agent=marco, text="x", client_id=uuid4())
    assert _shown(remark) == ["Prefers a high floor."]


@pytest.mark.parametrize("name", ["comment-removal", "comment-restoration"])
@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_comment_that_is_not_there_is_not_found(lin: Agent, name: str, pk: str) -> None:
    url = reverse(f"console:{name}", args=[7]).replace("/7/", f"/{pk}/")
    assert signed_in(lin).post(url).status_code == 404


def test_older_comments_come_page_by_page_without_gaps_and_doubles(waiting: Conversation, lin: Agent) -> None:
    for number in range(45):
        add_comment(waiting, agent=lin, text=f"note-{number}!", client_id=UUID(int=number))
    browser, pages = signed_in(lin), list[str]()
    url = reverse("console:chat", args=[waiting.pk])
    while url:
        pages.append(browser.get(url).text)
        url = pages[-1].split('data-older-comments="')[1].split('"')[0] if "data-older-comments" in pages[-1] else ""
    assert [sum(page.count(f"note-{n}!") for page in pages) for n in range(45)] == [1] * 45
    assert pages[0].index("note-44!") < pages[0].index("note-25!")
    assert len(pages) == 3


@pytest.mark.parametrize("before", ["x", "-1", "１", "9" * 19, "\x00"])
def test_a_place_among_comments_that_is_none_is_refused(waiting: Conversation, lin: Agent, before: str) -> None:
    response = signed_in(lin).get(reverse("console:comments", args=[waiting.pk]), {"before": before})
    assert response.status_code == 422


def test_comments_are_text(waiting: Conversation, lin: Agent) -> None:
    add_comment(waiting, agent=lin, text="<script>alert(1)</script>{{ settings.SECRET_KEY }}", client_id=uuid4())
    page = signed_in(lin).get(reverse("console:chat", args=[waiting.pk])).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ settings.SECRET_KEY }}" in page


def test_no_customer_ever_reads_a_comment(remark: Comment, mine: Conversation) -> None:
    before = Message.objects.count()
    seen: list[Any] = [record.page(mine.customer, "en"), list(queries.said_to(mine.customer).values())]
    assert "high floor" not in str(seen)
    assert Message.objects.count() == before
    assert "high floor" not in str(list(Message.objects.values()) + list(Conversation.objects.values()))


def _shown(comment: Comment) -> list[str]:
    found, _more = queries.comments_page(comment.customer)
    return [one.text for one in found]
