from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("console", "0001_initial"), ("history", "0002_tracked_rows")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER tracked BEFORE INSERT OR UPDATE ON console_agent"
            " FOR EACH ROW EXECUTE FUNCTION grata_track()",
            "DROP TRIGGER tracked ON console_agent",
        )
    ]
