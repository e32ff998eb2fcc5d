"""A second worker, beat or web process beside that of `up`, as where somebody starts more; they say what they do."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from tests.stack import ROOT, Stack, free_port

START_SECONDS = 60.0
END_SECONDS = 20.0


@asynccontextmanager
async def second_worker(stack: Stack, folder: Path) -> AsyncIterator[None]:
    """Answers while the block runs."""
    command = [*_command(stack, "worker"), "-n", "second@%h", "-l", "info"]
    async with _running(stack, command, folder / "worker.log", "ready."):
        yield


@asynccontextmanager
async def second_beat(stack: Stack, folder: Path) -> AsyncIterator[None]:
    """Wakes workers while the block runs; it keeps its own time."""
    command = [*_command(stack, "beat"), "-s", str(folder / "schedule"), "-l", "info"]
    async with _running(stack, command, folder / "beat.log", "beat: Starting"):
        yield


@asynccontextmanager
async def second_web(stack: Stack, folder: Path) -> AsyncIterator[str]:
    """Serves, while the block runs, at the address that the block gets."""
    command, port = _command(stack, "web"), free_port()
    command[command.index("-p") + 1] = str(port)
    url = f"http://127.0.0.1:{port}"
    async with _running(stack, command, folder / "web.log", ""), httpx.AsyncClient(trust_env=False) as http:
        await asyncio.wait_for(_until_it_answers(http, url), START_SECONDS)
        yield url


async def _until_it_answers(http: httpx.AsyncClient, url: str) -> None:
    while True:
        with suppress(httpx.TransportError):
            (await http.get(f"{url}/healthz")).raise_for_status()
            return
        await asyncio.sleep(0.1)


def _command(stack: Stack, name: str) -> list[str]:
    return _of_process(stack, name, "cmdline")


def _environment(stack: Stack) -> dict[str, str]:
    """Where `up` told its programs to find the private services."""
    pairs = (text.partition("=") for text in _of_process(stack, "worker", "environ"))
    told = {name: value for name, _equals, value in pairs}
    return told | {"DJANGO_SETTINGS_MODULE": "tests.talkative_settings"}


def _of_process(stack: Stack, name: str, what: str) -> list[str]:
    process = Path(f"/proc/{stack.pids(name)[0]}")
    return (process / what).read_bytes().decode().rstrip("\0").split("\0")


@asynccontextmanager
async def _running(stack: Stack, command: list[str], log: Path, sign: str) -> AsyncIterator[None]:
    with_us = [sys.executable, "-m", "grata_site.child", str(os.getpid())]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 - it takes a moment
            [*with_us, *command],
            cwd=ROOT,
            env=_environment(stack),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        await _until(process, log, sign)
        yield
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, END_SECONDS)
        finally:
            process.kill()
            process.wait()


async def _until(process: subprocess.Popen[bytes], log: Path, sign: str) -> None:
    async with asyncio.timeout(START_SECONDS):
        while sign not in log.read_text(errors="replace"):  # noqa: ASYNC240 - a short file
            assert process.poll() is None, log.read_text(errors="replace")  # noqa: ASYNC240
            await asyncio.sleep(0.1)
