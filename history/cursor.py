"""What has changed since somebody last asked, by transaction id."""

import re
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, TextField, Value

CURSOR = re.compile(r"(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,\d{1,18}){0,999})?)", re.ASCII)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Snapshot:
    """Which transactions the database shows: all before `xmin`, none from `xmax` on, and none of `running`.

    Source: PostgreSQL manual, "Transaction ID and Snapshot Information Functions".
    """

    xmin: int
    xmax: int
    running: tuple[int, ...]

    def __str__(self) -> str:
        """As PostgreSQL writes it, and as a browser hands it back: the cursor."""
        return f"{self.xmin}:{self.xmax}:{','.join(map(str, self.running))}"

    def shows(self, xid: int) -> bool:
        """Whether it shows what that transaction wrote."""
        return xid < self.xmin or (xid < self.xmax and xid not in self.running)

    @property
    def as_of(self) -> list[int]:
        """Three numbers of which the later snapshot's are the greater, compared one after the other.

        A later one has no smaller `xmin` and `xmax`; where both are equal, transactions only leave the list of those
        still running.
        """
        return [self.xmin, self.xmax, -len(self.running)]


class _Shows(Func):
    """Whether a snapshot shows a transaction."""

    template = "pg_visible_in_snapshot(%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, seen: Snapshot) -> None:
        xid = Func(F(column), template="%(expressions)s::text::xid8", output_field=TextField())
        text = Func(Value(str(seen)), template="%(expressions)s::pg_snapshot", output_field=TextField())
        super().__init__(xid, text)


def snapshot() -> Snapshot:
    """What the database shows now. Take it before the queries it stands for: what commits in between is then told twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        row = cursor.fetchone()
    assert row is not None
    found = parse(row[0])
    assert found is not None
    return found


def parse(text: str) -> Snapshot | None:
    """The snapshot that a cursor stands for; None for what is no cursor, or what PostgreSQL would not take as one."""
    match = CURSOR.fullmatch(text)
    if match is None:
        return None
    xmin, xmax = int(match[1]), int(match[2])
    running = tuple(int(xid) for xid in match[3].split(",") if xid)
    is_fit = 0 < xmin <= xmax and list(running) == sorted(running) and all(xmin <= xid < xmax for xid in running)
    return Snapshot(xmin, xmax, running) if is_fit else None


def is_ours(seen: Snapshot, now: Snapshot) -> bool:
    """Whether `seen` can have been taken before `now`: after a restore from a backup the numbers begin anew."""
    return seen.xmin <= now.xmin and seen.xmax <= now.xmax


def written(column: str, *, since: Snapshot) -> Q:
    """Whether that column of a row holds a transaction that `since` did not show yet."""
    return Q(**{f"{column}__gte": since.xmin}) & ~Q(_Shows(column, since))


def changed(rows: QuerySet[Row], *, since: Snapshot, until: Snapshot | None = None) -> QuerySet[Row]:
    """Those of the rows that were written by transactions which `since` did not show yet.

    Not by ids alone: a transaction that began early and commits late is found, and one that runs for an hour, whosever it
    is, does not make everything look new.

    until: leaves the rows out that were written later still, which the next look finds. Nothing that is to be shown may
    be left out so: a row that is written again after the snapshot is gone in the form that the snapshot showed.
    """
    recent = rows.filter(written("changed_xid", since=since))
    return recent if until is None else recent.filter(changed_xid__lt=until.xmax)
