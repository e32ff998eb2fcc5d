from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0016_reopening_and_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileSweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('after', models.CharField(blank=True, max_length=10)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_file_sweep')],
            },
        ),
    ]
