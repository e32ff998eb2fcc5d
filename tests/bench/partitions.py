"""The table of messages in partitions, made out of the one that the migrations make. What came of it is in docs/scaling.md."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

from django.db import Error, connection, transaction

TABLE, FIRST = "history_message", "history_message_0"
By = Literal["conversation_id", "customer_id"]
KINDS = {"conversation_id": "RANGE", "customer_id": "HASH"}

TRACKED = "CREATE TRIGGER tracked BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION grata_track()"
FORGOTTEN = (
    "CREATE TRIGGER forgotten AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone "
    "FOR EACH STATEMENT EXECUTE FUNCTION grata_forget_passages('{{4}}')"
)
NAMES_IT = (
    "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE confrelid = %s::regclass AND contype = 'f'"
)
NAMED = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname"
INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i WHERE i.indrelid = %s::regclass AND NOT i.indisunique
"""


def prepare(until: int, *, at_once: bool = False) -> None:
    """What is done beforehand, while everything runs: whoever writes waits for none of it. `at_once` is for a table that
    nobody uses, inside a transaction.
    """
    concurrently = "" if at_once else "CONCURRENTLY"
    _execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT is_first CHECK (conversation_id < {until:d}) NOT VALID")
    _execute(f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT is_first")
    _execute(f"CREATE UNIQUE INDEX {concurrently} message_of_conversation ON {TABLE} (conversation_id, id)")
    _execute(f"CREATE UNIQUE INDEX {concurrently} message_by_id ON {TABLE} (id)")


def attach(until: int) -> None:
    """The table becomes the partition of all conversations before that one; after it there is one for those to come.

    No row is touched. What refers to a message's id alone is lost: such a key can't be had of a table in partitions.
    """
    with transaction.atomic():
        _forget_references()
        _execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {TABLE}_pkey")
        _execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {FIRST}_pkey PRIMARY KEY USING INDEX message_of_conversation")
        _put_aside(FIRST)
        _make_whole(FIRST, FIRST, "conversation_id")
        _execute(f"ALTER TABLE {TABLE} ATTACH PARTITION {FIRST} FOR VALUES FROM (MINVALUE) TO ({until:d})")
        _execute(f"ALTER TABLE {FIRST} DROP CONSTRAINT is_first")
        _add_part(FIRST, f"{TABLE}_1", "conversation_id", f"FROM ({until:d}) TO (MAXVALUE)")


def divide(by: By, number: int) -> None:
    """All rows into that many partitions, as they would be after years: this copies them."""
    with transaction.atomic():
        _execute("SET LOCAL session_replication_role = replica")
        like = next(iter(parts()), "whole")  # a part has what can't be had of all parts together
        _put_aside("whole")
        _make_whole("whole", like, by)
        for place, bounds in enumerate(_bounds(by, number)):
            _add_part(like, f"{TABLE}_{by}_{place}", by, bounds)
        _execute(f"INSERT INTO {TABLE} OVERRIDING SYSTEM VALUE SELECT * FROM whole")
        _execute("DROP TABLE whole")


def refusal(statement: str) -> str:
    """What PostgreSQL says against it, in its first line; "" if it does it. Nothing stays done."""
    try:
        with transaction.atomic():
            _execute(statement)
            transaction.set_rollback(True)
    except Error as error:
        return str(error).partition("\n")[0]
    return ""


def repeat_in_another_chat() -> str:
    """A statement that stores a message of a customer once more, with the platform's id, in another chat of theirs."""
    ((message, chat),) = _ask(f"""
        SELECT m.id, c.id FROM {TABLE} m JOIN history_conversation c ON c.customer_id = m.customer_id
        WHERE m.external_id IS NOT NULL AND c.id <> m.conversation_id ORDER BY abs(c.id - m.conversation_id) DESC LIMIT 1
    """)
    kept = [name for name in _columns() if name not in ("id", "conversation_id", "position", "client_id")]
    names = ", ".join(kept)
    return (
        f"INSERT INTO {TABLE} ({names}, conversation_id, position) "
        f"SELECT {names}, {chat:d}, position + 1 FROM {TABLE} WHERE id = {message:d}"
    )


def file_of(table: str) -> str:
    """Where its rows lie: another file means that they were written anew."""
    ((path,),) = _ask(f"SELECT pg_relation_filepath('{table}')")
    return str(path)


def parts() -> list[str]:
    """The partitions' names, the oldest first."""
    found = _ask(
        f"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{TABLE}'::regclass ORDER BY inhrelid"
    )
    return [name for (name,) in found]


def _forget_references() -> None:
    for table, name in _ask(NAMES_IT, TABLE):
        _execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def _put_aside(name: str) -> None:
    _execute(f"ALTER TABLE {TABLE} ALTER id DROP IDENTITY")
    for trigger in ("tracked", "forgotten"):
        _execute(f"DROP TRIGGER {trigger} ON {TABLE}")
    _execute(f"ALTER TABLE {TABLE} RENAME TO {name}")


def _make_whole(after: str, like: str, by: By) -> None:
    """An empty table in partitions, with all that the one that it is like has for every row; numbers go on `after` that one's."""
    ((following,),) = _ask(f"SELECT coalesce(max(id), 0) + 1 FROM {after}")
    _execute(f"CREATE TABLE {TABLE} (LIKE {like} INCLUDING DEFAULTS) PARTITION BY {KINDS[by]} ({by})")
    _execute(f"ALTER TABLE {TABLE} ALTER id ADD GENERATED BY DEFAULT AS IDENTITY (START {following:d})")
    _execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY ({by}, id)")
    for (definition,) in _ask(NAMED, like):
        _execute(f"ALTER TABLE {TABLE} ADD {definition}")
    for (definition,) in _ask(INDEXES, like):
        _execute(f"CREATE INDEX ON {TABLE} USING {definition.partition(' USING ')[2]}")
    for trigger in (TRACKED, FORGOTTEN):
        _execute(trigger.format(table=TABLE))


def _add_part(like: str, name: str, by: By, bounds: str) -> None:
    _execute(f"CREATE TABLE {name} (LIKE {like} INCLUDING ALL EXCLUDING IDENTITY)")
    ((key,),) = _ask("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'", name)
    _execute(f"ALTER TABLE {name} DROP CONSTRAINT {key}")
    _execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({by}, id)")
    _execute(f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES {bounds}")


def _bounds(by: By, number: int) -> Iterator[str]:
    if by == "customer_id":
        yield from (f"WITH (MODULUS {number}, REMAINDER {place})" for place in range(number))
        return
    ((first, last),) = _ask("SELECT min(conversation_id), max(conversation_id) FROM whole")
    edges = [str(first + (last - first) * place // number) for place in range(1, number)]
    ends = ["MINVALUE", *edges, "MAXVALUE"]
    yield from (f"FROM ({low}) TO ({high})" for low, high in pairwise(ends))


def _columns() -> list[str]:
    return [name for (name,) in _ask("SELECT column_name FROM information_schema.columns WHERE table_name = %s", TABLE)]


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _ask(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())
