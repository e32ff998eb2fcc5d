"""Rows that are held until several workers stand before them: so that they surely do the same thing at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from tests.flows.screen import WITHIN
from tests.stack import Stack

HOLD = (
    "SELECT id FROM history_customer"
    " WHERE id IN (SELECT customer_id FROM history_conversation WHERE id = ANY(%s)) FOR UPDATE"
)
# Only the first in a queue for a row waits for its holder; the others wait for each other.
QUEUE = """
WITH waits AS (SELECT pid, pg_blocking_pids(pid) AS behind FROM pg_stat_activity WHERE wait_event_type = 'Lock'),
first AS (SELECT pid FROM waits WHERE %(holder)s = ANY(behind))
SELECT count(*) FROM waits WHERE %(holder)s = ANY(behind) OR behind && ARRAY(SELECT pid FROM first)
"""


class Held:
    """The customers of some chats, locked until `let_go`."""

    def __init__(self, holder: psycopg.Connection, watch: psycopg.Connection) -> None:
        self._holder, self._watch = holder, watch

    async def let_go(self, *, before: int) -> None:
        """Lets go when that many stand before them."""
        holder = {"holder": self._holder.info.backend_pid}
        async with asyncio.timeout(WITHIN):
            while self._watch.execute(QUEUE, holder).fetchall()[0][0] < before:  # noqa: ASYNC110 - locks send no events
                await asyncio.sleep(0.02)
        self._holder.rollback()


@asynccontextmanager
async def held(stack: Stack, chats: Sequence[str]) -> AsyncIterator[Held]:
    """Nobody changes anything about these chats until they are let go, at the end of the block if not before."""
    address: dict[str, Any] = {"host": str(stack.sockets), "user": "postgres", "dbname": "grata"}
    with psycopg.connect(**address) as holder, psycopg.connect(**address, autocommit=True) as watch:
        holder.execute(HOLD, [[int(chat) for chat in chats]])
        yield Held(holder, watch)
        holder.rollback()
