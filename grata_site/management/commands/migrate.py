"""Django's `migrate`, giving way to those who use the tables.

A statement that needs a table for itself waits for all who use it, and whoever comes next waits behind it. So it gives up
soon, lets them through, and tries again.
"""

import time
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration
from psycopg import sql
from psycopg.errors import LockNotAvailable

PATIENCE = 3.0  # seconds for which a statement, and all behind it, wait for a table
TRIES = 10
PAUSE = 5.0  # seconds between them: whoever has waited goes first


class Command(migrate.Command):
    """Each migration is done or not done, whenever this is broken off; begun again, it goes on."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError if a table is in use all the time."""
        self._connection = connections[options["database"]]
        try:
            for left in reversed(range(TRIES)):
                if self._migrates(*args, **options):
                    return
                if left:
                    self.stderr.write(f"A table is in use; trying again in {PAUSE:g} seconds, {left} more times.")
                    time.sleep(PAUSE)
        finally:
            if self._connection.connection is not None:
                self._execute("RESET lock_timeout")
        raise CommandError(
            "A table was in use all the time, by a long report or a backup perhaps. The migrations before this one are done, "
            "and nothing of this one: run migrate again later."
        )

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """What happens before each migration, outside its transaction."""
        if action in ("apply_start", "unapply_start") and not fake:
            self._be_patient(migration)
        if action == "apply_start" and not fake:
            self._drop_unfinished(migration)
        super().migration_progress_callback(action, migration, fake)

    def _migrates(self, *args: Any, **options: Any) -> bool:
        try:
            super().handle(*args, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                return False
            raise
        return True

    def _be_patient(self, migration: Migration) -> None:
        """One that is not atomic does its work concurrently: it may wait for hours, and nobody waits for it."""
        seconds = PATIENCE if migration.atomic else 0
        self._execute(f"SET lock_timeout = {int(1000 * seconds)}")

    def _drop_unfinished(self, migration: Migration) -> None:
        """An index that was broken off is there, and of no use."""
        for operation in migration.operations:
            if isinstance(operation, AddIndexConcurrently):
                name = sql.Identifier(operation.index.name)
                self._execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(name))

    def _execute(self, statement: Any) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
