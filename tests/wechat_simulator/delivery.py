"""Deliveries of customers' messages to our callback, as patient as WeChat is: five seconds, three times."""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import httpx

from tests.wechat_simulator.accounts import Account
from tests.wechat_simulator.phones import FAILURE_LINE, Item, Phones
from tests.wechat_simulator.wire import BadReplyError, push, read_reply, signature

DELIVERIES = 3
ECHO = "4375120948345356249"


@dataclass
class Letter:
    """One message or event on its way to us."""

    account: Account
    phones: Phones
    item: Item
    body: str
    now: Callable[[], float]
    begun: float = 0.0


class Postman:
    """Brings each customer's letters one after the other, different customers' at the same time.

    A letter that nobody took is brought again `gap` seconds after it was brought before, while the next ones go on.
    """

    def __init__(self) -> None:
        self.callback_url = os.environ.get("SIMULATOR_CALLBACK_URL", "http://127.0.0.1:8000")
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: httpx.AsyncClient | None = None
        self.reset()

    def reset(self) -> None:
        """Forgets every letter, and is as patient as WeChat again."""
        for task in self._tasks:
            task.cancel()
        self.deadline = 5.0
        self.gap = 5.0
        self._bags: dict[tuple[str, str], deque[Letter]] = {}

    def post(self, letter: Letter) -> None:
        who = (letter.account.slug, letter.item.openid)
        if who in self._bags:
            self._bags[who].append(letter)
            return
        self._bags[who] = deque([letter])
        self._start(self._walk(who))

    async def verify(self, account: Account, now: int) -> bool:
        """The GET with which WeChat checks an address when it is entered."""
        query = {"timestamp": str(now), "nonce": "1514711492"}
        signed = signature(account.token, *query.values())
        answer = await self._client().get(
            self._url(account), params={**query, "signature": signed, "echostr": ECHO}, timeout=self.deadline
        )
        return answer.status_code == 200 and answer.text == ECHO

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _walk(self, who: tuple[str, str]) -> None:
        bag = self._bags[who]
        while bag:
            letter = bag.popleft()
            if not await self._bring(letter):
                self._start(self._bring_again(letter))
        del self._bags[who]

    async def _bring_again(self, letter: Letter) -> None:
        loop = asyncio.get_running_loop()
        while letter.item.tries < DELIVERIES:
            await asyncio.sleep(max(0.0, letter.begun + self.gap - loop.time()))
            if await self._bring(letter):
                return
        letter.phones.change(letter.item, delivery="failed")
        self._show(letter, "system", "text", FAILURE_LINE)

    async def _bring(self, letter: Letter) -> bool:
        letter.begun = asyncio.get_running_loop().time()
        letter.phones.change(letter.item, tries=letter.item.tries + 1)
        try:
            async with asyncio.timeout(self.deadline):
                answer = await self._push(letter)
            reply = read_reply(letter.account, letter.item.openid, answer)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, BadReplyError):
            return False
        letter.phones.change(letter.item, delivery="delivered")
        if reply:
            self._show(letter, "in", reply["MsgType"], reply.get("Content", f"[{reply['MsgType']}]"), "passive")
        return True

    async def _push(self, letter: Letter) -> bytes:
        query, body = push(letter.account, letter.item.openid, letter.body, int(letter.now()))
        answer = await self._client().post(
            f"{self._url(letter.account)}?{query}", content=body, headers={"Content-Type": "text/xml"}
        )
        if answer.status_code != 200:
            raise BadReplyError(f"HTTP {answer.status_code}")
        return answer.content

    def _show(self, letter: Letter, direction: str, kind: str, text: str, source: str = "") -> None:
        letter.phones.add(
            account=letter.account.slug,
            openid=letter.item.openid,
            direction=direction,
            kind=kind,
            text=text,
            created_at=int(letter.now()),
            source=source,
        )

    def _url(self, account: Account) -> str:
        return f"{self.callback_url.rstrip('/')}/channels/wechat/{account.slug}/"

    def _client(self) -> httpx.AsyncClient:
        # Made on first use: it belongs to the event loop, which is not there yet when the module is imported.
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=None, trust_env=False, limits=httpx.Limits(max_connections=200))
        return self._http
