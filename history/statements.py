"""What every message that comes in asks of the database, in as few statements as its promises allow: see `prepared`.

Nobody but `history.services` uses these.
"""

import json
from datetime import datetime

from django.utils import timezone

from history import positions
from history.models import Channel, Conversation, Customer, Message
from history.prepared import Row, ask, columns, read, width
from history.received import Received

CUSTOMER, MESSAGE = width(Customer), width(Message)

WHOLE_CUSTOMER = f"SELECT {columns(Customer)}, {columns(Channel)}"
CHANNEL_OF_CUSTOMER = "JOIN history_channel ON history_channel.id = history_customer.channel_id"
LOCKED = "FOR NO KEY UPDATE OF history_customer"
LOCK = f"""
{WHOLE_CUSTOMER} FROM history_customer {CHANNEL_OF_CUSTOMER}
WHERE history_customer.channel_id = %(channel)s AND history_customer.external_id = %(external_id)s {LOCKED}
"""
LOCK_OF = f"""
{WHOLE_CUSTOMER} FROM history_conversation
JOIN history_customer ON history_customer.id = history_conversation.customer_id {CHANNEL_OF_CUSTOMER}
WHERE history_conversation.id = %(chat)s::bigint {LOCKED}
"""

# One statement sees one moment. The lock that came before it makes this the moment after whoever held it until then.
# Beware: a column that messages get, and whose default only Django knows, needs its value here.
STORE = f"""
WITH who AS (
    SELECT id, name, channel_id FROM history_customer WHERE id = %(customer)s::bigint
), chat AS (
    SELECT id FROM history_conversation WHERE customer_id = %(customer)s::bigint AND state <> 'closed'
), {positions.PLACE}, said AS (
    INSERT INTO history_message (version, changed_xid, conversation_id, customer_id, position, author, sender_name, kind,
        text, payload, external_id, provider_order, created_at, state, state_at, attempts, error_code, error)
    SELECT 1, 0, chat.id, who.id, place.position, 'customer', who.name, %(kind)s::text, %(text)s::text, %(payload)s::jsonb,
        %(external_id)s::text, %(provider_order)s::text, %(now)s::timestamptz, 'received', %(now)s::timestamptz, 0, '', ''
    FROM who, chat, place WHERE NOT EXISTS (
        SELECT FROM history_message WHERE customer_id = %(customer)s::bigint AND external_id = %(external_id)s::text
    ) RETURNING id, conversation_id, position, sender_name
), room AS (
    UPDATE history_customer SET window_shut_at = NULL, left_at = NULL, window_from = %(now)s::timestamptz,
        window_until = %(now)s::timestamptz + make_interval(secs => channel.window_seconds),
        window_left = GREATEST(0, channel.window_replies - (
            SELECT COUNT(*) FROM history_message JOIN history_conversation theirs ON theirs.id = conversation_id
            WHERE theirs.customer_id = %(customer)s::bigint AND history_message.state IN ('pending', 'sending')
        ))
    FROM said, history_channel channel
    WHERE history_customer.id = %(customer)s::bigint AND channel.id = history_customer.channel_id
        AND channel.window_seconds IS NOT NULL AND NOT %(is_tap)s::boolean
    RETURNING window_until, window_left, history_customer.version
), words AS (
    UPDATE history_conversation SET first_words = COALESCE(NULLIF(first_words, ''), %(words)s::text), last_words = %(words)s::text,
        last_author = 'customer', last_message_at = %(now)s::timestamptz, unanswered = unanswered + 1,
        unanswered_since = COALESCE(unanswered_since, %(now)s::timestamptz)
    FROM said WHERE history_conversation.id = said.conversation_id RETURNING {columns(Conversation)}
)
SELECT said.id, position, sender_name, room.window_until, window_left, room.version, words.*
FROM said CROSS JOIN words LEFT JOIN room ON TRUE
"""  # noqa: S608 - our own columns


# The oldest of a conversation's replies that have not left, with its customer and their channel.
OLDEST = f"""
SELECT {columns(Message)}, {columns(Customer)}, {columns(Channel)} FROM history_message
JOIN history_customer ON history_customer.id = history_message.customer_id {CHANNEL_OF_CUSTOMER}
WHERE conversation_id = %(chat)s::bigint AND state IN ('pending', 'sending')
ORDER BY position LIMIT 1
"""  # noqa: S608 - our own columns


def locked_customer(channel: Channel, external_id: str) -> Customer | None:
    """The customer of that id on that channel, locked until the transaction ends."""
    rows = ask(LOCK, {"channel": channel.pk, "external_id": external_id})
    return next(map(_customer, rows), None)


def locked_customer_of(conversation_id: int) -> Customer | None:
    """The customer whose conversation it is, likewise."""
    return next(map(_customer, ask(LOCK_OF, {"chat": conversation_id})), None)


def oldest_undelivered(conversation_id: int) -> Message | None:
    """The conversation's oldest reply that has not left."""
    for row in ask(OLDEST, {"chat": conversation_id}):
        message = read(Message, row[:MESSAGE])
        message.customer = _customer(row[MESSAGE:])
        return message
    return None


def stored(customer: Customer, received: Received, *, words: str) -> Message | None:
    """The message, now at its place in the customer's open conversation, whose words and whose reply window it renews.

    None if it is here already, or there is no such conversation. The customer must be locked.
    """
    now, payload = timezone.now(), json.dumps(received.payload)
    said = {"external_id": received.external_id, "kind": received.kind, "text": received.text, "payload": payload}
    when = {"now": now, "is_tap": received.is_tap, **positions.where(received.provider_order)}
    for row in ask(STORE, {"customer": customer.pk, "words": words, **said, **when}):
        _renew(customer, now, *row[3:6])
        return _message(customer, received, now, row)
    return None


def _customer(row: Row) -> Customer:
    customer = read(Customer, row[:CUSTOMER])
    customer.channel = read(Channel, row[CUSTOMER:])
    return customer


def _renew(customer: Customer, now: datetime, until: datetime | None, left: int, version: int) -> None:
    if until is not None:
        customer.window_from, customer.window_until, customer.window_left = now, until, left
        customer.window_shut_at, customer.left_at, customer.version = None, None, version


def _message(customer: Customer, received: Received, now: datetime, row: Row) -> Message:
    conversation = read(Conversation, row[6:])
    conversation.customer = customer
    message = Message(
        id=row[0],
        conversation=conversation,
        customer=customer,
        position=row[1],
        author=Message.Author.CUSTOMER,
        sender_name=row[2],
        kind=received.kind,
        text=received.text,
        payload=received.payload,
        external_id=received.external_id,
        provider_order=received.provider_order,
        created_at=now,
        state_at=now,
    )
    message._state.adding, message._state.db = False, conversation._state.db
    return message
