"""Frames on their way to sockets. Redis carries one message for all that a group is told at once."""

import asyncio
import json
import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from channels.layers import get_channel_layer

from console.frames import Frame
from console.measures import PUSH, PUSHES_LOST

log = logging.getLogger(__name__)
LONGEST = 2.0  # seconds that a push may take before it is given up
Addressed = tuple[str, Frame]
Events = dict[str, dict[str, Any]]
_own = threading.local()


@contextmanager
def together(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """What this thread sends inside goes out at the end, by a loop that keeps its connection to Redis."""
    _own.kept = kept = list[Addressed]()
    try:
        yield
    finally:
        del _own.kept
        _send(_events(kept), loop)


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


def _send(events: Events, loop: asyncio.AbstractEventLoop | None = None) -> None:
    try:
        if events:
            with PUSH.time():
                (loop.run_until_complete if loop else asyncio.run)(_send_all(events))
    except Exception:
        PUSHES_LOST.inc()
        log.warning("A push was not delivered; screens will catch up by themselves", exc_info=True)


async def _send_all(events: Events) -> None:
    layer = get_channel_layer()
    assert layer is not None
    async with asyncio.timeout(LONGEST):
        # Each group has its Redis: while one is away, the others' groups hear all the same.
        sends = [layer.group_send(group, event) for group, event in events.items()]
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
    for failure in filter(None, outcomes):
        raise failure
