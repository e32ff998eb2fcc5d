"""A web process that is told to end lets people go: they come back to another process, or to this one's successor.

On SIGTERM it takes no new connections, closes its sockets one after the other so that not everybody comes back in the same
moment, answers the requests that are under way, and ends. A second SIGTERM, or SIGINT, ends it at once.
"""

import asyncio
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

GOING = 4503  # as when a part of the system is away: the page tries again by itself
FEW = 100  # sockets, for which no time is taken


class Draining:
    """An ASGI application around another one, which knows who is connected."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.sockets: set[Send] = set()
        self.requests = 0
        self.is_going = False
        self._quiet = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] == "websocket":
            return await self._socket(scope, receive, send)
        self.requests += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.requests -= 1
            self._note_quiet()

    async def drain(self, *, seconds: float) -> None:
        """Returns when nobody is connected and nothing is under way, or after so many seconds."""
        self.is_going = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._close_sockets(within=seconds / 2 if len(self.sockets) > FEW else 0.0)
                self._note_quiet()
                await self._quiet.wait()

    async def _socket(self, scope: Any, receive: Any, send: Send) -> None:
        if self.is_going:
            return await send({"type": "websocket.close", "code": GOING})
        self.sockets.add(send)
        try:
            await self.app(scope, receive, send)
        finally:
            self.sockets.discard(send)
            self._note_quiet()

    def _note_quiet(self) -> None:
        if self.is_going and not (self.requests or self.sockets):
            self._quiet.set()

    async def _close_sockets(self, *, within: float) -> None:
        """Whom it lets go first is left to chance."""
        those = random.sample(sorted(self.sockets, key=id), len(self.sockets))
        for send in those:
            if send in self.sockets:
                await send({"type": "websocket.close", "code": GOING})
            await asyncio.sleep(within / len(those))


def drain_on_sigterm(app: Draining, *, seconds: float) -> None:
    """Under Daphne, a SIGTERM ends the process only after `app.drain`. seconds: for all of it; 0 ends it at once."""
    reactor = sys.modules.get("twisted.internet.reactor")
    if reactor is not None and seconds:
        # When it runs it has set its own handlers, which ours comes after.
        reactor.callWhenRunning(_Ending(app, reactor, seconds).expect)


class _Ending:
    def __init__(self, app: Draining, reactor: Any, seconds: float) -> None:
        self._app, self._reactor, self._seconds = app, reactor, seconds
        self._work: asyncio.Task[None] | None = None

    def expect(self) -> None:
        signal.signal(signal.SIGTERM, lambda *_: self._reactor.callFromThread(self._begin))

    def _begin(self) -> None:
        if self._work is not None:  # a second signal
            self._reactor.stop()
            return
        self._work = asyncio.get_running_loop().create_task(self._end())

    async def _end(self) -> None:
        from twisted.internet.tcp import Port  # it chooses a reactor when it is loaded: Daphne's, which is there by now

        ports: list[Any] = [one for one in self._reactor.getReaders() if isinstance(one, Port)]
        for port in ports:
            port.stopListening()
        await self._app.drain(seconds=self._seconds)
        self._reactor.stop()
