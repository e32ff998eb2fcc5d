from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION grata_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.state_xid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$$
"""


class Migration(migrations.Migration):
    """Screens are told of every chat that changed its state, and of few of those in which something was said."""

    dependencies = [("history", "0018_files_by_name")]
    operations = [
        migrations.AddField(
            model_name="conversation",
            name="state_xid",
            field=models.BigIntegerField(default=0, db_default=0, editable=False),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION grata_turn"),
        migrations.RunSQL(
            "CREATE TRIGGER turned BEFORE UPDATE ON history_conversation FOR EACH ROW"
            " WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION grata_turn()",
            "DROP TRIGGER turned ON history_conversation",
        ),
    ]
