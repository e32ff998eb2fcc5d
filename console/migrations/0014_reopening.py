from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # an index that is made concurrently blocks nobody

    dependencies = [
        ('console', '0013_erasing'),
        ('history', '0016_reopening_and_lists'),
    ]

    operations = [
        migrations.AlterField(
            model_name='participation',
            name='how',
            field=models.CharField(choices=[('claimed', 'Claimed'), ('offered', 'Offered'), ('auto', 'Auto'), ('asked', 'Asked'), ('moved', 'Moved'), ('reopened', 'Reopened')], max_length=12),
        ),
        AddIndexConcurrently(
            model_name='participation',
            index=models.Index(fields=['agent', '-conversation'], name='all_chats_of_an_agent'),
        ),
    ]
