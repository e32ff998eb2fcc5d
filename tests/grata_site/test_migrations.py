"""Migrations run while everybody works: none may hold a large table for long."""

from typing import Any

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations import operations as does
from django.db.migrations.loader import MigrationLoader

from tests.judging import faults

pytestmark = pytest.mark.django_db(transaction=True)
# What was there before this was looked at: numbers of the last migrations that nobody judges.
BASELINE = {"history": 16, "console": 15, "channels_app": 10, "cards": 2, "quickreplies": 1}
INDEX = models.Index(fields=["error"], name="messages_by_error")
KEY = ("id", models.BigAutoField(primary_key=True))
CHECK = models.CheckConstraint(condition=models.Q(attempts__gte=0), name="attempts_are_counted")


def test_no_migration_holds_up_those_who_work() -> None:
    loader = MigrationLoader(connection)
    judged = [key for key in loader.graph.nodes if key[0] in BASELINE and int(key[1][:4]) > BASELINE[key[0]]]
    assert ("history", "0018_files_by_name") in judged
    found = {key: faults(loader.get_migration(*key), loader.project_state(key, at_end=False)) for key in judged}
    assert {key: wrong for key, wrong in found.items() if wrong} == {}


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def made(operation: Any, *, atomic: bool = True) -> Any:
    kind = type("Made", (Migration,), {"operations": [operation], "atomic": atomic})
    return kind("9999_made_up", "history")


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (does.AddIndex("message", INDEX), "require-concurrent-index-creation"),
        (does.RemoveIndex("message", "messages_to_deliver"), "require-concurrent-index-deletion"),
        (does.AddField("message", "x", models.IntegerField(default=0)), "ban-drop-default"),
        (does.AddField("customer", "x", models.TextField(unique=True, null=True)), "disallowed-unique-constraint"),
        (does.AlterField("message", "attempts", models.BigIntegerField()), "changing-column-type"),
        (does.AlterField("message", "external_id", models.TextField(default="")), "adding-not-nullable-field"),
        (does.RenameField("message", "error", "fault"), "renaming-column"),
        (does.AddConstraint("message", CHECK), "constraint-missing-not-valid"),
        (does.RunSQL("UPDATE history_message SET error = ''"), "rows-of-a-large-table"),
        (does.RunSQL("LOCK TABLE console_participation"), "rows-of-a-large-table"),
        (does.RunPython(does.RunPython.noop), "python-on-who-knows-what"),
    ],
)
def test_what_would_hold_them_up_is_found(operation: Any, fault: str, loader: MigrationLoader) -> None:
    assert fault in faults(made(operation), loader.project_state())


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexConcurrently("message", INDEX),
        RemoveIndexConcurrently("message", "messages_to_deliver"),
        does.AddField("message", "x", models.IntegerField(null=True)),
        does.AddField("message", "x", models.IntegerField(db_default=0)),
        does.AlterField("message", "kind", models.CharField(max_length=16, default="text")),
        AddConstraintNotValid("message", CHECK),
        does.RunPython(does.RunPython.noop, hints={"small": True}),
        does.AddIndex("channel", models.Index(fields=["name"], name="channels_by_name")),
        does.CreateModel("Thing", [KEY, ("of", models.ForeignKey("history.Message", models.CASCADE))]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_holds_nobody_up_is_let_through(operation: Any, loader: MigrationLoader) -> None:
    concurrent = isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently)
    assert faults(made(operation, atomic=not concurrent), loader.project_state()) == set()


def test_one_without_a_transaction_does_nothing_else_besides(loader: MigrationLoader) -> None:
    mixed = made(does.AddField("message", "x", models.IntegerField(null=True)), atomic=False)
    assert faults(mixed, loader.project_state()) == {"more-than-concurrent-work-without-a-transaction"}
