from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("quickreplies", "0002_note")]
    operations = [AddIndexConcurrently("quickreply", models.Index(fields=["note"], name="quick_replies_by_note"))]
