from django.db import migrations


def fit_webchat(apps, schema_editor):
    """Sites that were here before take what new ones take."""
    apps.get_model("history", "Channel").objects.filter(kind="webchat").update(carries=["image", "voice", "card"])


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0009_window_shut"),
    ]

    operations = [
        migrations.RunPython(fit_webchat, migrations.RunPython.noop),
    ]
