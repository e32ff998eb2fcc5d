"""A web process that is told to end, seen by those who are connected to it."""

import asyncio
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from grata_site.draining import FEW, GOING

ROOT = Path(__file__).parents[2]
MANY = FEW + 20
SOON = 20.0


class Server:
    """A web process with the application of `lingering`, and where it listens."""

    def __init__(self, process: Process, port: int) -> None:
        self.process, self.address = process, f"127.0.0.1:{port}"

    def told_to_end(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Its status."""
        return await asyncio.wait_for(self.process.wait(), SOON)

    async def get(self) -> httpx.Response:
        async with httpx.AsyncClient(trust_env=False, timeout=SOON) as browser:
            return await browser.get(f"http://{self.address}/")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        daphne = ["-m", "daphne", "-v", "0", "--fd", str(listener.fileno()), "tests.grata_site.lingering:application"]
        process = await asyncio.create_subprocess_exec(sys.executable, *daphne, cwd=ROOT, pass_fds=[listener.fileno()])
    server = Server(process, port)
    assert (await server.get()).text == "done"  # it has started
    yield server
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_a_request_that_is_under_way_is_answered_and_no_new_one_is_taken(server: Server) -> None:
    async with connect(f"ws://{server.address}/", proxy=None) as witness:
        asking = asyncio.create_task(server.get())
        await _has_begun(witness)
        server.told_to_end()
        await asyncio.wait_for(witness.wait_closed(), SOON)
        with pytest.raises(httpx.ConnectError):
            await server.get()
        assert (await asking).text == "done"
    assert await server.ended() == 0


async def test_sockets_are_closed_one_after_the_other_with_the_word_that_brings_them_back(server: Server) -> None:
    async with AsyncExitStack() as exits:
        sockets = [await exits.enter_async_context(connect(f"ws://{server.address}/", proxy=None)) for _ in range(MANY)]
        server.told_to_end()
        ends = await asyncio.gather(*(_end(one) for one in sockets))
    assert {code for code, _at in ends} == {GOING}
    moments = sorted(at for _code, at in ends)
    assert moments[-1] - moments[0] > 1, "they would all come back at once"
    assert await server.ended() == 0


async def test_a_second_signal_waits_for_nothing(server: Server) -> None:
    async with connect(f"ws://{server.address}/", proxy=None) as witness:
        asking = asyncio.create_task(server.get())
        await _has_begun(witness)
        server.told_to_end()
        await asyncio.wait_for(witness.wait_closed(), SOON)
        server.told_to_end()
        with pytest.raises(httpx.RemoteProtocolError):
            await asking
    assert await server.ended() == 0


async def _has_begun(witness: ClientConnection) -> None:
    """Returns when a request is under way."""
    async with asyncio.timeout(SOON):
        answer = "0"
        while answer == "0":
            await witness.send("How many?")
            answer = str(await witness.recv())


async def _end(one: ClientConnection) -> tuple[int, float]:
    await asyncio.wait_for(one.wait_closed(), SOON)
    return one.close_code or 0, time.monotonic()
