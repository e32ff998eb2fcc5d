from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('console', '0010_transcripts'),
    ]

    operations = [
        migrations.AddField(
            model_name='agent',
            name='shortcuts',
            field=models.BooleanField(default=True, verbose_name='keyboard shortcuts'),
        ),
    ]
