"""The lines that the faults are made on do as they say: else nothing that is counted would mean anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.faults.proxy import Pipe, Proxy

SOON = 5.0  # seconds


@pytest.fixture
async def line() -> AsyncIterator[Proxy]:
    """A proxy before a server that says everything twice."""
    server = await asyncio.start_server(_echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    proxy = Proxy(lambda: asyncio.open_connection("127.0.0.1", port))
    yield proxy
    await asyncio.to_thread(proxy.close)
    server.close()


async def test_what_is_said_arrives_and_comes_back(line: Proxy) -> None:
    async with connected(line) as pipe:
        assert await ask(pipe, b"hello") == b"hellohello"


@pytest.mark.parametrize("way", ["up", "down"])
async def test_on_a_frozen_line_nothing_arrives_until_it_thaws(line: Proxy, way: str) -> None:
    async with connected(line) as pipe:
        assert await ask(pipe, b"1") == b"11"
        with line.frozen(way):
            asking = asyncio.create_task(ask(pipe, b"2"))
            assert await asyncio.wait({asking}, timeout=0.2) == (set(), {asking})
        assert await asyncio.wait_for(asking, SOON) == b"22"


async def test_a_cut_line_ends_and_can_be_made_anew_only_afterwards(line: Proxy) -> None:
    async with connected(line) as (reader, _writer):
        with line.cut():
            assert await ended(reader)
            async with connected(line) as (refused, _):
                assert await ended(refused)
    async with connected(line) as pipe:
        assert await ask(pipe, b"back") == b"backback"


@asynccontextmanager
async def connected(line: Proxy) -> AsyncIterator[Pipe]:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    yield reader, writer
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def ask(pipe: Pipe, text: bytes) -> bytes:
    reader, writer = pipe
    writer.write(text)
    return await asyncio.wait_for(reader.readexactly(2 * len(text)), SOON)


async def ended(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), SOON) == b""
    except ConnectionError:
        return True


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(100):
            writer.write(piece * 2)
    writer.close()
