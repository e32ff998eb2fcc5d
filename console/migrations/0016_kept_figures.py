import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('console', '0015_sheet_imports'),
        ('history', '0016_reopening_and_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('zone', models.CharField(max_length=64)),
                ('target_seconds', models.PositiveIntegerField()),
                ('hour', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(max_length=12)),
                ('bucket', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('milliseconds', models.BigIntegerField()),
                ('agent', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='console.agent')),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='history.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'zone', 'target_seconds', 'hour', 'channel', 'agent', 'measure', 'bucket'), name='a_kept_cell_is_one_sum', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='KeptChat',
            fields=[
                ('conversation', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='kept', serialize=False, to='history.conversation')),
            ],
        ),
    ]
