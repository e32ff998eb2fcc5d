"""A visitor's browser without the browser: what the widget's connection, outbox and thread do."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from channels_app.webchat.visitors import external_id

WITHIN = 20.0
ANSWER_WITHIN = 10.0
LATER = 2.0
AWAY = (OSError, TimeoutError, InvalidHandshake, ConnectionClosed)

Message = dict[str, Any]


class Visitor:
    """One tab of one visitor. Come in with `open_visitor`; two tabs share a secret."""

    def __init__(self, url: str, secret: str = "") -> None:
        self.url = url
        self.secret = secret or base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        self.cursor = ""
        self.known: dict[str, Message] = {}
        self.stored: set[str] = set()
        self.heard: list[str] = []  # frames as they came
        self._later: dict[str, float] = {}  # what was put off, and for how many seconds
        self._news = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._ready = asyncio.Event()
        self._live: asyncio.Task[None] | None = None
        self._pongs = 0
        self._more: bool | None = None  # whether there is more above, once that was told

    @property
    def external_id(self) -> str:
        """What the record calls the visitor."""
        return external_id(self.secret)

    @property
    def texts(self) -> list[str]:
        """What the log shows, from above."""
        return [message["text"] for message in sorted(self.known.values(), key=lambda m: int(m["order"]))]

    async def come(self) -> None:
        """Opens the chat; the connection comes back for ever."""
        self._live = asyncio.create_task(self._stay_connected())
        await asyncio.wait_for(self._ready.wait(), WITHIN)

    async def go(self) -> None:
        """The line is cut."""
        if self._live is not None:
            self._live.cancel()
            with suppress(asyncio.CancelledError):
                await self._live
            self._live = None

    async def say(self, text: str) -> str:
        """Writes; the same id again until it is stored. The id."""
        id_ = str(uuid4())
        while id_ not in self.stored:
            await self._ready.wait()
            if self._socket is not None and not await self._offer(self._socket, id_, text):
                await self._socket.close()
        return id_

    async def catch_up(self) -> None:
        """A ping, and what its answer brings; tries until there is one."""
        before = self._pongs
        while self._pongs == before:
            await self._ready.wait()
            with suppress(*AWAY):
                assert self._socket is not None
                await self._socket.send(json.dumps({"type": "ping", "cursor": self.cursor}))
                await self._wait(lambda: self._pongs > before, 5)

    async def scroll_up(self) -> None:
        """Reads all that was ever said, page by page, as whoever wants to see the beginning."""
        while True:
            before = min((int(message["order"]) for message in self.known.values()), default=0)
            self._more = None
            with suppress(*AWAY):
                await self._ready.wait()
                assert self._socket is not None
                await self._socket.send(json.dumps({"type": "older", "before": str(before)}))
                await self._wait(lambda: self._more is not None, 5)
            if self._more is False:
                return

    async def reads(self, *texts: str, within: float = WITHIN) -> None:
        """Returns when all these texts stand in the log."""
        assert await self._wait(lambda: set(texts) <= set(self.texts), within), f"only {self.texts}"

    async def _offer(self, socket: ClientConnection, id_: str, text: str) -> bool:
        self._later.pop(id_, None)
        with suppress(*AWAY):
            await socket.send(json.dumps({"type": "message", "id": id_, "text": text}))
            answered = await self._wait(
                lambda: id_ in self.stored | self._later.keys() or self._socket is not socket, ANSWER_WITHIN
            )
            await asyncio.sleep(self._later.get(id_, 0))
            return answered
        return True

    async def _wait(self, condition: Any, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(condition)
        except TimeoutError:
            return False
        return True

    async def _stay_connected(self) -> None:
        while True:
            try:
                with suppress(*AWAY):
                    async with self.socket() as socket:
                        await self._converse(socket)
            finally:
                self._ready.clear()
                self._socket = None
                await self._wake()
            await asyncio.sleep(0.2)

    async def _converse(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps({"type": "hello", "secret": self.secret, "cursor": self.cursor, "language": "en"}))
        async for text in socket:
            self.heard.append(str(text))
            frame = json.loads(text)
            if frame["type"] == "welcome":
                self._socket = socket
                self._ready.set()
            self._take(frame)
            await self._wake()

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] in ("later", "refused"):
            assert frame.get("retry_after", LATER), frame  # what is not taken at all
            self._later[frame["id"]] = frame.get("retry_after", LATER)
        if frame["type"] in ("welcome", "pong"):
            self.cursor = frame["cursor"]
            self._pongs += frame["type"] == "pong"
            if frame["reset"]:
                self.known.clear()
        if frame["type"] == "older":
            self._more = frame["more"]
        for message in [*frame.get("messages", []), *([frame["message"]] if "message" in frame else [])]:
            self._put(message)

    def _put(self, message: Message) -> None:
        old = self.known.get(message["id"])
        if old is None or message["version"] > old["version"]:
            self.known[message["id"]] = message
        if message["client_id"]:
            self.stored.add(message["client_id"])

    async def _wake(self) -> None:
        async with self._news:
            self._news.notify_all()

    def socket(self, origin: str = "") -> connect:
        """A connection as the widget's frame makes it."""
        address = f"{self.url.replace('http', 'ws', 1)}/webchat/demo/socket/"
        return connect(address, additional_headers={"Origin": origin or self.url}, proxy=None, open_timeout=10)


@asynccontextmanager
async def open_visitor(url: str, secret: str = "") -> AsyncIterator[Visitor]:
    """A tab with the chat open; it is closed with the block."""
    visitor = Visitor(url, secret)
    try:
        await visitor.come()
        yield visitor
    finally:
        await visitor.go()
