"""A browser's end of a socket, over the whole application."""

from typing import Any

from channels.testing import WebsocketCommunicator
from django.test import Client

from grata_site.asgi import application

HOST = "grata.test"
ORIGIN = "https://grata.test"
SECONDS = 5.0


class Socket:
    """A handshake at `path` from a page of ours, in the browser that `client` is."""

    def __init__(self, path: str, *, client: Client | None = None, origin: str | None = ORIGIN) -> None:
        headers = [(b"host", HOST.encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if client is not None and "sessionid" in client.cookies:
            headers.append((b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()))
        self._wire = WebsocketCommunicator(application, path, headers)

    async def opens(self) -> bool:
        """Whether the handshake is accepted."""
        opened, _protocol = await self._wire.connect(timeout=SECONDS)
        return bool(opened)

    async def leave(self) -> None:
        """The tab is closed."""
        await self._wire.disconnect()

    async def ping(self) -> None:
        """What the page sends every few seconds."""
        await self._wire.send_json_to({"type": "ping"})

    async def send(self, text: str | None = None, *, octets: bytes | None = None) -> None:
        """Anything at all."""
        await self._wire.send_to(text_data=text, bytes_data=octets)

    async def next_frame(self) -> dict[str, Any]:
        """The next frame, waited for a few seconds."""
        frame: dict[str, Any] = await self._wire.receive_json_from(timeout=SECONDS)
        return frame

    async def frames_until(self, kind: str) -> list[dict[str, Any]]:
        """The frames that come before the first one of that type."""
        frames = list[dict[str, Any]]()
        while (frame := await self.next_frame())["type"] != kind:
            frames.append(frame)
        return frames

    async def closes_with(self) -> int:
        """The code with which the server closes the socket; frames before that are passed over."""
        while (event := await self._wire.receive_output(timeout=SECONDS))["type"] != "websocket.close":
            pass
        return int(event.get("code") or 1000)
