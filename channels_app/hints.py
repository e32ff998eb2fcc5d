"""Telling a worker that a row is due. It may fail: the row stays due, and a sweep finds it a little later."""

import logging
from typing import Any

log = logging.getLogger(__name__)


def hint(task: Any, pk: int) -> None:
    """Queues the task for that row, if the broker is there."""
    try:
        task.delay(pk)
    except Exception:
        log.warning("No worker was told of %s %s; the sweep will", task.name, pk, exc_info=True)
