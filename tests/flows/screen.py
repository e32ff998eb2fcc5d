"""An agent's browser without the browser: signed in by the form, told by the socket, kept true by the catch-up."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Frame = dict[str, Any]
Cookies = dict[str, str]

BEGINNING = "1:1:"  # a cursor that has seen nothing yet
PING_EVERY = 15.0
WITHIN = 20.0  # seconds until what should happen at once is given up, on a machine that is busy with other things
MESSAGE = re.compile(r'data-entity="message"\s+data-id="(\d+)"\s+data-version="(\d+)"\s+data-order="(\d+)"')
AWAY = (OSError, TimeoutError, httpx.TransportError, InvalidHandshake, ConnectionClosed)


async def sign_in(url: str, email: str, password: str) -> Cookies:
    """The cookies of a browser in which somebody filled in the form."""
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, headers={"Origin": url}) as http:
        form = await http.get("/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
        assert token, form.text
        fields = {"username": email, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = await http.post("/login/", data=fields)
        assert answer.status_code == 302, answer.text
        return dict(http.cookies)


class Page:
    """What a page knows after its frames, in whatever order they came: `static/console/js/store.js` in short."""

    def __init__(self, chat: str = "") -> None:
        self.chat = chat
        self.known: dict[tuple[str, str], Frame] = {}
        self.counts: Frame = {"as_of": []}
        self.begins = 0  # where the first message stands that it must know

    def begin_anew(self, html: str) -> None:
        """It was loaded again, and knows the messages that stand on it."""
        found = MESSAGE.findall(html)
        frames = [{"entity": "message", "id": id_, "version": int(version)} for id_, version, _order in found]
        self.known = {("message", frame["id"]): frame for frame in frames}
        self.begins = min((int(order) for _id, _version, order in found), default=self.begins)

    def put(self, frame: Frame) -> None:
        """Takes a frame, unless a newer state of its thing is known already."""
        if frame["type"] == "counts":
            self.counts = max(self.counts, frame, key=lambda counts: list(counts["as_of"]))
        if frame["type"] != "put" or (frame["entity"] == "message" and frame["chat"] != self.chat):
            return
        old = self.known.get((frame["entity"], frame["id"]))
        if old is None or frame["version"] >= old["version"]:
            self.known[frame["entity"], frame["id"]] = {"html": (old or {}).get("html"), **frame}

    def shown(self, entity: str) -> dict[str, Frame]:
        """What it knows of one kind of thing, by id."""
        return {id_: frame for (kind, id_), frame in self.known.items() if kind == entity}


class Screen:
    """One tab of one agent, with one chat open or none. Come in with `open_screen`."""

    def __init__(self, url: str, cookies: Cookies, chat: str = "") -> None:
        self.url, self.cookies = url, cookies
        headers = {"Origin": url, "X-CSRFToken": cookies.get("csrftoken", ""), "Accept": "application/json"}
        self.http = httpx.AsyncClient(base_url=url, cookies=cookies, headers=headers, timeout=15, trust_env=False)
        self.page = Page(chat)
        self.may_begin_anew = False  # whether it may come to miss so much that it has to be loaded again
        self.heard: list[Frame] = []
        self.cursor = self.agent = ""
        self._news = asyncio.Condition()
        self._live: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """Opens the console; what stands on the page is known from the first catch-up, which begins at its cursor."""
        self._read((await self._html("/console/")).raise_for_status().text)
        opened = asyncio.Event()
        self._live = asyncio.create_task(self._stay_connected(opened))
        await asyncio.wait_for(opened.wait(), WITHIN)

    async def leave(self) -> None:
        """Closes the tab."""
        await self.lose_socket()
        await self.http.aclose()

    async def lose_socket(self) -> None:
        """The line is cut; the page stays as it is."""
        if self._live is not None:
            self._live.cancel()
            with suppress(asyncio.CancelledError):
                await self._live
            self._live = None

    async def reconnect(self) -> None:
        """The line is back: a new socket, then a catch-up."""
        opened = asyncio.Event()
        self._live = asyncio.create_task(self._stay_connected(opened))
        await asyncio.wait_for(opened.wait(), WITHIN)

    async def catch_up(self) -> None:
        """Asks for all that changed; tries until there is an answer."""
        while True:
            with suppress(*AWAY):
                answer = await self.changes(self.cursor)
                if answer.status_code == 200 and await self._learn(answer.json()):
                    return
                assert answer.status_code == 200 or answer.status_code >= 500, answer.text
            await asyncio.sleep(0.2)

    async def changes(self, cursor: str, chat: str | None = None) -> httpx.Response:
        """The catch-up's answer."""
        return await self.http.get("/console/changes/", params={"cursor": cursor, "chat": chat or self.page.chat})

    async def hears(self, wanted: Callable[[Frame], Any], within: float = WITHIN) -> Frame:
        """The first frame on the socket that is wanted, whether it has come or comes yet."""
        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: any(map(wanted, self.heard)))
        except TimeoutError:
            raise AssertionError(f"it never came in {within} s; the last were {self.heard[-5:]}") from None
        return next(frame for frame in self.heard if wanted(frame))

    def heard_nothing_of(self, text: str) -> bool:
        """Whether no frame on the socket held that text."""
        return not any(text in frame.get("html", "") for frame in self.heard)

    async def claim(self, chat: str) -> httpx.Response:
        """Chosen from the waiting list."""
        return await self.http.post(f"/console/chats/{chat}/claim/")

    async def pass_on(self, chat: str) -> httpx.Response:
        """Not now, to a customer who came back."""
        return await self.http.post(f"/console/chats/{chat}/passing/")

    async def close(self, chat: str) -> httpx.Response:
        """The X."""
        return await self.http.post(f"/console/chats/{chat}/closure/")

    async def post(self, chat: str, text: str, client_id: str) -> httpx.Response:
        """One try to send a reply."""
        return await self.http.post(f"/console/chats/{chat}/messages/", data={"text": text, "client_id": client_id})

    async def reply(self, chat: str, text: str) -> str:
        """Sends a reply as the composer does: the same client_id until there is an answer. Its client_id."""
        client_id = str(uuid4())
        while True:
            with suppress(*AWAY):
                answer = await self.post(chat, text, client_id)
                if answer.status_code == 200:
                    return client_id
                assert answer.status_code >= 500, answer.text
            await asyncio.sleep(0.2)

    async def _learn(self, answer: dict[str, Any]) -> bool:
        """Takes what the catch-up tells; False if it tells to load the page anew, and that was not to be had."""
        assert self.may_begin_anew or not answer["reload"], "the page missed too much"
        if answer["reload"]:
            return await self._load_anew()
        for frame in answer["frames"]:
            self.page.put(frame)
        self.cursor = answer["cursor"]
        return True

    async def _load_anew(self) -> bool:
        answer = await self._html(f"/console/chats/{self.page.chat}/" if self.page.chat else "/console/")
        if answer.status_code >= 500:
            return False
        self._read(answer.raise_for_status().text)
        self.page.begin_anew(answer.text)
        return True

    async def _html(self, path: str) -> httpx.Response:
        return await self.http.get(path, headers={"Accept": "text/html"})

    def _read(self, html: str) -> None:
        self.cursor, self.agent = (re.findall(rf'data-{name}="([\d:,]+)"', html)[0] for name in ("cursor", "agent"))

    async def _stay_connected(self, opened: asyncio.Event) -> None:
        while True:
            with suppress(*AWAY):
                async with self.socket() as socket:
                    await self.catch_up()
                    opened.set()
                    await self._listen(socket)
            await asyncio.sleep(0.2)

    async def _listen(self, socket: ClientConnection) -> None:
        heartbeat = asyncio.create_task(_ping(socket))
        try:
            async for text in socket:
                await self._hear(text)
        finally:
            heartbeat.cancel()

    async def _hear(self, text: str | bytes) -> None:
        frame = json.loads(text)
        async with self._news:
            self.heard.append(frame)
            self.page.put(frame)
            self._news.notify_all()

    def socket(self, **headers: str) -> connect:
        """A connection of the tab's own kind."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return connect(
            f"{self.url.replace('http', 'ws', 1)}/console/socket/",
            additional_headers={"Cookie": cookie, "Origin": self.url, **headers},
            proxy=None,
            open_timeout=10,
        )


@asynccontextmanager
async def open_screen(url: str, cookies: Cookies, chat: str = "") -> AsyncIterator[Screen]:
    """A tab, loaded, its socket open; it is closed with the block."""
    screen = Screen(url, cookies, chat)
    try:
        await screen.load()
        yield screen
    finally:
        await screen.leave()


async def _ping(socket: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(PING_EVERY)
            await socket.send('{"type":"ping"}')


def state_of(frame: Frame) -> str:
    """The delivery's state that a message's fragment shows."""
    found = re.search(r'data-state="(\w+)"', frame["html"])
    assert found, frame
    return found[1]
