from django.db import migrations

SHOWN = (
    "user_id, name, language, time_zone, shortcuts, takes_chats, paused_at, identity_id, away_at, announced"
)


class Migration(migrations.Migration):
    """Times that no screen shows no longer make a newer version of an agent: each screen's catch-up brought all who beat."""

    dependencies = [("console", "0017_greetings_in_languages")]
    operations = [
        migrations.RunSQL(
            f"CREATE OR REPLACE TRIGGER tracked BEFORE INSERT OR UPDATE OF {SHOWN} ON console_agent"
            " FOR EACH ROW EXECUTE FUNCTION grata_track()",
            "CREATE OR REPLACE TRIGGER tracked BEFORE INSERT OR UPDATE ON console_agent"
            " FOR EACH ROW EXECUTE FUNCTION grata_track()",
        )
    ]
