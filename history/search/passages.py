"""The writers of passages. What they are made from is locked, so that nothing stays of what is being erased."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from history.models import Message

BATCH = 1000

MESSAGES = """
INSERT INTO history_passage (kind, source, conversation_id, text)
SELECT 4, m.id, m.conversation_id, made.text
FROM history_message m,
LATERAL (
    SELECT grata_folded(left(concat_ws(' ', m.text, m.payload ->> 'title', m.payload ->> 'teaser'), 20000)) AS text
) made
WHERE m.id = ANY (%s) AND m.author <> 'system' AND made.text <> ' '
AND NOT EXISTS (SELECT 1 FROM history_passage p WHERE p.kind = 4 AND p.source = m.id)
ORDER BY m.id FOR KEY SHARE OF m
ON CONFLICT DO NOTHING
"""
PEOPLE = """
INSERT INTO history_passage (kind, source, conversation_id, text)
SELECT made.kind, c.id, c.id, made.text
FROM history_conversation c JOIN history_customer u ON u.id = c.customer_id,
LATERAL (VALUES
    (1, grata_folded(concat_ws(' ', u.name, u.channel_name))),
    (2, grata_folded(concat_ws(' ', u.email, u.phone)))
) made (kind, text)
WHERE u.id = ANY (%s) AND made.text <> coalesce(
    (SELECT p.text FROM history_passage p WHERE p.kind = made.kind AND p.source = c.id), ' '
)
ORDER BY c.id FOR KEY SHARE OF c
ON CONFLICT (kind, source) DO UPDATE SET text = excluded.text
"""
# A comment stands in the chat during which it was written.
COMMENTS = """
INSERT INTO history_passage (kind, source, conversation_id, text)
SELECT 3, n.id, chat.id, grata_folded(n.text)
FROM history_comment n,
LATERAL (
    SELECT c.id FROM history_conversation c WHERE c.customer_id = n.customer_id
    ORDER BY c.opened_at > n.created_at, CASE WHEN c.opened_at > n.created_at THEN c.id ELSE -c.id END LIMIT 1
) chat
WHERE n.customer_id = ANY (%s) AND n.removed_at IS NULL
AND NOT EXISTS (SELECT 1 FROM history_passage p WHERE p.kind = 3 AND p.source = n.id AND p.conversation_id = chat.id)
ORDER BY n.id FOR KEY SHARE OF n
ON CONFLICT (kind, source) DO UPDATE SET conversation_id = excluded.conversation_id
"""
REMOVED = """
DELETE FROM history_passage p USING history_comment n
WHERE n.customer_id = ANY (%s) AND n.removed_at IS NOT NULL AND p.kind = 3 AND p.source = n.id
"""


def put_messages(messages: QuerySet[Message]) -> None:
    """What was said, and the titles of cards; of messages that are not here yet."""
    keys = list(messages.order_by("pk").values_list("pk", flat=True)[:BATCH])
    while keys:
        _execute([MESSAGES], keys)
        keys = list(messages.filter(pk__gt=keys[-1]).order_by("pk").values_list("pk", flat=True)[:BATCH])


def put_people(customers: Collection[int]) -> None:
    """Names, details and comments of customers, in each of their chats, as they are now."""
    _execute([PEOPLE, REMOVED, COMMENTS], list(customers))


def _execute(statements: Iterable[str], keys: list[int]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            parameters: list[Any] = [keys]
            cursor.execute(statement, parameters)
