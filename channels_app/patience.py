"""Sitting out short outages of the database."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

DATABASE_AWAY = (OperationalError, InterfaceError)

T = TypeVar("T")


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
