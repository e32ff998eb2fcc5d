"""How long an agent's reply takes from the browser to WeChat's door, next to the start of a task that does nothing; and next to
what it takes at least: a bare view that inserts one row, and then the start of that task."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from typing import Any
from uuid import uuid4

from history.models import Channel, Conversation, Customer
from tests.bench import idle_task, letters, stage
from tests.bench.clients import LENGTH, Connections, Listener, connections
from tests.bench.desk import Desk
from tests.bench.loads import durations, percentile
from tests.bench.measure import P50, WORDS, Plan
from tests.bench.rows import Row, at_most

PLENTY = 30_000  # replies: WeChat's own limit is not what is measured
TOKEN = b'{"access_token": "bench", "expires_in": 7200}'


def measure(plan: Plan, desk: Desk, product: int, floor: int) -> list[Row]:
    """By a task's start, and by that and an insert before it; `product` and `floor` are ports. BenchError when a reply does not
    arrive."""
    Channel.objects.update(window_replies=PLENTY)
    Customer.objects.update(window_left=PLENTY)
    found = Conversation.objects.filter(customer__external_id__in=desk.chats[0]).exclude(state="closed")
    return asyncio.run(_measure(plan, desk.sessions[0], list(found.values_list("pk", flat=True)), product, floor))


async def _measure(plan: Plan, session: str, chats: list[int], product: int, floor: int) -> list[Row]:
    ear, chat = Listener(letters.mark_in), cycle(chats)
    async with _wechat(ear) as api, _datagrams(ear) as port:
        with _workers(api):
            values, starts, inserts = list[float](), list[float](), list[float]()
            for each in range(plan.rounds + 1):
                begun = [await _begin(ear, port) for _ in range(plan.pages)]
                async with connections(floor, 1) as bare:
                    stored, _body = await durations(bare, letters.post("/insert/", WORDS.encode()), plan.pages)
                async with connections(product, 1) as web:
                    ours = [await _reply(ear, web, session, next(chat)) for _ in range(plan.pages)]
                if each:  # the first round warms all up
                    for kept, found in ((starts, begun), (inserts, stored), (values, ours)):
                        kept.append(1000 * percentile(found, P50))
    both = [start + insert for start, insert in zip(starts, inserts, strict=True)]
    name = "an agent's reply reaches WeChat, p50"
    return [at_most(3.0, name, "ms", values, starts), at_most(3.0, f"{name}, by insert and task", "ms", values, both)]


async def _begin(ear: Listener, port: int) -> float:
    mark = letters.mark()
    arrival = asyncio.create_task(ear.arrival(mark))
    await asyncio.sleep(0)
    begun = time.perf_counter()
    idle_task.begin.delay(mark, port)
    return await arrival - begun


async def _reply(ear: Listener, web: Connections, session: str, chat: int) -> float:
    mark = letters.mark()
    form = {"text": f"{WORDS} {mark}", "client_id": str(uuid4())}
    request = letters.form(f"/console/chats/{chat}/messages/", session, form)
    begun = time.perf_counter()
    arrived, _answer = await asyncio.gather(ear.arrival(mark), web.fetch(request))
    return arrived - begun


@contextmanager
def _workers(api: int) -> Iterator[None]:
    """One worker of ours, whose WeChat is at that port, and one of the floor."""
    ours = {"GRATA_WECHAT_API_URL": f"http://127.0.0.1:{api}"}
    with stage.working("grata_site", ours), stage.working("tests.bench.idle_task", {}, "-Q", "bench"):
        yield


@asynccontextmanager
async def _wechat(ear: Listener) -> AsyncIterator[int]:
    """The least that could be called WeChat's API: it takes everything. Its port."""

    serving = set[asyncio.Task[Any] | None]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        while head := await _head(reader):
            length = LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
            ear.hear(body.decode())
            answer = TOKEN if b"stable_token" in head else json.dumps({"errcode": 0}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield int(server.sockets[0].getsockname()[1])
        await asyncio.gather(*filter(None, serving))  # the workers have ended: nobody is connected any more


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (EOFError, OSError):
        return b""


@asynccontextmanager
async def _datagrams(ear: Listener) -> AsyncIterator[int]:
    """What hears idle tasks begin. Its port."""

    class Protocol(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            ear.hear(data.decode())

    way, _protocol = await asyncio.get_running_loop().create_datagram_endpoint(Protocol, ("127.0.0.1", 0))
    try:
        yield int(way.get_extra_info("sockname")[1])
    finally:
        way.close()
