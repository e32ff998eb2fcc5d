"""Work that one process does at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LETTERS, ERASING, ROLLING_UP = 7_205_759, 7_205_760, 7_205_761  # any numbers that no other lock of ours has


@contextmanager
def alone(lock: int) -> Iterator[bool]:
    """Whether no other process does the same now. PostgreSQL forgets the lock if this one dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        (is_alone,) = cursor.fetchone() or (False,)
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
