"""The visitor's socket: their messages in, ours out. Each ping and each hello also tells what an earlier frame may have missed."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar
from uuid import UUID
from weakref import WeakValueDictionary

from django.db import InterfaceError, OperationalError
from django.utils import translation
from redis.exceptions import RedisError

from channels_app import stages
from channels_app.inbound import InboundUnavailable, Received, receive
from channels_app.models import WebChatSite
from channels_app.sockets.consumer import Consumer
from channels_app.sockets.origin import same_origin
from channels_app.sockets.threads import in_thread
from channels_app.webchat import about, drafts, limits, record, signed, situation, typed, visitors, wire
from channels_app.webchat.arriving import inbound
from channels_app.webchat.drafts import Refused
from channels_app.webchat.typed import Typed
from channels_app.webchat.visitors import Visitor
from console.addresses import client_address

log = logging.getLogger(__name__)

HELLO_SECONDS = 10.0
SILENCE_SECONDS = 150.0  # a browser lets the timers of a hidden tab run once a minute
REDIS_SECONDS = 2.0
FRAME_MOST = 20_000  # bytes
FRAME_EVERY = 0.2  # seconds, on average
FRAMES_AT_ONCE = 300  # of one socket: more is a flood, which is ended without asking anybody
# Daphne sends no code of the protocol's own but 1000, so these are HTTP's with 4000 added.
MALFORMED, DENIED, SILENT, TOO_BIG, NOT_TEXT, POLICY, TRY_AGAIN = 4400, 4401, 4408, 4413, 4415, 4429, 4503
DATABASE_AWAY = (OperationalError, InterfaceError)
REDIS_AWAY = (RedisError, OSError, TimeoutError)

_sites: WeakValueDictionary[int, WebChatSite] = WeakValueDictionary()


class VisitorConsumer(Consumer):
    """One tab of one visitor."""

    ANSWERS: ClassVar = {
        "message": "_message",
        "typing": "_typing",
        "ping": "_ping",
        "older": "_older",
        "mail": "_mail",
        "end": "_end_chat",
        "about": "_about",
    }

    site: WebChatSite
    visitor: Visitor | None = None
    deadline: asyncio.TimerHandle | None = None
    expiry: asyncio.TimerHandle | None = None
    ending: asyncio.Task[None] | None = None
    paced_until: float = 0.0  # a frame every FRAME_EVERY seconds would have brought us here
    is_counted = False

    async def connect(self) -> None:
        """Only our own frame at a site that we know gets a socket."""
        site = await self._site() if same_origin(self.scope) else None
        if site is None:
            return await self.close()
        self.site = site
        await self.accept()
        self.is_counted = stages.socket_opened("visitors")
        self._expect_within(HELLO_SECONDS)

    async def disconnect(self, code: int) -> None:
        """Forgets the socket."""
        stages.socket_closed("visitors", if_counted=self.is_counted)
        for timer in filter(None, (self.deadline, self.expiry)):
            timer.cancel()
        if self.visitor is not None:
            await self._leave(self.visitor)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Whatever is not a short JSON text closes the socket."""
        if text_data is None:
            return await self.close(NOT_TEXT)
        if len(text_data) > FRAME_MOST or len(text_data.encode(errors="replace")) > FRAME_MOST:
            return await self.close(TOO_BIG)
        if self._floods():
            return await self.close(POLICY)
        try:
            await super().receive(text_data=text_data, **kwargs)
        except (ValueError, RecursionError):  # what is no JSON, and frames that are none of ours
            await self.close(MALFORMED)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """A hello first, then messages, signs of typing, pings and requests for older pages."""
        kind = str(content.get("type")) if isinstance(content, dict) else None
        if self.visitor is None:
            if kind != "hello":
                raise ValueError("The first frame is a hello.")
            return await self._hello(content)
        self._expect_within(SILENCE_SECONDS)
        if kind not in self.ANSWERS:
            raise ValueError("There is no such frame.")
        return await getattr(self, self.ANSWERS[kind])(self.visitor, content)

    async def push(self, event: dict[str, Any]) -> None:
        """A frame from the adapter, or from another tab."""
        await self.send_json(event["frame"])

    async def _hello(self, content: dict[str, Any]) -> None:
        try:
            visitor = self._recognise(content)
        except signed.Denied as denied:
            why = {"reason": str(denied), "detail": denied.detail, "expired": denied.has_expired}
            await self.send_json({"type": "denied", **why})
            return await self.close(DENIED)
        self._expect_within(SILENCE_SECONDS)
        if await self._join(visitor):  # before reading, so that what comes in between is not missed
            self.visitor = visitor
            await self._tell("welcome", visitor, partial(record.news, visitor, content.get("cursor")))
            self._note_end(visitor)

    def _recognise(self, content: dict[str, Any]) -> Visitor:
        """A token counts, and never falls back to a secret. Raises Denied."""
        if "token" in content:
            return signed.recognise(self.site, content["token"], content.get("language"))
        visitor = visitors.recognise(self.site, content.get("secret"), content.get("language"))
        return about.heard(visitor, content.get("about"))

    async def _about(self, visitor: Visitor, content: dict[str, Any]) -> None:
        self.visitor = about.heard(visitor, content)

    async def _ping(self, visitor: Visitor, content: dict[str, Any]) -> None:
        """Without a cursor it only asks whether we are here: thousands of visitors do nothing else."""
        if "cursor" in content:
            await self._tell("pong", visitor, partial(record.news, visitor, content["cursor"]))
        else:
            await self.send_json({"type": "pong"})

    async def _older(self, visitor: Visitor, content: dict[str, Any]) -> None:
        before = _number(content.get("before"))
        await self._tell("older", visitor, partial(record.older, visitor, before))

    async def _mail(self, visitor: Visitor, content: dict[str, Any]) -> None:
        """The chat is to go to the visitor's address. The answer says in words what became of that."""
        await self._tell("mailed", visitor, partial(situation.mail, visitor))

    async def _end_chat(self, visitor: Visitor, content: dict[str, Any]) -> None:
        """The visitor has had enough of that chat. Every tab hears how they stand now."""
        chat = _number(content.get("chat"))
        told = await self._tell("situation", visitor, partial(situation.end, visitor, chat))
        if told is not None:
            await self._show_other_tabs(visitor, told)

    async def _typing(self, visitor: Visitor, content: dict[str, Any]) -> None:
        """What comes too often is passed over."""
        sign = typed.read(content)
        with suppress(*DATABASE_AWAY):
            await in_thread(_show_typing, visitor, sign)

    async def _tell(self, kind: str, visitor: Visitor, read: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        """The frame that was sent; None if the socket was closed instead."""
        try:
            frame = {"type": kind, **await in_thread(_read, visitor, read)}
        except Refused:
            await self.close(POLICY)
            return None
        except DATABASE_AWAY:
            await self.close(TRY_AGAIN)
            return None
        await self.send_json(frame)
        return frame

    async def _message(self, visitor: Visitor, content: dict[str, Any]) -> None:
        draft_id = drafts.draft_id(content.get("id"))
        try:
            message, how = await in_thread(_store, visitor, draft_id, content.get("text"), self._address())
        except Refused as refused:
            why = {"reason": str(refused), "retry_after": refused.retry_after}
            return await self.send_json({"type": "refused", "id": str(draft_id), **why})
        except InboundUnavailable:
            return await self.send_json({"type": "later", "id": str(draft_id)})
        await self.send_json({"type": "stored", "id": str(draft_id), "message": message, "situation": how})
        return await self._show_other_tabs(visitor, {"type": "put", "message": message, "situation": how})

    async def _show_other_tabs(self, visitor: Visitor, frame: dict[str, Any]) -> None:
        event = {"type": "push", "frame": frame}
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                await self.channel_layer.group_send(visitor.group, event)
        except REDIS_AWAY:
            log.warning("A visitor's other tabs were not told; they will catch up by themselves", exc_info=True)

    async def _join(self, visitor: Visitor) -> bool:
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                await self.channel_layer.group_add(visitor.group, self.channel_name)
        except REDIS_AWAY:
            log.warning("A visitor's socket can't be had without Redis", exc_info=True)
            await self.close(TRY_AGAIN)
            return False
        return True

    async def _leave(self, visitor: Visitor) -> None:
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                await self.channel_layer.group_discard(visitor.group, self.channel_name)
        except REDIS_AWAY:
            log.warning("A visitor's socket did not leave its group", exc_info=True)

    async def _site(self) -> WebChatSite | None:
        key = self.scope["url_route"]["kwargs"]["key"]
        try:
            found = await in_thread(WebChatSite.objects.filter(slug=key).first)
        except DATABASE_AWAY:
            return None
        return found and _shared(found)

    def _address(self) -> str | None:
        peer = (self.scope.get("client") or [""])[0]
        forwarded = dict(self.scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1")
        return client_address(peer=peer, forwarded=forwarded)

    def _floods(self) -> bool:
        now = time.monotonic()
        self.paced_until = max(self.paced_until, now) + FRAME_EVERY
        return self.paced_until > now + FRAME_EVERY * FRAMES_AT_ONCE

    def _expect_within(self, seconds: float) -> None:
        """Closes the socket unless this is called again in time."""
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = asyncio.get_running_loop().call_later(seconds, self._end)

    def _note_end(self, visitor: Visitor) -> None:
        """When the site's word runs out the page is asked for a new one, and the socket ends a little later."""
        if visitor.until is not None:
            rest = visitor.until - time.time()
            self.expiry = asyncio.get_running_loop().call_later(max(0.0, rest), self._ask_anew)

    def _ask_anew(self) -> None:
        self.ending = asyncio.ensure_future(self.send_json({"type": "expired"}))
        self.expiry = asyncio.get_running_loop().call_later(signed.LEEWAY, self._end, DENIED)

    def _end(self, code: int = SILENT) -> None:
        self.ending = asyncio.ensure_future(self.close(code))


def _shared(found: WebChatSite) -> WebChatSite:
    """The same site as another socket has it, if nothing in it has changed since: thousands need it only once."""
    known = _sites.get(found.pk)
    if known is None or _values(known) != _values(found):
        known = _sites[found.pk] = found
    return known


def _values(site: WebChatSite) -> dict[str, Any]:
    return {name: value for name, value in vars(site).items() if name != "_state"}


def _number(value: object) -> int:
    """Raises ValueError for what our page does not send."""
    number = record.number(value)
    if number is None:
        raise ValueError("This is a whole number, as text.")
    return number


def _read(visitor: Visitor, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    limits.check(limits.READS, visitor)
    return read()


def _show_typing(visitor: Visitor, sign: Typed) -> None:
    if not limits.wait(limits.TYPING, visitor):
        typed.show(visitor, sign)


def _store(
    visitor: Visitor, draft_id: UUID, text: object, address: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    with translation.override(visitor.speaks):
        draft = drafts.read(draft_id, text)
        limits.check(limits.MESSAGES, visitor, address)
        about.check(visitor)
    received = Received(external_id=f"{wire.OURS}{draft.id}", text=draft.text)
    receipt = receive(inbound(visitor, received, address))
    return wire.message(receipt.message, visitor.speaks), situation.of(receipt.message.customer)
