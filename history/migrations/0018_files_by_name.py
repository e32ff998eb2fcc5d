from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    atomic = False  # an index that is made concurrently blocks nobody

    dependencies = [
        ('history', '0017_file_sweeps'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='attachment',
            index=models.Index(condition=models.Q(('shown', ''), _negated=True), fields=['shown'], name='attachments_by_shown'),
        ),
        AddIndexConcurrently(
            model_name='attachment',
            index=models.Index(condition=models.Q(('original', ''), _negated=True), fields=['original'], name='attachments_by_original'),
        ),
        AddIndexConcurrently(
            model_name='attachment',
            index=models.Index(KeyTextTransform('kept', 'source'), condition=models.Q(('source__has_key', 'kept')), name='attachments_by_kept'),
        ),
    ]
