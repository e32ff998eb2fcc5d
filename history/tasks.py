import logging
import time

from celery import shared_task

from history.search.following import follow
from history.strays import sweep

log = logging.getLogger(__name__)

SECONDS = 20.0  # of work at a time: then the next run goes on


@shared_task
def follow_for_search() -> None:
    """Brings what search looks through up to what was written."""
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends and follow():
        pass


@shared_task
def sweep_files() -> None:
    """Looks for files that no row names, once a day."""
    ends = time.monotonic() + SECONDS
    try:
        while time.monotonic() < ends and sweep():
            pass
    except OSError as error:
        log.warning("The storage can't be looked through now: %s", type(error).__name__)
