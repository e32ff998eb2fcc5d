"""The move of greetings from a row for each language to one with several, and processes of the version before beside it."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import IntegrityError

from channels_app.models import WebChatSite
from console.models import Greeting, GreetingText
from tests.conftest import greeting

MIGRATION = "0017_greetings_in_languages"
INSERT = "INSERT INTO console_greeting (channel_id, moment, language, text) VALUES (%s, %s, %s, %s) RETURNING id"
SELECT = "SELECT channel_id, moment, language, text FROM console_greeting ORDER BY id"
Row = tuple[int | None, str, str, str]


def test_no_greeting_is_lost_and_those_of_one_case_become_one(site: WebChatSite) -> None:
    rows: list[Row] = [
        (None, "online", "en", "Hello"),
        (site.pk, "online", "en", "Ahoy"),
        (None, "online", "zh-hans", "您好"),
        (None, "offline", "zh-hant", "晚安"),
    ]
    with connection.cursor() as cursor:
        _go_back(cursor)
        for row in rows:
            cursor.execute(INSERT, row)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _migrate()
        assert _there() == sorted(rows, key=str)
        assert Greeting.objects.count() == 3
        assert _rows(cursor, SELECT) == rows


def test_a_process_of_the_version_before_reads_what_is_written_now(site: WebChatSite) -> None:
    greeting("online", site, en="Ahoy", zh_hans="您好")
    with connection.cursor() as cursor:
        assert _rows(cursor, SELECT) == [(site.pk, "online", "en", "Ahoy"), (site.pk, "online", "zh-hans", "您好")]


def test_what_it_writes_is_not_lost(site: WebChatSite) -> None:
    with connection.cursor() as cursor:
        keys = [
            _rows(cursor, INSERT, *row)[0][0]
            for row in (
                (None, "online", "en", "Hi"),
                (None, "online", "zh-hans", "您好"),
                (site.pk, "offline", "en", "Bye"),
            )
        ]
        assert keys == list(GreetingText.objects.order_by("pk").values_list("pk", flat=True))
        assert Greeting.objects.count() == 2
        cursor.execute("UPDATE console_greeting SET moment = 'offline', text = '晚安' WHERE id = %s", [keys[1]])
        cursor.execute("DELETE FROM console_greeting WHERE id = %s", [keys[2]])
    assert _there() == [(None, "offline", "zh-hans", "晚安"), (None, "online", "en", "Hi")]
    assert Greeting.objects.count() == 2  # none without a text


def test_it_can_not_write_one_twice(db: None) -> None:
    greeting("online", en="Hello")
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute(INSERT, [None, "online", "en", "Hello"])


def _go_back(cursor: Any) -> None:
    """Tables as they were before the migration, in a schema that hides today's."""
    cursor.execute("CREATE SCHEMA before; SET LOCAL search_path TO before, public")
    state = MigrationLoader(connection).project_state(("console", MIGRATION), at_end=False)
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(state.apps.get_model("console", "Greeting"))


def _migrate() -> None:
    loader = MigrationLoader(connection)
    state = loader.project_state(("console", MIGRATION), at_end=False)
    with connection.schema_editor(atomic=False) as editor:
        loader.get_migration("console", MIGRATION).apply(state, editor)


def _there() -> list[Any]:
    """Today's texts, with their channels and moments."""
    found = GreetingText.objects.values_list("greeting__channel", "greeting__moment", "language", "text")
    return sorted(found, key=str)


def _rows(cursor: Any, sql: str, *values: object) -> list[Any]:
    cursor.execute(sql, values)
    return list(cursor.fetchall())
