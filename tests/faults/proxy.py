"""A small TCP proxy: what stands behind it can be cut off, or frozen in one direction or in both, and given back."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PIECE = 65_536  # bytes
GONE = (ConnectionError, OSError, EOFError)


class Proxy:
    """Listens on `port` of this machine and passes on to what `reach` connects to. Runs in a thread of its own.

    Frozen bytes are not lost: like those of a line that comes back, they arrive late.
    """

    def __init__(self, reach: Callable[[], Awaitable[Pipe]]) -> None:
        self._reach = reach
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._cut = False
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._flows = {way: self._call(_open_gate()) for way in ("up", "down")}
        self.port: int = self._call(self._listen())

    @contextmanager
    def frozen(self, *ways: str) -> Iterator[None]:
        """While the block runs nothing passes: "up" is towards what stands behind, "down" is back from it."""
        for way in ways:
            self._loop.call_soon_threadsafe(self._flows[way].clear)
        try:
            yield
        finally:
            for way in ways:
                self._loop.call_soon_threadsafe(self._flows[way].set)

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Every connection ends at once; while the block runs, new ones do too."""
        self._cut = True
        self.break_all()
        try:
            yield
        finally:
            self._cut = False

    def break_all(self) -> None:
        """Every connection ends; new ones may be made at once."""
        self._call(self._abort())

    def close(self) -> None:
        """Ends the thread."""
        self._cut = True
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            return writer.transport.abort()
        self._open.add(writer)
        try:
            behind, beyond = await self._reach()
        except GONE:
            return writer.transport.abort()
        if writer.transport.is_closing():  # cut while the other half was being made
            return beyond.transport.abort()
        self._open.add(beyond)
        self._keep(self._pump(reader, beyond, self._flows["up"]))
        self._keep(self._pump(behind, writer, self._flows["down"]))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, flows: asyncio.Event) -> None:
        with suppress(*GONE):
            while piece := await source.read(PIECE):
                await flows.wait()
                sink.write(piece)
                await sink.drain()
            await flows.wait()
        sink.close()
        self._open.discard(sink)

    async def _end(self) -> None:
        self._server.close()
        await self._abort()
        for flow in self._flows.values():
            flow.set()
        await asyncio.gather(*self._tasks)

    async def _abort(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()


async def _open_gate() -> asyncio.Event:
    gate = asyncio.Event()
    gate.set()
    return gate
