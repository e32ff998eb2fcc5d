from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quickreplies", "0001_initial")]
    operations = [migrations.AddField("quickreply", "note", models.TextField(db_default=""))]
