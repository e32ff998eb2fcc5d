"""Transactions side by side: work that many do at the same moment, each over a real connection of their own."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection
from django.db.models import Max

from console.models import Agent
from console.refusals import Refused
from history.cursor import Snapshot, snapshot
from history.models import Conversation, Customer, Message

T = TypeVar("T")
SECONDS = 30


def at_once(works: Sequence[Callable[[], T]]) -> list[T | Refused]:
    """What each of the works answered, or the refusal that it met. All begin together, with their connections open."""
    begin = threading.Barrier(len(works), timeout=SECONDS)
    with ThreadPoolExecutor(len(works)) as threads:
        begun = [threads.submit(_one, work, begin) for work in works]
        return [future.result(SECONDS) for future in begun]


def settled() -> Snapshot:
    """A look behind which all is that was committed until now.

    PostgreSQL numbers the transactions of all its databases together, so those of a test that runs beside us hold it back.
    """
    tables = (Agent, Conversation, Customer, Message)
    newest = max(table._default_manager.aggregate(newest=Max("changed_xid"))["newest"] or 0 for table in tables)
    limit = time.monotonic() + SECONDS
    while (look := snapshot()).xmin <= newest:
        assert time.monotonic() < limit, "A transaction does not end."
    return look


def _one(work: Callable[[], T], begin: threading.Barrier) -> T | Refused:
    try:
        connection.ensure_connection()
        begin.wait()
        return work()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()
