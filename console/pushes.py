"""Pushes in a thread of their own: whoever has stored something does not wait until screens have heard of it.

Only processes that serve have that thread; anywhere else a push is made at once. It may be lost with its process: a push is
a hint.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from itertools import groupby
from operator import itemgetter
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

from console import sending
from console.measures import PUSHES_LOST

log = logging.getLogger(__name__)

WAITING_MOST = 2_000  # pushes; who is so far behind had better let screens catch up by themselves
TOGETHER_MOST = 50  # pushes that are made before anything is sent
KEPT_SECONDS = 1.0  # after the last push, in which its connection to the database stays taken
# After each go the thread rests twice as long as that took, but no longer than this. So in a burst those who store things
# have most of the time, and what comes meanwhile goes out together.
REST_MOST = 0.05  # seconds
LAST_SECONDS = 3.0  # in which a process that ends makes what waits

P = ParamSpec("P")
T = TypeVar("T")
Push = tuple[Callable[..., None], tuple[Any, ...], tuple[tuple[str, Any], ...]]
_gathering = set[Callable[..., None]]()
_waiting = SimpleQueue[Push | None]()  # None is the end
_thread: threading.Thread | None = None


def begin() -> None:
    """From now on this process makes pushes in their own thread. To be called once, while it starts."""
    global _thread
    if settings.GRATA_PUSH_THREAD:
        _thread = threading.Thread(target=_go_on, name="pushes", daemon=True)
        _thread.start()
        atexit.register(end)


def end() -> None:
    """Makes what waits, and no more in that thread."""
    global _thread
    if _thread is not None:
        _waiting.put(None)
        _thread.join(LAST_SECONDS)
        _thread = None


def pushed(work: Callable[P, None]) -> Callable[P, None]:
    """Makes of what shows something a push. One that waits already is made once for both: it shows what is then true."""

    @wraps(work)
    def push(*args: P.args, **named: P.kwargs) -> None:
        _push((work, args, tuple(named.items())))

    return push


def gathered(work: Callable[[list[T]], None]) -> Callable[[T], None]:
    """The same of what is shown at less cost for several: those that wait one behind the other are made in one go."""
    _gathering.add(work)

    @wraps(work)
    def push(one: T) -> None:
        _push((work, (one,), ()))

    return push


def _push(push: Push) -> None:
    if _thread is None or threading.current_thread() is _thread:
        _do(*push)
    elif _waiting.qsize() < WAITING_MOST:
        _waiting.put(push)
    else:
        PUSHES_LOST.inc()
        log.warning("Too many pushes wait: one was left out; screens will catch up by themselves")


def _do(work: Callable[..., None], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> None:
    if work in _gathering:
        work(list(args))
    else:
        work(*args, **dict(named))


def _go_on() -> None:
    while pushes := _next():
        began = time.monotonic()
        with sending.together():
            latest = {push: push for push in pushes}.values()  # of equal ones the last: it shows the newest
            for push in _in_one_go(latest):
                _make(*push)
        time.sleep(min(2 * (time.monotonic() - began), REST_MOST))
    connections.close_all()


def _next() -> list[Push]:
    """What waits, in its order; waits for the first. Empty at the end."""
    found, push = list[Push](), _first()
    try:
        while push is not None and len(found) < TOGETHER_MOST - 1:
            found.append(push)
            push = _waiting.get_nowait()
    except Empty:
        return found
    if push is not None:
        return [*found, push]
    if found:
        _waiting.put(None)  # for the next look
    return found


def _in_one_go(pushes: Iterable[Push]) -> Iterator[Push]:
    """In their order, those that can be gathered and stand one behind the other as one."""
    for work, several in groupby(pushes, key=itemgetter(0)):
        if work in _gathering:
            yield work, tuple(one for _work, args, _named in several for one in args), ()
        else:
            yield from several


def _first() -> Push | None:
    """The next push. While they come one upon the other, their connection to the database is kept."""
    try:
        return _waiting.get(timeout=KEPT_SECONDS)
    except Empty:
        connections.close_all()
        return _waiting.get()


def _make(work: Callable[..., None], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> None:
    try:
        _try(work, args, named)
    except Exception:
        if work in _gathering and len(args) > 1:
            for one in args:  # whichever of them it was, the others are shown
                _make(work, (one,), ())
            return
        PUSHES_LOST.inc()
        log.exception("A push was not made; screens will catch up by themselves")


def _try(work: Callable[..., None], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> None:
    """Once more if the connection was kept from the last push, and may have ended meanwhile: a fresh one the pool has tried."""
    was_kept = any(one.connection is not None for one in connections.all(initialized_only=True))
    try:
        _do(work, args, named)
    except (OperationalError, InterfaceError):
        connections.close_all()
        if not was_kept:
            raise
        _do(work, args, named)
