import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('console', '0008_queue_and_keywords'),
        ('history', '0009_window_shut'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=1, editable=False)),
                ('changed_xid', models.BigIntegerField(db_index=True, default=0, editable=False)),
                ('text', models.TextField(blank=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='console.agent')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='history.conversation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agent', 'conversation'), name='one_draft_of_an_agent_in_a_chat')],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER tracked BEFORE INSERT OR UPDATE ON console_draft"
            " FOR EACH ROW EXECUTE FUNCTION grata_track()",
            "DROP TRIGGER tracked ON console_draft",
        ),
    ]
