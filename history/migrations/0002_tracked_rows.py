"""Every write to a row that screens show raises its version and notes its transaction, whoever writes and however."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION grata_track() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        NEW.version := OLD.version + 1;
    END IF;
    NEW.changed_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$$
"""


def tracked(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER tracked BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION grata_track()",
        f"DROP TRIGGER tracked ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION grata_track"),
        tracked("history_customer"),
        tracked("history_conversation"),
        tracked("history_message"),
    ]
