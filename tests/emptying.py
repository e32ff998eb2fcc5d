"""How the tables are emptied after a test that commits."""

from functools import cache

from django.db import connection
from django.test import TransactionTestCase

# What stands there after each migration, and no test that commits changes: content types, permissions and roles.
KEPT = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


def delete_all(_test: TransactionTestCase) -> None:
    """In the place of Django's flush, which makes new files for each table and index, and then asks a hundred times for
    each permission: here all tables are small, and those stay.

    Like a flush it waits for whoever still writes. Foreign keys are not looked at: all rows go.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statements())


@cache
def _statements() -> str:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    names = [connection.ops.quote_name(table) for table in sorted(tables)]
    lock = f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"
    deletes = [f"DELETE FROM {name}" for name in names]
    return "; ".join(["BEGIN", "SET LOCAL session_replication_role = replica", lock, *deletes, "COMMIT"])
