"""What has changed since somebody last asked: nothing may fall between two looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from history.cursor import Snapshot, changed, is_ours, parse, snapshot
from history.models import Conversation, Message

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_transaction_that_begins_early_and_commits_late_is_still_found(waiting: Conversation) -> None:
    with another_connection() as slow:
        _write(slow, waiting, "late")
        first_look = snapshot()
        Conversation.objects.update(last_words="meanwhile")
        second_look = snapshot()
        assert "late" not in _texts(waiting, since=first_look, until=second_look)
        slow.commit()
    third_look = snapshot()
    assert "late" in _texts(waiting, since=second_look, until=third_look)


def test_what_was_committed_before_a_look_is_not_told_again(waiting: Conversation) -> None:
    look = snapshot()
    assert _texts(waiting, since=look, until=snapshot()) == []


def test_every_change_between_two_looks_is_told(waiting: Conversation) -> None:
    look = snapshot()
    Message.objects.filter(conversation=waiting).update(text="changed")
    assert _texts(waiting, since=look, until=snapshot()) == ["changed"]


def test_what_is_written_again_right_after_a_look_is_not_passed_over(waiting: Conversation) -> None:
    look = snapshot()
    Message.objects.filter(conversation=waiting).update(text="said")
    upto = snapshot()
    Message.objects.filter(conversation=waiting).update(text="said again")
    assert _texts(waiting, since=look) == ["said again"]
    assert _texts(waiting, since=look, until=upto) == []
    assert _texts(waiting, since=upto) == ["said again"]


def test_a_look_that_shows_more_is_later_whatever_else_is_running(waiting: Conversation) -> None:
    with another_connection() as first, another_connection() as second:
        _write(first, waiting, "1")
        second.cursor().execute("SELECT pg_current_xact_id()")
        looks = [snapshot()]
        for commit in (lambda: Conversation.objects.update(last_words="x"), second.commit, first.commit):
            commit()  # the second's is told by the number of those still running alone
            looks.append(snapshot())
    as_of = [look.as_of for look in looks]
    assert all(earlier < later for earlier, later in pairwise(as_of)), as_of


def test_of_two_looks_that_differ_only_in_who_still_runs_the_one_with_fewer_is_later() -> None:
    looks = [Snapshot(5, 9, running=(5, 7)), Snapshot(5, 9, running=(5,)), Snapshot(6, 9, running=(6,))]
    assert all(earlier.as_of < later.as_of for earlier, later in pairwise(looks))


def test_a_transaction_that_runs_for_an_hour_does_not_make_everything_look_new(waiting: Conversation) -> None:
    with another_connection() as slow:
        slow.cursor().execute("SELECT pg_current_xact_id()")
        Message.objects.filter(conversation=waiting).update(text="told")
        look = snapshot()
        assert _texts(waiting, since=look, until=snapshot()) == []


def test_a_cursor_says_all_that_a_look_did() -> None:
    look = Snapshot(5, 9, running=(5, 7))
    assert parse(str(look)) == look
    assert is_ours(look, Snapshot(6, 9, running=(6,)))
    assert not is_ours(look, Snapshot(4, 9, running=(4,)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "9:5:",
        "5:9:x",
        "5:9:,",
        "5:9:5,",
        "٥:9:",
        "5:9:5 ",
        f"{'9' * 19}:9:",
        "0:0:",
        "5:9:4",
        "5:9:9",
        "5:9:7,6",
    ],
)
def test_what_is_no_cursor_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_look_inside_a_transaction_does_not_pass_over_what_it_changes_itself(waiting: Conversation) -> None:
    with transaction.atomic():
        Message.objects.update(text="mine")
        look = snapshot()
    assert _texts(waiting, since=look, until=snapshot()) == ["mine"]


@contextmanager
def another_connection() -> Iterator[BaseDatabaseWrapper]:
    """A second connection, in a transaction until it is told to commit."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        yield other
    finally:
        other.close()


def _write(other: BaseDatabaseWrapper, chat: Conversation, text: str) -> None:
    with other.cursor() as cursor:
        cursor.execute("UPDATE history_message SET text = %s WHERE conversation_id = %s", [text, chat.pk])


def _texts(chat: Conversation, *, since: Snapshot, until: Snapshot | None = None) -> list[str]:
    messages = Message.objects.filter(conversation=chat)
    return [message.text for message in changed(messages, since=since, until=until)]


@pytest.mark.parametrize(
    ("xid", "is_shown"), [(9, True), (10, False), (11, True), (13, False), (14, True), (15, False)]
)
def test_a_snapshot_shows_what_was_over_when_it_was_taken(xid: int, is_shown: bool) -> None:
    assert Snapshot(10, 15, (10, 13)).shows(xid) is is_shown
