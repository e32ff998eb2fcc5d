from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from console import greetings, hours, keyword_replies, live, offers
from history import profiles, services
from history.models import Channel, Conversation, Customer, Message
from history.services import Received
from history.signals import reply_recorded

PLACE_HOLDS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """A customer's message at the door: on which channel, from whom, and what. `name` is used if we never heard of them.

    place: where they are, as in `history.models.Customer`, if the door knows. email: their address, taken while we know
    none. placeholders: names that the door made for want of one; of such a name `name` takes the place.
    answers_at_once: the door can give an automatic answer in its own answer to whoever delivered the message.
    """

    channel: Channel
    customer_id: str
    received: Received
    name: str
    channel_name: str = ""
    language: str = ""
    email: str = ""
    placeholders: frozenset[str] = frozenset()
    place: dict[str, Any] | None = None
    answers_at_once: bool = False


@dataclass(frozen=True)
class Receipt:
    """The message as it is stored, and what answers it by itself, if anything does."""

    message: Message
    answer: Message | None = None


def receive(inbound: Inbound) -> Receipt:
    """Stores a customer's message and shows it to whom it concerns. The same message again changes nothing."""
    with transaction.atomic():
        customer = services.ensure_customer(
            inbound.channel,
            external_id=inbound.customer_id,
            name=inbound.name,
            channel_name=inbound.channel_name,
            email=inbound.email,
            language=inbound.language,
        )
        known = services.find_received(customer, inbound.received.external_id)
        if known is not None:
            return Receipt(known, Message.objects.filter(answers=known).first())
        changes = _note_place(customer, inbound.place) | _note_details(customer, inbound)
        conversation, is_new = services.open_conversation(customer)
        if is_new:
            conversation.in_hours = hours.is_open()  # saved with the message's words
        message = services.record_received(conversation, inbound.received)
        if is_new:
            offers.offer_back(conversation)
        _show(conversation, message, is_new=is_new, changes=changes)
        return Receipt(message, _answer(message, is_new=is_new, at_once=inbound.answers_at_once))


def _note_place(customer: Customer, place: dict[str, Any] | None) -> set[str]:
    """{"place"} if they are elsewhere than we thought. Who stays where they are is noted again after a while."""
    has_moved = place is not None and place != customer.place
    is_old = customer.placed_at is None or timezone.now() - customer.placed_at > PLACE_HOLDS
    if place is not None and (has_moved or is_old):
        services.place(customer, place)
    return {"place"} if has_moved else set()


def _note_details(customer: Customer, inbound: Inbound) -> set[str]:
    """Fills in what we did not know. What is known, an agent may have written: it stays."""
    details = {"email": inbound.email} if inbound.email and not customer.email else {}
    if customer.name in inbound.placeholders and inbound.name not in inbound.placeholders:
        details["name"] = inbound.name
    for field, value in details.items():
        profiles.edit(customer, field=field, value=value)
        setattr(customer, field, value)
    return set(details)


def _show(conversation: Conversation, message: Message, *, is_new: bool, changes: set[str]) -> None:
    if is_new:
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
        transaction.on_commit(live.put_counts, robust=True)
    elif conversation.state == Conversation.State.ACTIVE:
        transaction.on_commit(partial(live.put_words, message.pk), robust=True)
    else:
        transaction.on_commit(partial(live.put_message, message.pk), robust=True)
    if changes and not is_new:
        transaction.on_commit(partial(live.put_customer, conversation.pk), robust=True)
    if "name" in changes and not is_new:
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)


def _answer(message: Message, *, is_new: bool, at_once: bool) -> Message | None:
    """A keyword's reply, else the greeting of a new conversation. The customer waits for an agent all the same."""
    text = keyword_replies.choose(message) or (greetings.choose(message.customer, message.text) if is_new else None)
    if text is None:
        return None
    answer = services.record_answer(message, text=text, has_left=at_once)
    if not at_once:
        ids = {"conversation_id": message.conversation_id, "message_id": answer.pk}
        transaction.on_commit(partial(reply_recorded.send, sender=Message, **ids), robust=True)
    if not is_new:  # a chat that nobody has heard of is open nowhere
        transaction.on_commit(partial(live.put_message, answer.pk), robust=True)
    return answer
