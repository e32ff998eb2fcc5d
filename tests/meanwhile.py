"""What somebody else commits in the worst moment: right after a look at the database has been taken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def right_after_the_look(act: Callable[[], object], *, at: str = "pg_current_snapshot") -> Iterator[None]:
    """Acts once, right after the first statement with those words: by itself between the snapshot that becomes the cursor and
    the queries that it stands for."""
    looks = list[str]()

    def watched(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        result = execute(sql, *more)
        if at in str(sql) and not looks:
            looks.append(sql)
            act()
        return result

    with connection.execute_wrapper(watched):
        yield
    assert looks
