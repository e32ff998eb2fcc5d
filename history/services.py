"""The only writers of the record. Each expects to run inside a transaction of the action that calls it.

Locks are always taken in one order: customer, then conversation, then message.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from history import attachments, positions, replies, statements, windows
from history.attachments import Stored
from history.models import Channel, Conversation, Customer, Message
from history.received import Received as Received

WORDS = 120  # characters of a message that lists show
NAME_MOST = 120


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an agent answers. payload, by kind: card {"title", "teaser", "url", "picture"}. `file` goes with it."""

    text: str = ""
    kind: str = Message.Kind.TEXT
    payload: dict[str, Any] = field(default_factory=dict)
    file: Stored | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """What a customer did without saying anything. name: ours, see `console/templates/console/_event.html`."""

    external_id: str
    name: str
    payload: dict[str, Any] = field(default_factory=dict)
    provider_order: str | None = None


def ensure_customer(
    channel: Channel, *, external_id: str, name: str, channel_name: str = "", email: str = "", language: str = ""
) -> Customer:
    """The customer of that id on that channel, locked until the transaction ends; made now if this is the first we hear."""
    found = find_customer(channel, external_id)
    if found is not None:
        return found
    names = {"name": name[:NAME_MOST], "channel_name": channel_name[:NAME_MOST]}
    fresh = Customer(channel_id=channel.pk, external_id=external_id, email=email, language=language, **names)
    Customer.objects.bulk_create([fresh], ignore_conflicts=True)  # another process may be as quick
    made = find_customer(channel, external_id)
    assert made is not None  # nobody removes a customer whom they do not know yet
    return made


def find_customer(channel: Channel, external_id: str) -> Customer | None:
    """The customer of that id on that channel, locked until the transaction ends; None if we never heard of them."""
    return statements.locked_customer(channel, external_id)


def locked(customer_id: int) -> Customer | None:
    """The customer, locked until the transaction ends; None if there is none any more."""
    locking = Customer.objects.select_for_update(of=("self",), no_key=True)
    return locking.select_related("channel").filter(pk=customer_id).first()


def lock_customer_of(conversation_id: int) -> Customer:
    """Locks the customer whose conversation it is. Raises Conversation.DoesNotExist."""
    customer = statements.locked_customer_of(conversation_id)
    if customer is None:
        raise Conversation.DoesNotExist
    return customer


def open_conversation(customer: Customer, *, in_hours: bool = True) -> Conversation:
    """A new conversation of a customer who has none that is not closed. The customer must be locked."""
    now = timezone.now()
    times = {"opened_at": now, "waiting_since": now, "last_message_at": now}
    Customer.objects.filter(pk=customer.pk).update(profile_stale_at=now)  # what the platform knows is looked at anew
    return Conversation.objects.create(customer=customer, in_hours=in_hours, **times)


def reopen_conversation(customer: Customer, *, after: Conversation, in_hours: bool) -> Conversation:
    """A new active conversation with a customer who has none that is not closed. The customer must be locked.

    after: the one that they had; until something is said, lists show its words.
    """
    now = timezone.now()
    Customer.objects.filter(pk=customer.pk).update(profile_stale_at=now)
    words = {"first_words": after.last_words, "last_words": after.last_words, "last_author": after.last_author}
    times = {"opened_at": now, "last_message_at": now}
    active = Conversation.State.ACTIVE
    return Conversation.objects.create(customer=customer, state=active, in_hours=in_hours, **times, **words)


def find_received(customer: Customer, external_id: str) -> Message | None:
    """The customer's message of that id, if it came before."""
    return Message.objects.filter(customer=customer, external_id=external_id).first()


def record_received(customer: Customer, received: Received) -> Message | None:
    """Stores a customer's message in their open conversation, and renews their reply window. The customer must be locked.

    None if it is here already, or if they have no conversation that is not closed.
    """
    words = _words(received.text, received.payload, received.kind)
    message = statements.stored(customer, received, words=words)
    if message is None:
        return None
    if received.media is not None:
        attachments.expect(message, received.media)
    if received.is_tap:
        windows.open_briefly(customer)
    return message


