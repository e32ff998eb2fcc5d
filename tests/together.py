"""Transactions side by side: work that many do at the same moment, each over a real connection of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from console.refusals import Refused

T = TypeVar("T")
SECONDS = 30


def at_once(works: Sequence[Callable[[], T]]) -> list[T | Refused]:
    """What each of the works answered, or the refusal that it met. All begin together, with their connections open."""
    begin = threading.Barrier(len(works), timeout=SECONDS)
    with ThreadPoolExecutor(len(works)) as threads:
        begun = [threads.submit(_one, work, begin) for work in works]
        return [future.result(SECONDS) for future in begun]


def _one(work: Callable[[], T], begin: threading.Barrier) -> T | Refused:
    try:
        connection.ensure_connection()
        begin.wait()
        return work()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()
