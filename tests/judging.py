"""Whether a migration holds up those who use the large tables meanwhile. squawk judges its SQL; what it can't see, we do."""

import json
import re
import subprocess
import sys
from pathlib import Path

from django.db import connection
from django.db.migrations import Migration, RunPython
from django.db.migrations.state import ProjectState

from console.models import Participation
from history.models import Attachment, Conversation, Customer, Message, Passage

LARGE = (Attachment, Conversation, Customer, Message, Participation, Passage)
_ROWS = re.compile(r"\s*(UPDATE|DELETE|INSERT|WITH|LOCK|TRUNCATE|CLUSTER|VACUUM|REINDEX)\b", re.I)
_CONCURRENT = re.compile(r"\bCONCURRENTLY\b|\bVALIDATE CONSTRAINT\b")
RULES = {  # those of squawk's that are about long locks, or about processes of the version before
    "adding-field-with-default",
    "adding-foreign-key-constraint",
    "adding-not-nullable-field",
    "adding-primary-key-constraint",
    "adding-required-field",
    "adding-serial-primary-key-field",
    "ban-concurrent-index-creation-in-transaction",
    "ban-drop-default",
    "changing-column-type",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "renaming-column",
    "renaming-table",
    "require-concurrent-index-creation",
    "require-concurrent-index-deletion",
    "require-concurrent-reindex",
}


def faults(migration: Migration, state: ProjectState) -> set[str]:
    """What is wrong with a migration that begins in that state: names of squawk's rules, and our own."""
    with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
        migration.apply(state.clone(), editor, collect_sql=True)
        statements = [line for line in editor.collected_sql if not line.startswith("--")]
    large = _large(state)
    return {*_judged(statements, large, is_atomic=bool(migration.atomic)), *_ours(migration, statements, large)}


def _large(state: ProjectState) -> re.Pattern[str]:
    """The names of the large tables, and of their indexes."""
    names = [model._meta.db_table for model in LARGE]
    known = [state.models.get((model._meta.app_label, model._meta.model_name or "")) for model in LARGE]
    names += [index.name for model in known if model for index in model.options.get("indexes", [])]
    return re.compile(rf"\b({'|'.join(names)})\b")


def _judged(statements: list[str], large: re.Pattern[str], *, is_atomic: bool) -> set[str]:
    """By squawk. It knows that nobody uses yet what the same transaction makes."""
    framed = ["BEGIN;", *statements, "COMMIT;"] if is_atomic else statements
    command = [str(Path(sys.executable).with_name("squawk")), "--reporter=json", "--stdin-filepath=migration.sql"]
    run = subprocess.run(command, input="\n".join(framed), capture_output=True, text=True, check=False)
    statement_of = [one for one in framed for _line in range(one.count("\n") + 1)]
    found = [(fault["rule_name"], statement_of[fault["line"]]) for fault in json.loads(run.stdout)]
    return {rule for rule, statement in found if rule in RULES and large.search(statement)}


def _ours(migration: Migration, statements: list[str], large: re.Pattern[str]) -> set[str]:
    found = set()
    if any(_ROWS.match(one) and large.search(one) for one in statements):
        found.add("rows-of-a-large-table")
    if any(isinstance(operation, RunPython) and not operation.hints.get("small") for operation in migration.operations):
        found.add("python-on-who-knows-what")
    if not migration.atomic and not all(_CONCURRENT.search(one) for one in statements):
        found.add("more-than-concurrent-work-without-a-transaction")
    return found