def record_reply(
    conversation: Conversation,
    said: Said,
    *,
    sender: User,
    sender_name: str,
    client_id: UUID,
    cost: windows.Price = windows.FREE,
) -> Message:
    """Stores an agent's reply, to be delivered, and takes what it costs out of the window. The customer must be locked."""
    words = _words(said.text, said.payload, said.kind)
    how = {"kind": said.kind, "text": said.text, "payload": json.dumps(said.payload), "words": words}
    whose = {"sender": sender.pk, "sender_name": sender_name, "client_id": client_id}
    message = replies.stored(conversation, **how, **whose, **cost._asdict())
    message.sender = sender
    if said.file is not None:
        attachments.attach(message, said.file)
    return message


def record_answer(message: Message, *, text: str, has_left: bool) -> Message:
    """Stores what answers a customer's message by itself, once for each message. The customer must be locked.

    has_left: it travels in the answer to the delivery itself; else it is to be delivered as a reply is.
    """
    state = Message.State.SENT if has_left else Message.State.PENDING
    due_at = None if has_left else timezone.now()
    return _add(
        message.conversation, author=Message.Author.AGENT, text=text, answers=message, state=state, due_at=due_at
    )


def record_line(
    conversation: Conversation, *, kind: str, sender: User | None, sender_name: str, **payload: str
) -> Message:
    """Adds a line to the record that says what was done with the conversation. The customer must be locked.

    payload, by kind: claimed {"how"}, joined {"asker"}, released {"why"}, moved {"to"}, ending {"until"}, closed {"how"};
    see `console/templates/console/_line.html`.
    """
    named = {"sender": sender, "sender_name": sender_name, "payload": payload}
    return _add(conversation, author=Message.Author.SYSTEM, kind=kind, **named)


def record_event(conversation: Conversation, event: Event) -> Message:
    """Adds a line that says what the customer did. The customer must be locked."""
    customer = conversation.customer
    return _add(
        conversation,
        author=Message.Author.SYSTEM,
        kind=Message.Kind.EVENT,
        sender_name=customer.name,
        position=positions.for_inbound(customer, event.provider_order),
        external_id=event.external_id,
        provider_order=event.provider_order,
        payload={**event.payload, "event": event.name},
    )


def place(customer: Customer, place: dict[str, Any] | None) -> None:
    """Where the customer is, as of now; None forgets it. The customer must be locked."""
    Customer.objects.filter(pk=customer.pk).update(place=place, placed_at=timezone.now() if place else None)


def note_leaving(customer: Customer, *, left: bool) -> None:
    """The customer stopped following us, or follows again. The customer must be locked."""
    Customer.objects.filter(pk=customer.pk).update(left_at=timezone.now() if left else None)


def stop_replies(customer: Customer, *, reason: str) -> bool:
    """Replies that have not left stay here. False while one is under way. The customer must be locked."""
    theirs = Message.objects.filter(customer=customer)
    theirs.filter(state="pending").update(state="failed", state_at=timezone.now(), due_at=None, error=reason)
    return not theirs.filter(state="sending").exists()


def touch_conversations(customer: Customer) -> None:
    """Raises the version of the customer's latest conversation, because what lists show of it has changed."""
    latest = Conversation.objects.filter(customer=customer).order_by("-pk").values("pk")[:1]
    Conversation.objects.filter(pk__in=latest).update(last_message_at=F("last_message_at"))


def oldest_undelivered(conversation_id: int) -> Message | None:
    """The conversation's oldest reply that has not left, with its customer's channel."""
    return statements.oldest_undelivered(conversation_id)


def move_state(message: Message, *, of: tuple[str, ...], to: str, **fields: Any) -> bool:
    """One step of a reply's delivery, if it is still in one of the states `of`. Also changes `message` in memory.

    fields: those of `history.replies.MOVED`; and `version`, if nobody may have changed it since that one.
    """
    return replies.moved(message, of=of, state=to, state_at=timezone.now(), **fields)


def _add(conversation: Conversation, **fields: Any) -> Message:
    now = timezone.now()
    position = fields.pop("position", None) or positions.last(conversation.customer)
    return Message.objects.create(
        conversation=conversation,
        customer=conversation.customer,
        position=position,
        created_at=now,
        state_at=now,
        **fields,
    )


def _words(text: str, payload: dict[str, Any], kind: str) -> str:
    return text[:WORDS] or f"[{payload.get('type') or kind}]"
