"""A visitor's browser, as far as the socket sees it."""

import base64
import json
from typing import Any
from uuid import uuid4

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from channels_app.sockets.routes import websocket_urlpatterns

application = URLRouter(websocket_urlpatterns)
HOST = b"chat.example.com"
HOME = b"https://chat.example.com"


def secret_of(name: str) -> str:
    """The secret that this person's browser made."""
    return base64.urlsafe_b64encode(name.encode().ljust(32, b"-")[:32]).decode().rstrip("=")


class Tab:
    """One open page of one person at one site."""

    def __init__(self, who: str, *, key: str = "demo", origin: bytes | None = HOME, forwarded: str = "") -> None:
        headers = [(b"host", HOST)] + ([(b"origin", origin)] if origin is not None else [])
        headers += [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        self.who = who
        self.cursor = ""
        self.wire = WebsocketCommunicator(application, f"/webchat/{key}/socket/", headers=headers)

    async def connect(self) -> bool:
        """Whether the handshake was taken."""
        taken, _detail = await self.wire.connect(timeout=5)
        return bool(taken)

    async def open(self, *, cursor: str = "", language: str = "en") -> dict[str, Any]:
        """Connects and says hello; gives the welcome."""
        assert await self.connect()
        hello = {"type": "hello", "secret": secret_of(self.who), "cursor": cursor, "language": language}
        return await self.ask(hello, "welcome")

    async def open_as(self, token: object, *, answer: str = "welcome", language: str = "en") -> dict[str, Any]:
        """Connects with what the site signed; gives the answer."""
        assert await self.connect()
        return await self.ask({"type": "hello", "token": token, "cursor": "", "language": language}, answer)

    async def ask(self, frame: dict[str, Any], answer: str) -> dict[str, Any]:
        """Sends a frame; the next one that comes must be of that type."""
        await self.wire.send_to(text_data=json.dumps(frame, ensure_ascii=False))
        return await self.hear(answer)

    async def hear(self, kind: str) -> dict[str, Any]:
        frame: dict[str, Any] = await self.wire.receive_json_from(timeout=5)
        assert frame["type"] == kind, frame
        self.cursor = frame.get("cursor", self.cursor)
        return frame

    async def ping(self) -> list[str]:
        """The texts of what changed since the last welcome or pong."""
        pong = await self.ask({"type": "ping", "cursor": self.cursor}, "pong")
        return texts(pong)

    async def say(self, text: str, *, id_: str = "") -> dict[str, Any]:
        """Sends a message; gives the answer that it was stored. The push to the person's own tabs is swallowed."""
        stored = await self.ask({"type": "message", "id": id_ or str(uuid4()), "text": text}, "stored")
        await self.hear("put")
        return stored

    async def closed_with(self) -> int:
        """Waits for the server to close the socket."""
        event = await self.wire.receive_output(timeout=5)
        assert event["type"] == "websocket.close", event
        return int(event["code"])

    async def leave(self) -> None:
        await self.wire.disconnect()


def texts(frame: dict[str, Any]) -> list[str]:
    return [message["text"] for message in frame["messages"]]
