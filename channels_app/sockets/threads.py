"""Database work of sockets, in threads of their own.

Channels runs all such work of a process in one thread unless told otherwise: one slow query would hold up every socket.
"""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

P = ParamSpec("P")
R = TypeVar("R")

_threads = ThreadPoolExecutor(8, thread_name_prefix="socket")


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `work` returns; it may use the database."""
    call: Callable[..., Awaitable[R]] = database_sync_to_async(work, thread_sensitive=False, executor=_threads)
    return await call(*args, **kwargs)
