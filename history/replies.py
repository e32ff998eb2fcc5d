"""What every reply asks of the database, in as few statements as its promises allow: see `prepared`.

Nobody but `history.services` uses these.
"""

from functools import cache
from typing import Any

from django.utils import timezone

from history import positions
from history.models import Conversation, Message
from history.prepared import ask, columns, read, width

MESSAGE = width(Message)

# Beware: a column that messages get, and whose default only Django knows, needs its value here.
STORE = f"""
WITH who AS (SELECT %(customer)s::bigint AS id), {positions.PLACE}, words AS (
    UPDATE history_conversation SET first_words = COALESCE(NULLIF(first_words, ''), %(words)s::text), last_words = %(words)s::text,
        last_author = 'agent', last_message_at = %(now)s::timestamptz, unanswered = 0, unanswered_since = NULL
    WHERE id = %(chat)s::bigint RETURNING {columns(Conversation)}
), room AS (
    UPDATE history_customer SET window_left = window_left - %(whole)s::int, brief_left = brief_left - %(brief)s::int
    WHERE id = %(customer)s::bigint AND %(whole)s::int + %(brief)s::int > 0
), said AS (
    INSERT INTO history_message (version, changed_xid, conversation_id, customer_id, position, author, sender_id,
        sender_name, kind, text, payload, client_id, created_at, state, state_at, due_at, attempts, error_code, error)
    SELECT 1, 0, %(chat)s::bigint, %(customer)s::bigint, position, 'agent', %(sender)s::int, %(sender_name)s::text,
        %(kind)s::text, %(text)s::text, %(payload)s::jsonb, %(client_id)s::uuid, %(now)s::timestamptz, 'pending',
        %(now)s::timestamptz, %(now)s::timestamptz, 0, '', ''
    FROM place RETURNING {columns(Message)}
)
SELECT said.*, words.* FROM said CROSS JOIN words
"""  # noqa: S608 - our own columns

# What may change of a reply on its way out, and of which type it is.
MOVED = {
    "state": "text",
    "state_at": "timestamptz",
    "due_at": "timestamptz",
    "attempts": "smallint",
    "error": "text",
    "error_code": "text",
}


def stored(conversation: Conversation, **values: Any) -> Message:
    """The reply, now the last of its customer's history, whose words are the chat's and whose cost is taken. Its conversation
    is as it is now.

    values: kind, text, payload as JSON, words, sender, sender_name, client_id, whole, brief. The customer must be locked.
    """
    customer = conversation.customer
    place = {"customer": customer.pk, "chat": conversation.pk, "now": timezone.now(), **positions.where(None)}
    (row,) = ask(STORE, {**place, **values})
    customer.window_left -= values["whole"]
    customer.brief_left -= values["brief"]
    message, message.customer = read(Message, row[:MESSAGE]), customer
    message.conversation = read(Conversation, row[MESSAGE:])
    message.conversation.customer = customer
    return message


def moved(message: Message, *, of: tuple[str, ...], version: int | None = None, **fields: Any) -> bool:
    """Whether the reply was in one of the states `of`, at that version if one is given, and so became what `fields` say, in
    memory too."""
    for row in ask(_moving(tuple(fields)), {"pk": message.pk, "of": list(of), "version": version, **fields}):
        now = read(Message, row)
        for field in Message._meta.concrete_fields:
            setattr(message, field.attname, getattr(now, field.attname))
        return True
    return False


@cache
def _moving(names: tuple[str, ...]) -> str:
    changes = ", ".join(f"{name} = %({name})s::{MOVED[name]}" for name in names)
    return f"""
        UPDATE history_message SET {changes} WHERE id = %(pk)s::bigint AND state = ANY (%(of)s::text[])
        AND version = COALESCE(%(version)s::bigint, version) RETURNING {columns(Message)}
    """  # noqa: S608 - our own names
