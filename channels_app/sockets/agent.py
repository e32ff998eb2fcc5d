"""The agent's socket: frames out, heartbeats and signs of typing in. It carries hints; whatever it misses, the catch-up
URL tells."""

import asyncio
import logging
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from redis.exceptions import RedisError

from channels_app import pace, stages, tasks
from channels_app.hints import hint
from channels_app.pace import Limit
from channels_app.sockets.consumer import Consumer
from channels_app.sockets.origin import same_origin
from channels_app.sockets.threads import in_thread
from channels_app.webchat.record import number
from console import access, frames, live
from console.actions.heartbeat import heartbeat
from console.models import Agent
from console.people import sign_ins
from console.people.sessions import SessionStore
from console.people.sign_ins import Standing
from history.models import Conversation

log = logging.getLogger(__name__)

# Daphne sends no code of the protocol's own but 1000, so these are HTTP's with 4000 added.
MALFORMED = 4400
SIGNED_OUT = 4401
TOO_BIG = 4413
TRY_AGAIN = 4503
SILENT = 4408
SILENCE_SECONDS = 60.0  # rights are looked at with each ping, so a socket that never pings may not stay
FRAME_MOST = 4096
TYPING_EVERY = 15.0  # seconds between two signs for a chat: WeChat shows one for so long, and refuses another meanwhile
TYPING = Limit("agent.typing", 12)  # for all chats: each is looked up in the database
REDIS_SECONDS = 2.0
REDIS_AWAY = (RedisError, OSError, TimeoutError)


class AgentConsumer(Consumer):
    """One tab of one signed-in agent. It keeps no more of them than the session's key: there are thousands of these."""

    key: str = ""
    joined: tuple[str, ...] = ()
    is_counted = False
    deadline: asyncio.TimerHandle | None = None
    ending: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        self.shown: dict[int, float] = {}  # by chat, when its customer was last shown that somebody types
        if not same_origin(self.scope):
            return await self.close(SIGNED_OUT)
        self.key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        agent = (await self._standing()).agent
        if agent is None:
            return await self.close(SIGNED_OUT)
        if not await self._join(agent):
            return await self.close(TRY_AGAIN)
        await self.accept()
        self.is_counted = stages.socket_opened("agents")
        self._expect_ping()
        await self._heartbeat()

    async def disconnect(self, code: int) -> None:
        stages.socket_closed("agents", if_counted=self.is_counted)
        if self.deadline is not None:
            self.deadline.cancel()
        with suppress(*REDIS_AWAY):
            async with asyncio.timeout(REDIS_SECONDS):
                for group in self.joined:
                    await self._leave(group)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Whatever is not a short JSON text closes the socket."""
        if text_data is None or len(text_data) > FRAME_MOST:
            return await self.close(TOO_BIG)
        try:
            await super().receive(text_data=text_data, **kwargs)
        except (ValueError, RecursionError):
            await self.close(MALFORMED)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """A ping: the agent is alive, and hears at once if their rights are gone. Typing: the customer may see it."""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "ping":
            self._expect_ping()
            if await self._heartbeat():
                await self.send_json({"type": "pong"})
        elif kind == "typing":
            await self._typing(number(content.get("chat")))

    async def push(self, event: dict[str, Any]) -> None:
        """Frames from `console.live`, as they go out."""
        for text in event["texts"]:
            await self.send(text_data=text)
        if event["ends"]:
            await self.close(SIGNED_OUT)

    async def _join(self, agent: Agent) -> bool:
        self.joined = (live.everyone(agent.language), live.one(agent.pk), live.session(sign_ins.digest(self.key)))
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                for group in self.joined:
                    await self.channel_layer.group_add(group, self.channel_name)
        except REDIS_AWAY:
            log.warning("An agent's socket can't be had without Redis; the page asks by itself until then")
            return False
        return True

    async def _leave(self, group: str) -> None:
        with suppress(RedisError, OSError):  # another group's Redis may be there
            await self.channel_layer.group_discard(group, self.channel_name)

    async def _heartbeat(self) -> bool:
        try:
            now = await self._standing()
            if now.agent is not None:
                await in_thread(heartbeat, now.agent)
                return True
            await self.send_json(frames.signed_out(now.over))
            await self.close(SIGNED_OUT)
        except (OperationalError, InterfaceError):
            await self.close(TRY_AGAIN)
        return False

    async def _typing(self, chat: int | None) -> None:
        """What comes too often, and signs for chats that are not the agent's, are passed over."""
        if chat is None or not self._may_show(chat):
            return
        with suppress(OperationalError, InterfaceError):
            await in_thread(_show_typing, self.key, chat)

    def _may_show(self, chat: int) -> bool:
        now = time.monotonic()
        self.shown = {one: at for one, at in self.shown.items() if now - at < TYPING_EVERY}
        if chat in self.shown:
            return False
        self.shown[chat] = now
        return True

    def _expect_ping(self) -> None:
        """Closes the socket unless this is called again in time."""
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = asyncio.get_running_loop().call_later(SILENCE_SECONDS, self._end)

    def _end(self) -> None:
        self.ending = asyncio.ensure_future(self.close(SILENT))

    async def _standing(self) -> Standing:
        return await in_thread(_whose, self.key) if self.key else Standing(None)


def _whose(session_key: str) -> Standing:
    """The agent as the database knows them now: an ended session, a new password, a blocked user make it nobody."""
    request = HttpRequest()
    request.session = SessionStore(session_key)
    return sign_ins.standing(get_user(request), session_key)


def _show_typing(session_key: str, chat: int) -> None:
    if pace.wait((TYPING, session_key)):
        return
    agent, conversation = _whose(session_key).agent, Conversation.objects.filter(pk=chat).first()
    if agent is not None and conversation is not None and access.takes_part(agent, conversation):
        hint(tasks.show_typing, chat)
