"""Celery beat, for machines whose clock is set back now and then."""

from typing import Any

from celery.beat import PersistentScheduler


class SteadyScheduler(PersistentScheduler):
    """Beat's own believes what it noted about its last runs, and would wait until the clock has come that far again."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """What is due now is run. Seconds until it wants to be asked again."""
        now = self.app.now()
        ahead = [entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > now]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # the moments in it are of the other time as well
        return float(super().tick(*args, **kwargs))
