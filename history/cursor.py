"""What has changed since somebody last asked, by transaction id."""

from typing import NamedTuple

from django.db import connection


class Snapshot(NamedTuple):
    """What the database shows right now.

    Two snapshots compare as tuples in the order in which they were taken: a later one has no smaller `xmin` and `xmax`,
    and where both are equal, transactions only leave the list of those still running.
    """

    xmin: int
    xmax: int
    running: int

    @property
    def as_of(self) -> list[int]:
        """Three numbers of which the later snapshot's are the greater, compared one after the other."""
        return [self.xmin, self.xmax, -self.running]


def snapshot() -> Snapshot:
    """Take it before the queries it stands for. Rows with `changed_xid >= xmin` are those that a next look must include.

    Source: PostgreSQL manual, "Transaction ID and Snapshot Information Functions".
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,"
            " (SELECT count(*) FROM pg_snapshot_xip(s)) FROM pg_current_snapshot() AS s"
        )
        row = cursor.fetchone()
    assert row is not None
    return Snapshot(*row)
