"""`migrate` while everybody works: it waits for nobody for long, and what it was broken off at is done anew."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from grata_site.management.commands import migrate
from quickreplies.models import QuickReply

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A version to come, whose migrations change the quick replies; they are undone again."""
    monkeypatch.setattr(migrate, "PATIENCE", 0.5)
    monkeypatch.setattr(migrate, "PAUSE", 0.0)
    monkeypatch.setattr(migrate, "TRIES", 4)
    settings.MIGRATION_MODULES = {"quickreplies": "tests.grata_site.late.migrations"}
    yield
    call_command("migrate", "quickreplies", "0001", verbosity=0)


@pytest.fixture
def reader() -> Iterator[Any]:
    """Somebody who reads the quick replies, in a transaction that does not end."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT * FROM quickreplies_quickreply")
    yield other
    other.rollback()
    other.close()


def migrates(*arguments: str) -> None:
    try:
        call_command("migrate", "quickreplies", *arguments, verbosity=0)
    finally:
        connection.close()


def columns() -> set[str]:
    with connection.cursor() as cursor:
        return {
            column.name for column in connection.introspection.get_table_description(cursor, "quickreplies_quickreply")
        }


def waits_for_a_table() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'")
        return bool(cursor.fetchone()[0])


def test_a_migration_gives_way_to_those_who_write_while_somebody_reads_on(late: None, reader: Any) -> None:
    with ThreadPoolExecutor(1) as thread:
        migrating = thread.submit(migrates)
        while not waits_for_a_table():
            assert not migrating.done()
        QuickReply.objects.create()  # it stands behind the migration
        with pytest.raises(CommandError, match="run migrate again later"):
            migrating.result(timeout=60)
    assert "note" not in columns()
    reader.rollback()
    migrates("0002")
    assert "note" in columns()


def test_it_goes_on_as_soon_as_nobody_is_in_the_way(
    late: None, reader: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(1) as thread:
        migrating = thread.submit(migrates, "0002")
        while not waits_for_a_table():
            assert not migrating.done()
        reader.rollback()
        migrating.result(timeout=60)
    assert "note" in columns()


def test_an_index_that_was_broken_off_is_made_anew(late: None) -> None:
    migrates("0002")
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX quick_replies_by_note ON quickreplies_quickreply (id)")
        migrates()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'quick_replies_by_note'")
        assert "(note)" in cursor.fetchone()[0]


def test_all_else_waits_for_locks_as_before(late: None) -> None:
    migrates("0002")
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("10s",)
