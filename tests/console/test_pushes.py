"""The thread in which a serving process makes its pushes."""

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest
from django.db import connection

from console import pushes


@pytest.fixture
def thread(settings: Any) -> Iterator[None]:
    """A process that serves."""
    settings.GRATA_PUSH_THREAD = True
    pushes.begin()
    yield
    pushes.end()


class Wall:
    """Where pushes write what they show, and by which thread. The first stands still until `opened`."""

    def __init__(self) -> None:
        self.shown = list[str]()
        self.threads = set[int]()
        self.opened, self.reached = threading.Event(), threading.Event()

    def show(self, what: str) -> None:
        self.threads.add(threading.get_ident())
        if what == "wait":
            self.reached.set()
            assert self.opened.wait(10)
        if what == "break":
            raise ZeroDivisionError
        self.shown.append(what)

    def show_all(self, several: list[str]) -> None:
        self.show("break" if "break" in several else "+".join(several))


@pytest.fixture
def wall() -> Wall:
    return Wall()


def _busy(wall: Wall) -> Any:
    """A push onto the wall, of which one is under way."""
    push = pushes.pushed(wall.show)
    push("wait")
    assert wall.reached.wait(10)
    return push


def test_without_the_thread_a_push_is_made_at_once_by_whoever_asks(wall: Wall) -> None:
    pushes.pushed(wall.show)("a")
    assert (wall.shown, wall.threads) == (["a"], {threading.get_ident()})


@pytest.mark.usefixtures("thread")
def test_nobody_waits_for_a_push_and_they_are_made_in_their_order(wall: Wall) -> None:
    push = _busy(wall)
    for what in "abc":
        push(what)
    assert wall.shown == []
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", "a", "b", "c"]
    assert threading.get_ident() not in wall.threads


@pytest.mark.usefixtures("thread")
def test_of_the_same_push_several_times_one_is_made(wall: Wall) -> None:
    push = _busy(wall)
    for what in "abab":
        push(what)
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", "a", "b"]


@pytest.mark.usefixtures("thread")
def test_those_that_can_be_gathered_are_made_in_one_go_while_nothing_else_comes_between(wall: Wall) -> None:
    push, gather = _busy(wall), pushes.gathered(wall.show_all)
    for what in "aba":
        gather(what)
    push("between")
    gather("c")
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", "a+b", "between", "c"]


@pytest.mark.usefixtures("thread")
def test_one_of_a_go_that_breaks_stops_no_other(wall: Wall, caplog: pytest.LogCaptureFixture) -> None:
    _busy(wall)
    gather = pushes.gathered(wall.show_all)
    for what in ("a", "break", "b"):
        gather(what)
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", "a", "b"]
    assert caplog.text.count("A push was not made") == 1


def test_without_the_thread_each_is_made_by_itself(wall: Wall) -> None:
    gather = pushes.gathered(wall.show_all)
    gather("a")
    gather("b")
    assert wall.shown == ["a", "b"]


class State(str):
    """Of one thing: all are equal."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State)

    def __hash__(self) -> int:
        return 0


@pytest.mark.usefixtures("thread")
def test_of_one_thing_the_last_state_is_shown(wall: Wall) -> None:
    push = _busy(wall)
    for what in ("sending", "sent"):
        push(State(what))
    wall.opened.set()
    pushes.end()
    assert [str.__str__(what) for what in wall.shown] == ["wait", "sent"]


@pytest.mark.usefixtures("thread")
def test_a_push_that_breaks_stops_no_other(wall: Wall, caplog: pytest.LogCaptureFixture) -> None:
    push = _busy(wall)
    push("break")
    push("a")
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", "a"]
    assert "A push was not made" in caplog.text


@pytest.mark.usefixtures("thread")
def test_a_push_outlives_the_end_of_the_connection_that_the_last_one_left(
    transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    found = SimpleQueue[int]()

    def look(_what: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            found.put(cursor.fetchone()[0])

    push = pushes.pushed(look)
    push("first")
    kept = found.get(timeout=10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept])
    push("second")
    assert found.get(timeout=10) != kept
    assert "A push was not made" not in caplog.text


@pytest.mark.usefixtures("thread")
def test_more_than_can_be_made_together_are_made_all_the_same(wall: Wall) -> None:
    push, many = _busy(wall), [str(number) for number in range(2 * pushes.TOGETHER_MOST)]
    for what in many:
        push(what)
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", *many]


@pytest.mark.usefixtures("thread")
def test_who_falls_too_far_behind_leaves_pushes_out(
    wall: Wall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pushes, "WAITING_MOST", 2)
    push = _busy(wall)
    for what in "abc":
        push(what)
    wall.opened.set()
    pushes.end()
    assert wall.shown == ["wait", "a", "b"]
    assert "screens will catch up" in caplog.text
