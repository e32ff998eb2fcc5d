"""An application for a web process that is told to end: a socket that tells how many requests are under way, and a request
that takes its time."""

import asyncio
from typing import Any

from grata_site.draining import Draining, drain_on_sigterm

SLOW = 1.0  # seconds


async def _linger(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        return await _tell(receive, send)
    await asyncio.sleep(SLOW)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})


async def _tell(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": str(application.requests)})


application = Draining(_linger)
drain_on_sigterm(application, seconds=4)
