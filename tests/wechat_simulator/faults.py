"""Errors on demand."""

import asyncio
import os
import socket
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

BEFORE = {"timeout_before", "drop_before", "html", "bad_gateway", "slow"}
AFTER = {"timeout_after", "drop_after"}
FOR_EVER = 60.0  # seconds; longer than any client waits


@dataclass
class Fault:
    """What happens to the next `times` requests: an errcode, or one of BEFORE (not accepted) and AFTER (accepted)."""

    kind: str
    times: int = 1
    errcode: int = 0
    errmsg: str = ""
    seconds: float = FOR_EVER


@dataclass
class Faults:
    """The faults that wait at each endpoint, first come first served."""

    _queues: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def add(self, endpoint: str, fault: Fault) -> None:
        if fault.kind != "errcode" and fault.kind not in BEFORE | AFTER:
            raise ValueError(f"no such fault: {fault.kind}")
        if not fault.times:  # takes back those that wait
            return self._queues[endpoint].clear()
        self._queues[endpoint].append(fault)

    def take(self, endpoint: str) -> Fault | None:
        queue = self._queues[endpoint]
        if not queue:
            return None
        queue[0].times -= 1
        return queue.pop(0) if queue[0].times <= 0 else queue[0]


def error(errcode: int, errmsg: str) -> Response:
    """An error as WeChat words it: HTTP 200, and an id to ask support about."""
    return JSONResponse({"errcode": errcode, "errmsg": f"{errmsg} rid: 67a1b2c3-0f1e2d3c-4b5a6978"})


async def instead(fault: Fault, request: Request) -> Response | None:
    """The answer of a fault that strikes before the request is accepted; None lets it pass."""
    if fault.kind == "errcode":
        return error(fault.errcode, fault.errmsg or "injected error")
    if fault.kind == "html":
        return HTMLResponse("<html><body>Please wait</body></html>")
    if fault.kind == "bad_gateway":
        return HTMLResponse("<html><h1>502 Bad Gateway</h1></html>", status_code=502)
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return None
    return await _silence(fault, request) if fault.kind in BEFORE else None


async def afterwards(fault: Fault, request: Request, answer: Response) -> Response:
    """What becomes of the answer to a request that was accepted."""
    return await _silence(fault, request) if fault.kind in AFTER else answer


async def _silence(fault: Fault, request: Request) -> Response:
    if fault.kind.startswith("drop"):
        cut(request.scope["client"])
    else:
        await asyncio.sleep(fault.seconds)
    return error(-1, "system error")


def cut(peer: Any) -> None:
    """Shuts the TCP connection to `peer`. ASGI has no word for this, so the socket is looked up among our files."""
    for entry in list(Path("/dev/fd").iterdir()):
        try:
            found = socket.socket(fileno=os.dup(int(entry.name)))
        except (OSError, ValueError):
            continue
        with found:
            if _peer(found) == tuple(peer):
                found.shutdown(socket.SHUT_RDWR)
                return


def _peer(found: socket.socket) -> tuple[Any, ...] | None:
    try:
        return tuple(found.getpeername()[:2])
    except OSError:
        return None
