import time

from celery import shared_task

from history.search.following import follow

SECONDS = 20.0  # of work at a time: then the next run goes on


@shared_task
def follow_for_search() -> None:
    """Brings what search looks through up to what was written."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and follow():
        pass
