"""Clients that cost little beside the servers they measure: httpx would need as long for a request as the floor does."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Origin

from tests.bench.errors import BenchError

ANSWER_SECONDS = 20.0  # the first answer also waits for the server's start
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connections:
    """Keep-alive connections to one server, each with one request at a time."""

    def __init__(self, pipes: list[Pipe]) -> None:
        self.count = len(pipes)
        self.delivered = 0
        self._idle: asyncio.Queue[Pipe] = asyncio.Queue()
        for pipe in pipes:
            self._idle.put_nowait(pipe)

    async def deliver(self, request: bytes) -> None:
        """Sends a request. BenchError unless the answer is `success`, in time."""
        pipe = await self._idle.get()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await _deliver(pipe, request)
        except (OSError, EOFError) as error:
            raise BenchError(f"a server did not answer: {error or type(error).__name__}") from error
        self.delivered += 1
        self._idle.put_nowait(pipe)


async def _deliver(pipe: Pipe, request: bytes) -> None:
    reader, writer = pipe
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    if not head.startswith(b"HTTP/1.1 200 ") or body != b"success":
        raise BenchError(f"a server answered {head.splitlines()[0]!r}, not success")


class Listener:
    """Notes when awaited frames come out of a socket. `read` finds the mark in a frame, None where it is not for us."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._awaited: dict[str, asyncio.Future[float]] = {}

    async def arrival(self, mark: str) -> float:
        """When its frame comes, by `time.perf_counter`. Ask before it can. BenchError when it does not."""
        self._awaited[mark] = asyncio.get_running_loop().create_future()
        try:
            return await asyncio.wait_for(self._awaited[mark], ANSWER_SECONDS)
        except TimeoutError as error:
            raise BenchError(f"the frame of {mark} did not come in {ANSWER_SECONDS:.0f} s") from error

    async def listen(self, socket: ClientConnection) -> None:
        """Until the socket closes."""
        async for frame in socket:
            now = time.perf_counter()
            mark = self._read(str(frame))
            awaited = self._awaited.pop(mark, None) if mark else None
            if awaited:
                awaited.set_result(now)


@asynccontextmanager
async def connections(port: int, count: int) -> AsyncIterator[Connections]:
    """That many connections to the server on that port of this machine."""
    pipes = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    try:
        yield Connections(pipes)
    finally:
        for _reader, writer in pipes:
            writer.close()


@asynccontextmanager
async def listener(address: str, read: Callable[[str], str | None], session: str = "") -> AsyncIterator[Listener]:
    """A socket as a browser opens it, in whose cookies that session is, and who listens to it. BenchError when refused."""
    headers = {"Cookie": f"sessionid={session}"} if session else None
    origin = Origin(f"http://{urlsplit(address).netloc}")
    socket = connect(address, additional_headers=headers, origin=origin, proxy=None, open_timeout=ANSWER_SECONDS)
    try:
        async with socket as opened:
            found = Listener(read)
            listening = asyncio.create_task(found.listen(opened))
            try:
                yield found
            finally:
                listening.cancel()
    except InvalidHandshake as error:
        raise BenchError(f"a socket was refused: {error}") from error
