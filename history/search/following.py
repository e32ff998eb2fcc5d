"""Puts into the passages what was written since the last time, a batch at a time, whoever wrote it.

A writer waits for nothing: the change of a row (`history.cursor`) is all that is needed to find it. Whoever was here before
there were passages comes last, the newest customers first.
"""

from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import Max, Model, QuerySet
from psycopg.errors import LockNotAvailable

from history.cursor import Snapshot, changed, is_ours, parse, snapshot
from history.models import Conversation, Customer, Message, SearchProgress
from history.prepared import ask
from history.search import passages

CUSTOMERS = 100  # in one batch
# Every search asks this first, so it is one statement, and looks at the end of three indexes.
STATE = """
SELECT known, upto, unfilled, pg_current_snapshot()::text, GREATEST(
    (SELECT max(changed_xid) FROM history_customer), (SELECT max(changed_xid) FROM history_conversation),
    (SELECT max(changed_xid) FROM history_message))
FROM history_searchprogress LIMIT 1
"""
PATIENCE = "SET LOCAL lock_timeout = '500ms'"  # less than it takes to find a deadlock: it is never others who give way


@dataclass(frozen=True)
class _Changes:
    """Of which customers something was written between two moments; up to `most` of them, in the order of their keys."""

    since: Snapshot
    upto: Snapshot
    customers: list[int]

    @property
    def is_all(self) -> bool:
        return len(self.customers) < CUSTOMERS


def is_behind() -> bool:
    """Whether something was written that is not in the passages yet. Asked first, because it locks and writes nothing."""
    for known, upto, unfilled, now, newest in ask(STATE, {}):
        seen, current = parse(known), parse(now)
        if upto or unfilled or seen is None or current is None or not is_ours(seen, current):
            return True
        return newest is not None and newest >= seen.xmin and _is_news()
    return True


def follow() -> bool:
    """One batch; whether there may be more to do. False also when somebody else is at it, or what is needed is locked."""
    if not is_behind():
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PATIENCE)
            progress = _claimed()
            return progress is not None and (_take_changes(progress) or _take_earlier(progress))
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise


def _is_news() -> bool:
    """Whether one of the rows that are newer than the oldest transaction of that moment was not there yet."""
    progress = SearchProgress.objects.first()
    return progress is None or bool(_changes(progress).customers)


def _claimed() -> SearchProgress | None:
    """The row, if nobody else has it. Made when it is not there: then everything is still to come."""
    if not SearchProgress.objects.exists():
        _begin()
    progress = SearchProgress.objects.select_for_update(skip_locked=True).first()
    if progress is not None and not is_ours(parse(progress.known) or snapshot(), snapshot()):
        progress.delete()  # the database was brought back from a backup
        return None
    return progress


def _begin() -> None:
    now = str(snapshot())
    newest = Customer.objects.aggregate(newest=Max("pk"))["newest"] or 0
    SearchProgress.objects.bulk_create([SearchProgress(pk=1, known=now, unfilled=newest + 1)], ignore_conflicts=True)


def _take_changes(progress: SearchProgress) -> bool:
    changes = _changes(progress)
    if changes.customers:
        passages.put_people(changes.customers)
        said = changed(Message.objects.filter(customer__in=changes.customers), since=changes.since, until=changes.upto)
        passages.put_messages(said)
    if changes.is_all:
        progress.known, progress.upto, progress.after = str(changes.upto), "", 0
    else:
        progress.upto, progress.after = str(changes.upto), changes.customers[-1]
    progress.save()
    return not changes.is_all


def _changes(progress: SearchProgress) -> _Changes:
    since, upto = parse(progress.known), parse(progress.upto) or snapshot()
    assert since is not None
    found = set[int]()
    for rows, key in _watched(progress.after):
        keys = changed(rows, since=since, until=upto).order_by(key).values_list(key, flat=True)
        found.update(keys.distinct()[:CUSTOMERS])
    return _Changes(since, upto, sorted(found)[:CUSTOMERS])


def _watched(after: int) -> list[tuple[QuerySet[Model], str]]:
    return [
        (Customer.objects.filter(pk__gt=after), "pk"),
        (Conversation.objects.filter(customer__gt=after), "customer"),
        (Message.objects.filter(customer__gt=after), "customer"),
    ]


def _take_earlier(progress: SearchProgress) -> bool:
    if not progress.unfilled:
        return False
    earlier = Customer.objects.filter(pk__lt=progress.unfilled).order_by("-pk")
    batch = list(earlier.values_list("pk", flat=True)[:CUSTOMERS])
    passages.put_people(batch)
    passages.put_messages(Message.objects.filter(customer__in=batch))
    progress.unfilled = batch[-1] if batch else 0
    progress.save()
    return True
