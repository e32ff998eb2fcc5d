"""Sitting out short outages, of the database and of platforms."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

DATABASE_AWAY = (OperationalError, InterfaceError)

T = TypeVar("T")
DOUBLINGS_MOST = 16


def patiently(work: Callable[[], T], *, seconds: float, pause: float) -> T:
    """What the work gives, begun again and again while the database is away. Raises DATABASE_AWAY after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return work()
        except DATABASE_AWAY:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(pause)


def backoff(attempts: int, *, most: int) -> int:
    """Seconds to wait before the next try: about twice as many after each, and about `most` in the end."""
    return int(min(2 ** min(attempts, DOUBLINGS_MOST), most) * random.uniform(0.75, 1.25))  # noqa: S311
