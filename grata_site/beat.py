"""Celery beat, for machines whose clock is set back now and then, and for sweeps that find nothing most of the time."""

from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string


class SteadyScheduler(PersistentScheduler):
    """Beat's own believes what it noted about its last runs, and would wait until the clock has come that far again.

    And it sends each task at its time. A sweep that would find nothing still takes a message to Redis and a worker's process
    that wakes up for it: some of them each second, and a desk at which nothing happens takes a third of a processor.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """What is due now is run. Seconds until it wants to be asked again."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # the moments in it are of the other time as well
        return float(super().tick(*args, **kwargs))

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Sends the task, if it has something to do or nobody can tell."""
        if _finds_something(entry.task):
            super().apply_entry(entry, producer=producer)


def _finds_something(task: str) -> bool:
    question = settings.GRATA_SWEEPS.get(task)
    try:
        return question is None or bool(import_string(question)())
    except Exception:  # the task will come to the same, and say so
        connections.close_all()
        return True
