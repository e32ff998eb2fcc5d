"""A limit for what may take long, and the way in which PostgreSQL is to go about it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from psycopg.errors import QueryCanceled

MILLISECONDS = 3_000


class TooSlow(Exception):
    """It was given up."""


@contextmanager
def limited(milliseconds: int = MILLISECONDS, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Each statement within, in that database, has so much time. Raises TooSlow."""
    try:
        with transaction.atomic(using), connections[using].cursor() as cursor:
            # Compiling a statement takes longer than running one that stops at a full page.
            cursor.execute(f"SET LOCAL statement_timeout = {milliseconds:d}; SET LOCAL jit = off")
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise
