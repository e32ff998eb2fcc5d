"""What search looks through: passages, folded, with an index of their terms. Filling it is `history.search.following`'s.

A term belongs to a shelf of 512 conversations, so that the newest shelves can be looked through first and each search
stops when its page is full, however frequent a term is.
"""

from django.db import migrations, models

# Characters of scripts that put no space between words: Thai, Hangul, kana, Bopomofo, Han. As in history.search.terms.
UNSPACED = [
    (0x0E00, 0x0E7F), (0x1100, 0x11FF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x3105, 0x312F), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0x20000, 0x3FFFF),
]
CLASS = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in UNSPACED)
IS_UNSPACED = " OR ".join(f"first BETWEEN {first} AND {last}" for first, last in UNSPACED)

# Case, width and accents are gone, signs are spaces, and words stand between spaces; so do runs of unspaced characters.
FOLDED = f"""
CREATE FUNCTION grata_folded(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text COLLATE %(collation)s := normalize(said, NFKC);
BEGIN
    folded := lower(upper(folded));
    IF folded ~ '[\\u0080-\\u2fff]' THEN
        folded := normalize(regexp_replace(normalize(folded, NFD), '[\\u0300-\\u036f]+', '', 'g'), NFC);
    END IF;
    IF folded ~ '[\\u0e00-\\U0003ffff]' THEN
        folded := regexp_replace(folded, '([{CLASS}]+)', ' \\1 ', 'g');
    END IF;
    RETURN regexp_replace(' ' || folded || ' ', '[^[:alnum:]{CLASS}]+', ' ', 'g');
END $$
"""

# A word is a term, of an unspaced run each pair of neighbours is; of names and addresses each part of three letters.
TERMS = f"""
CREATE FUNCTION grata_terms(kind smallint, folded text, conversation bigint) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    shelf text := to_hex(conversation >> 9) || CASE WHEN kind <= 2 THEN '~' ELSE ':' END;
    terms text[] := '{{}}';
    word text;
    first integer;
    size integer;
BEGIN
    FOREACH word IN ARRAY string_to_array(trim(folded), ' ') LOOP
        first := ascii(word);
        size := CASE WHEN {IS_UNSPACED} THEN 2 WHEN kind <= 2 THEN 3 ELSE 40 END;
        FOR i IN 1 .. CASE WHEN size < 40 THEN length(word) WHEN word = '' THEN 0 ELSE 1 END LOOP
            terms := terms || (shelf || substr(word, i, size));
        END LOOP;
    END LOOP;
    RETURN array_to_tsvector(terms);
END $$
"""

FORGET = """
CREATE FUNCTION grata_forget_passages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM history_passage p USING gone WHERE p.source = gone.id AND p.kind = ANY (TG_ARGV[0]::smallint[]);
    RETURN NULL;
END $$
"""
COLLATIONS = """
SELECT quote_ident(collname) FROM pg_collation WHERE collname IN ('pg_c_utf8', 'und-x-icu') AND pg_collation_is_visible(oid)
ORDER BY collname = 'pg_c_utf8' DESC LIMIT 1
"""


def make_folding(apps, schema_editor):
    """With rules for letters that do not depend on how the database was made, if the server has any."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(COLLATIONS)
        found = cursor.fetchone()
        cursor.execute(FOLDED % {"collation": found[0] if found else '"default"'})


def forgotten(table, kinds):
    return migrations.RunSQL(
        f"CREATE TRIGGER forgotten AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone "
        f"FOR EACH STATEMENT EXECUTE FUNCTION grata_forget_passages('{kinds}')",
        f"DROP TRIGGER forgotten ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("history", "0014_erasing")]
    operations = [
        migrations.CreateModel(
            name="SearchProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known", models.TextField()),
                ("upto", models.TextField(blank=True)),
                ("after", models.BigIntegerField(default=0)),
                ("unfilled", models.BigIntegerField(default=0)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(pk=1), name="one_search_progress")]},
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("pk", models.CompositePrimaryKey("kind", "source", blank=True, editable=False, primary_key=True, serialize=False)),
                ("kind", models.PositiveSmallIntegerField(choices=[(1, "Name"), (2, "Details"), (3, "Comment"), (4, "Message")])),
                ("source", models.BigIntegerField()),
                ("conversation_id", models.BigIntegerField()),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(make_folding, migrations.RunPython.noop),
        migrations.RunSQL(TERMS, "DROP FUNCTION grata_terms; DROP FUNCTION grata_folded"),
        migrations.RunSQL(
            "CREATE INDEX passages_by_term ON history_passage "
            "USING gin (grata_terms(kind, text, conversation_id)) WITH (fastupdate = off)",
            "DROP INDEX passages_by_term",
        ),
        migrations.RunSQL(FORGET, "DROP FUNCTION grata_forget_passages"),
        forgotten("history_conversation", "{1,2}"),
        forgotten("history_comment", "{3}"),
        forgotten("history_message", "{4}"),
    ]
