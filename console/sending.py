"""Frames on their way to sockets. Redis carries one message for all that a group is told at once."""

import json
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from console import groups
from console.frames import Frame
from console.measures import PUSH, PUSHES_LOST

log = logging.getLogger(__name__)
Addressed = tuple[str, Frame]
Events = dict[str, dict[str, Any]]
_own = threading.local()


@contextmanager
def together() -> Iterator[None]:
    """What this thread sends inside goes out at the end."""
    _own.kept = kept = list[Addressed]()
    try:
        yield
    finally:
        del _own.kept
        _send(_events(kept))


def send(addressed: Iterable[Addressed]) -> None:
    """Sends each frame to its group. Never raises for want of Redis: what is stored is stored."""
    if (kept := getattr(_own, "kept", None)) is not None:
        kept.extend(addressed)
    else:
        _send(_events(addressed))


def _events(addressed: Iterable[Addressed]) -> Events:
    """By group, all that it is told. A frame is written as JSON once, however many groups it goes to."""
    events, written = Events(), dict[int, str]()
    for group, frame in addressed:
        event = events.setdefault(group, {"type": "push", "texts": [], "ends": False})
        event["texts"].append(written.get(id(frame)) or written.setdefault(id(frame), json.dumps(frame)))
        event["ends"] = event["ends"] or frame["type"] == "signed_out"
    return events


def _send(events: Events) -> None:
    try:
        if events:
            with PUSH.time():
                groups.tell(events)
    except Exception:
        PUSHES_LOST.inc()
        log.warning("A push was not delivered; screens will catch up by themselves", exc_info=True)
