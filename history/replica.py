"""A copy of the database that follows it on another server: where pages read that change nothing.

PostgreSQL's streaming replica. It may be behind, which those pages say, or away: then the database itself is asked.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.utils import timezone
from psycopg.errors import SerializationFailure

log = logging.getLogger(__name__)

ALIAS = "replica"
RESTS = 30.0  # seconds for which one that did not answer is left alone
FRESH = timedelta(seconds=5)  # behind by less is not worth a word
BEHIND_MOST = timedelta(hours=1)  # further behind it is of no use

# What has been replayed is all there is while nothing more has come and the line is up. Without the second it may be that
# nothing comes any more. Source: PostgreSQL manual, "Recovery Information Functions" and "pg_stat_wal_receiver".
STATE = """
SELECT pg_is_in_recovery(), clock_timestamp(), CASE
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver)
    THEN clock_timestamp() ELSE pg_last_xact_replay_timestamp()
END
"""

T = TypeVar("T")
_rests_until = 0.0  # on the monotonic clock


@dataclass(frozen=True)
class Source:
    """Which database to read. What was written after `as_of` is not there yet; None where nothing worth a word is missing."""

    alias: str = DEFAULT_DB_ALIAS
    as_of: datetime | None = None


PRIMARY = Source()


def read(work: Callable[[Source], T]) -> T:
    """What `work` finds in the replica; in the database itself if there is no replica, or it goes away meanwhile."""
    source = _source()
    if source is PRIMARY:
        return work(PRIMARY)
    try:
        return work(source)
    except (OperationalError, InterfaceError) as error:
        # One whose rows were needed by the replay was ended by the replica itself: nothing is wrong with that.
        if not isinstance(error.__cause__, SerializationFailure):
            _let_rest(error)
        return work(PRIMARY)


def is_configured() -> bool:
    """Whether there is one, by the settings."""
    return ALIAS in connections.settings


def behind() -> timedelta | None:
    """By how much it is behind; None for one that does not answer, that follows nobody, or does not know."""
    try:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(STATE)
            ((follows, now, replayed),) = cursor.fetchall()
    except (OperationalError, InterfaceError) as error:
        _let_rest(error)
        return None
    return max(now - replayed, timedelta()) if follows and replayed else None


def _source() -> Source:
    if not is_configured() or time.monotonic() < _rests_until:
        return PRIMARY
    late = behind()
    if late is None or late > BEHIND_MOST:
        return PRIMARY
    return Source(ALIAS, None if late < FRESH else timezone.now() - late)


def _let_rest(error: Exception) -> None:
    global _rests_until
    _rests_until = time.monotonic() + RESTS
    log.warning("The replica is away, the database itself is asked for %d s: %s", RESTS, type(error).__name__)
