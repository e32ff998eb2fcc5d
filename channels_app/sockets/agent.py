"""The agent's socket: frames out, heartbeats in. It carries hints; whatever it misses, the catch-up URL tells."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from channels.auth import get_user
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

from channels_app.sockets.origin import same_origin
from channels_app.sockets.threads import in_thread
from console import access, live
from console.actions.heartbeat import heartbeat
from console.models import Agent

log = logging.getLogger(__name__)

SIGNED_OUT = 4401
TRY_AGAIN = 1013
FRAME_MOST = 4096
REDIS_SECONDS = 2.0
REDIS_AWAY = (RedisError, OSError, TimeoutError)


class AgentConsumer(AsyncJsonWebsocketConsumer):
    """One tab of one signed-in agent."""

    agent: Agent | None = None
    joined: tuple[str, ...] = ()

    async def connect(self) -> None:
        if not same_origin(self.scope):
            return await self.close(SIGNED_OUT)
        self.agent = await self._agent()
        if self.agent is None:
            return await self.close(SIGNED_OUT)
        if not await self._join(self.agent):
            return await self.close(TRY_AGAIN)
        await self.accept()
        await self._heartbeat()

    async def disconnect(self, code: int) -> None:
        with suppress(*REDIS_AWAY):
            async with asyncio.timeout(REDIS_SECONDS):
                for group in self.joined:
                    await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        """Whatever is not a short JSON text closes the socket."""
        if text_data is None or len(text_data) > FRAME_MOST:
            return await self.close(1009)
        try:
            await super().receive(text_data=text_data, **kwargs)
        except (ValueError, RecursionError):
            await self.close(1003)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """A ping: the agent is alive, and hears at once if their rights are gone."""
        if not isinstance(content, dict) or content.get("type") != "ping":
            return
        if await self._heartbeat():
            await self.send_json({"type": "pong"})

    async def push(self, event: dict[str, Any]) -> None:
        """A frame from `console.live`."""
        await self.send_json(event["frame"])
        if event["frame"]["type"] == "signed_out":
            await self.close(SIGNED_OUT)

    async def _join(self, agent: Agent) -> bool:
        key = self.scope["session"].session_key
        self.joined = (live.everyone(agent.language), live.one(agent.pk), live.session(key))
        try:
            async with asyncio.timeout(REDIS_SECONDS):
                for group in self.joined:
                    await self.channel_layer.group_add(group, self.channel_name)
        except REDIS_AWAY:
            log.warning("An agent's socket can't be had without Redis; the page asks by itself until then")
            return False
        return True

    async def _heartbeat(self) -> bool:
        try:
            agent = await self._agent()
            if agent is not None:
                await in_thread(heartbeat, agent)
                return True
            await self.push({"frame": {"type": "signed_out"}})
        except (OperationalError, InterfaceError):
            await self.close(TRY_AGAIN)
        return False

    async def _agent(self) -> Agent | None:
        """The agent as the database knows them now: an ended session, a new password, a blocked user make it nobody."""
        session = self.scope.get("session")
        if session is None or not session.session_key or not await session.aexists(session.session_key):
            return None
        return await in_thread(access.agent_of, await get_user(self.scope))
