"""Statements that every message needs. Django would need longer to put one into words than PostgreSQL to answer it, and
PostgreSQL longer to plan it than to do it: these are written down, and planned once for each connection."""

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import Model
from psycopg import Cursor

Row = tuple[Any, ...]
Kind = TypeVar("Kind", bound=Model)


class _Prepared(Cursor[Row]):
    """Sends a statement and its values apart from each other, unlike Django's own, so that its plan is kept."""

    def execute(self, query: Any, params: Any = None, **_more: Any) -> "_Prepared":
        super().execute(query, params, prepare=True)
        self._query = cast(Any, SimpleNamespace(query=str(query).encode()))  # where Django's log of statements looks
        return self


def ask(sql: str, values: Mapping[str, Any]) -> list[Row]:
    """The rows that the statement gives."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor = _begun(sql, values)
    with connection.wrap_database_errors:
        return cast(list[Row], cursor.fetchall())


def columns(model: type[Model]) -> str:
    """The model's columns, as `read` wants them, each with its table."""
    fields = model._meta.concrete_fields
    return ", ".join(f'{field.model._meta.db_table}."{field.column}"' for field in fields)


def read(model: type[Kind], row: Row) -> Kind:
    """The object whose `columns` these are."""
    names, converters = _shape(model)
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, names, values)


def width(model: type[Model]) -> int:
    """How many columns that are."""
    return len(model._meta.concrete_fields)


def _begun(sql: str, values: Mapping[str, Any]) -> Any:
    raw: Any = _Prepared(connection.connection)
    cursor = connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw)
    cursor.execute(sql, values)
    return cursor


@cache
def _shape(model: type[Model]) -> tuple[list[str], list[tuple[int, Any]]]:
    """The names of the model's fields, and the places of those whose values are not what the database gives."""
    fields = model._meta.concrete_fields
    converters = [(place, getattr(field, "from_db_value", None)) for place, field in enumerate(fields)]
    return [field.attname for field in fields], [(place, convert) for place, convert in converters if convert]
