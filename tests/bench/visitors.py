"""What visitors cost who have the chat open and say nothing, and what they cost the one who speaks."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from tests.bench import letters
from tests.bench.clients import connections
from tests.bench.errors import BenchError
from tests.bench.loads import durations, percentile
from tests.bench.measure import P50, WORDS, Plan
from tests.bench.rows import Row, at_most
from tests.bench.stage import Server

KILO = 1024
AT_ONCE = 20  # sockets that are being opened
ANSWER_SECONDS = 30.0
PING_SECONDS = 20.0
SPOKEN = 40  # messages; one visitor may send no more than 30 in a minute, so two speak


async def measure(plan: Plan, key: str, product: Server, floor: Server) -> list[Row]:
    """The rows, of the site with that key. BenchError when a socket is refused."""
    ours = f"ws://127.0.0.1:{product.port}/webchat/{key}/socket/"
    bare = f"ws://127.0.0.1:{floor.port}/socket/"
    async with _crowd(bare, plan.visitors, floor, hello=False) as floor_kilo:
        floors = await _inserts(floor.port)
    async with _crowd(ours, plan.visitors, product, hello=True) as kilo:
        values = await _messages(ours)
    many = f"{plan.visitors:,} connected"
    return [
        at_most(1.5, f"memory of an idle visitor, {many}", "KiB", [kilo], [floor_kilo]),
        at_most(6.0, f"a visitor's message is stored, {many}", "ms", [values], [floors]),
    ]


@asynccontextmanager
async def _crowd(address: str, number: int, server: Server, *, hello: bool) -> AsyncIterator[float]:
    """So many sockets that only ping; how much memory each has taken, in KiB."""
    few = asyncio.Semaphore(AT_ONCE)
    async with AsyncExitStack() as stack:

        async def enter() -> None:
            async with few:
                await stack.enter_async_context(_idle(address, hello))

        await enter()  # what the first one needs is not each one's
        before = server.memory()
        await asyncio.gather(*(enter() for _ in range(number - 1)))
        yield (server.memory() - before) / (number - 1) / KILO


@asynccontextmanager
async def _idle(address: str, hello: bool) -> AsyncIterator[None]:
    async with _socket(address) as socket:
        if hello:
            await _greet(socket)
        staying = asyncio.create_task(_stay(socket))
        try:
            yield
        finally:
            staying.cancel()


async def _stay(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(PING_SECONDS)
            await socket.send('{"type":"ping"}')


@asynccontextmanager
async def _socket(address: str) -> AsyncIterator[ClientConnection]:
    origin = Origin("http://" + address.split("/")[2])
    try:
        async with connect(address, origin=origin, proxy=None, open_timeout=ANSWER_SECONDS, close_timeout=1) as socket:
            yield socket
    except InvalidHandshake as error:
        raise BenchError(f"a visitor was refused: {error}") from error


async def _greet(socket: ClientConnection) -> None:
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    await socket.send(json.dumps({"type": "hello", "secret": secret, "language": "en"}))
    await _answer(socket, "welcome")


async def _answer(socket: ClientConnection, kind: str) -> None:
    async with asyncio.timeout(ANSWER_SECONDS):
        while json.loads(await socket.recv())["type"] != kind:
            pass


async def _inserts(port: int) -> float:
    """The median, in milliseconds, of one insert by a bare view."""
    async with connections(port, 1) as web:
        seconds, _body = await durations(web, letters.post("/insert/", WORDS.encode()), SPOKEN)
    return 1000 * percentile(seconds, P50)


async def _messages(address: str) -> float:
    """The same of messages until the answer that they are stored. Each visitor says what one may say in a minute."""
    took = list[float]()
    while len(took) < SPOKEN:
        async with _socket(address) as socket:
            await _greet(socket)
            for _message in range(SPOKEN // 2):
                took.append(await _say(socket))
    return 1000 * percentile(took, P50)


async def _say(socket: ClientConnection) -> float:
    begun = time.perf_counter()
    await socket.send(json.dumps({"type": "message", "id": str(uuid4()), "text": WORDS}))
    await _answer(socket, "stored")
    return time.perf_counter() - begun
