"""One greeting with a text in each language, in the place of one row for each of its languages.

Processes of the version before read and write `console_greeting` as they know it: until the version after this one drops it,
that is a view of the two tables, through which they see each new text and lose none of their own.
"""

import django.db.models.deletion
from django.db import migrations, models

MOVE = """
INSERT INTO console_greetingcase (channel_id, moment) SELECT DISTINCT channel_id, moment FROM console_greetingtext;
UPDATE console_greetingtext t SET greeting_id = g.id FROM console_greetingcase g
WHERE g.channel_id IS NOT DISTINCT FROM t.channel_id AND g.moment = t.moment;
"""
AS_BEFORE = """
CREATE VIEW console_greeting AS
SELECT t.id, g.channel_id, g.moment, t.language, t.text
FROM console_greetingtext t JOIN console_greetingcase g ON g.id = t.greeting_id;

CREATE FUNCTION grata_greeting_as_before() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    case_id bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM console_greetingtext WHERE id = OLD.id;
    ELSE
        INSERT INTO console_greetingcase (channel_id, moment) VALUES (NEW.channel_id, NEW.moment) ON CONFLICT DO NOTHING;
        SELECT id INTO case_id FROM console_greetingcase
        WHERE channel_id IS NOT DISTINCT FROM NEW.channel_id AND moment = NEW.moment;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO console_greetingtext (greeting_id, language, text) VALUES (case_id, NEW.language, NEW.text)
        RETURNING id INTO NEW.id;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        UPDATE console_greetingtext SET greeting_id = case_id, language = NEW.language, text = NEW.text WHERE id = OLD.id;
    END IF;
    DELETE FROM console_greetingcase g
    WHERE g.channel_id IS NOT DISTINCT FROM OLD.channel_id AND g.moment = OLD.moment
    AND NOT EXISTS (SELECT FROM console_greetingtext t WHERE t.greeting_id = g.id);
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER as_before INSTEAD OF INSERT OR UPDATE OR DELETE ON console_greeting
FOR EACH ROW EXECUTE FUNCTION grata_greeting_as_before();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('console', '0016_kept_figures'),
        ('history', '0016_reopening_and_lists'),
    ]

    operations = [
        migrations.RenameModel(old_name='Greeting', new_name='GreetingText'),
        migrations.CreateModel(
            name='Greeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moment', models.CharField(choices=[('online', 'Somebody is available'), ('offline', 'Nobody is available')], max_length=8, verbose_name='moment')),
                ('channel', models.ForeignKey(blank=True, help_text="A channel's own greeting goes before one for every channel.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='greetings', to='history.channel', verbose_name='channel')),
            ],
            options={
                'verbose_name': 'greeting',
                'verbose_name_plural': 'greetings',
                'db_table': 'console_greetingcase',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('channel', 'moment'), name='one_greeting_for_each_moment', nulls_distinct=False)],
            },
        ),
        migrations.AddField(
            model_name='greetingtext',
            name='greeting',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='console.greeting'),
        ),
        migrations.RunSQL(MOVE),
        migrations.RemoveConstraint(model_name='greetingtext', name='one_greeting_for_each_case'),
        migrations.RemoveField(model_name='greetingtext', name='channel'),
        migrations.RemoveField(model_name='greetingtext', name='moment'),
        migrations.AlterField(
            model_name='greetingtext',
            name='greeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='console.greeting'),
        ),
        migrations.AlterModelOptions(
            name='greetingtext',
            options={'ordering': ['language'], 'verbose_name': 'text', 'verbose_name_plural': 'texts'},
        ),
        migrations.AddConstraint(
            model_name='greetingtext',
            constraint=models.UniqueConstraint(fields=('greeting', 'language'), name='one_greeting_text_per_language'),
        ),
        migrations.RunSQL(AS_BEFORE),
        migrations.AlterField(
            model_name='keywordreply',
            name='channel',
            field=models.ForeignKey(blank=True, help_text="A channel's own reply goes before one for every channel.", null=True, on_delete=django.db.models.deletion.CASCADE, related_name='keyword_replies', to='history.channel', verbose_name='channel'),
        ),
    ]
