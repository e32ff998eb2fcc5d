from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is made concurrently blocks nobody

    dependencies = [
        ('history', '0015_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('text', 'Text'), ('image', 'Image'), ('voice', 'Voice'), ('video', 'Video'), ('file', 'File'), ('location', 'Location'), ('link', 'Link'), ('app_page', 'App Page'), ('card', 'Card'), ('other', 'Other'), ('event', 'Event'), ('claimed', 'Claimed'), ('joined', 'Joined'), ('left', 'Left'), ('released', 'Released'), ('moved', 'Moved'), ('ending', 'Ending'), ('closed', 'Closed'), ('reopened', 'Reopened')], default='text', max_length=16),
        ),
        AddIndexConcurrently(
            model_name='conversation',
            index=models.Index(fields=['closed_how', '-id'], name='conversations_by_ending'),
        ),
    ]
