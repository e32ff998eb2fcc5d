"""Telling a worker that something is to be done. It may fail: a row that is due stays so, and a sweep finds it."""

import logging
from typing import Any

log = logging.getLogger(__name__)


def hint(task: Any, pk: int) -> None:
    """Queues the task for that row, if the broker is there."""
    try:
        task.delay(pk)
    except Exception:
        log.warning("No worker was told of %s %s", task.name, pk, exc_info=True)
