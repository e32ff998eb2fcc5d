"""Clients that cost little beside the servers they measure: httpx would need as long for a request as the floor does."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from tests.bench.errors import BenchError

ANSWER_SECONDS = 20.0  # the first answer also waits for the server's start
PING_SECONDS = 20.0  # agents' sockets that never ping are closed after a minute
AT_ONCE = 20  # sockets that are being opened
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
        if await self.fetch(request) != b"success":
            raise BenchError("a server did not answer success")
        self.delivered += 1

    async def fetch(self, request: bytes) -> bytes:
        """The body that answers a request. BenchError unless it comes in time, with the status 200."""
        status, body = await self.ask(request)
        if status != 200:
            raise BenchError(f"a server answered {status}")
        return body

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body that answer a request. BenchError unless they come in time."""
        pipe = await self._idle.get()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await _ask(pipe, request)
        except (OSError, EOFError) as error:
            raise BenchError(f"a server did not answer: {error or type(error).__name__}") from error
        self._idle.put_nowait(pipe)
        return answer


async def _ask(pipe: Pipe, request: bytes) -> tuple[int, bytes]:
    reader, writer = pipe
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return int(head.split(b" ", 2)[1]), body


class Listener:
    """Notes when an awaited frame has come out of each of some sockets. `read` finds its mark, None where it is not for us."""

    def __init__(self, read: Callable[[str], str | None], sockets: int = 1) -> None:
        self._read, self._sockets = read, sockets
        self._awaited: dict[str, asyncio.Future[float]] = {}
        self._left: dict[str, int] = {}

    async def arrival(self, mark: str) -> float:
        """When its frame comes to the last socket, by `time.perf_counter`. Ask before it can. BenchError when it does not."""
        self._awaited[mark] = asyncio.get_running_loop().create_future()
        self._left[mark] = self._sockets
        try:
            return await asyncio.wait_for(self._awaited[mark], ANSWER_SECONDS)
        except TimeoutError as error:
            raise BenchError(f"the frame of {mark} did not come in {ANSWER_SECONDS:.0f} s") from error

    async def listen(self, socket: ClientConnection) -> None:
        """Until the socket closes."""
        async for frame in socket:
            self.hear(str(frame))

    def hear(self, text: str) -> None:
        """What one of them has just been told."""
        now = time.perf_counter()
        mark = self._read(text)
        if mark and mark in self._left:
            self._note(mark, now)

    def _note(self, mark: str, now: float) -> None:
        self._left[mark] -= 1
        if not self._left[mark]:
            del self._left[mark]
            awaited = self._awaited.pop(mark)
            if not awaited.done():
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
async def listener(
    address: str, read: Callable[[str], str | None], sessions: Sequence[str] = ("",)
) -> AsyncIterator[Listener]:
    """Sockets as browsers open them, one with each of the sessions in its cookies, and who listens to them all.

    BenchError when one is refused.
    """
    found, few = Listener(read, len(sessions)), asyncio.Semaphore(AT_ONCE)

    async def enter(session: str) -> None:
        async with few:
            await stack.enter_async_context(_socket(address, session, found))

    try:
        async with AsyncExitStack() as stack:
            await asyncio.gather(*(enter(session) for session in sessions))
            yield found
    except InvalidHandshake as error:
        raise BenchError(f"a socket was refused: {error}") from error


@asynccontextmanager
async def _socket(address: str, session: str, ear: Listener) -> AsyncIterator[None]:
    headers = {"Cookie": f"sessionid={session}"} if session else None
    origin = Origin(f"http://{urlsplit(address).netloc}")
    async with connect(
        address, additional_headers=headers, origin=origin, proxy=None, open_timeout=ANSWER_SECONDS, close_timeout=1
    ) as opened:
        work = [asyncio.create_task(ear.listen(opened)), asyncio.create_task(_stay(opened))]
        try:
            yield
        finally:
            for task in work:
                task.cancel()


async def _stay(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(PING_SECONDS)
            await socket.send('{"type":"ping"}')
