"""Pushes in a thread of their own: whoever has stored something does not wait until screens have heard of it.

Only processes that serve have that thread; anywhere else a push is made at once. It may be lost with its process: a push is
a hint.
"""

import asyncio
import atexit
import logging
import threading
from collections.abc import Callable
from functools import wraps
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

from console import sending
from console.measures import PUSHES_LOST

log = logging.getLogger(__name__)

WAITING_MOST = 2_000  # pushes; who is so far behind had better let screens catch up by themselves
TOGETHER_MOST = 50  # pushes that are made before anything is sent
KEPT_SECONDS = 1.0  # after the last push, in which its connection to the database stays taken
LAST_SECONDS = 3.0  # in which a process that ends makes what waits

P = ParamSpec("P")
Push = tuple[Callable[..., None], tuple[Any, ...], tuple[tuple[str, Any], ...]]
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
        if _thread is None or threading.current_thread() is _thread:
            work(*args, **named)
        elif _waiting.qsize() < WAITING_MOST:
            _waiting.put((work, args, tuple(named.items())))
        else:
            PUSHES_LOST.inc()
            log.warning("Too many pushes wait: one was left out; screens will catch up by themselves")

    return push


def _go_on() -> None:
    with asyncio.Runner() as runner:
        while pushes := _next():
            with sending.together(runner.get_loop()):
                for push in {push: push for push in pushes}.values():  # of equal ones the last: it shows the newest
                    _make(*push)
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
        PUSHES_LOST.inc()
        log.exception("A push was not made; screens will catch up by themselves")


def _try(work: Callable[..., None], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> None:
    """Once more if the connection was kept from the last push, and may have ended meanwhile: a fresh one the pool has tried."""
    was_kept = any(one.connection is not None for one in connections.all(initialized_only=True))
    try:
        work(*args, **dict(named))
    except (OperationalError, InterfaceError):
        connections.close_all()
        if not was_kept:
            raise
        work(*args, **dict(named))
