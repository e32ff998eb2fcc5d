from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from console import greetings, hours, keyword_replies, live, offers
from history import profiles, services
from history.models import Channel, Customer, Message
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
        news = _news(customer, inbound)
        if news and (known := services.find_received(customer, inbound.received.external_id)):
            return _receipt(known)
        changes = _note(customer, news)
        message = services.record_received(customer, inbound.received)
        if message is None:
            return _begin(customer, inbound)
        _show(message, changes)
        return Receipt(message, _answer(message, is_new=False, at_once=inbound.answers_at_once))


def _news(customer: Customer, inbound: Inbound) -> dict[str, Any]:
    """What the door knows better. What we know already, an agent may have written: it stays."""
    news: dict[str, Any] = {"email": inbound.email} if inbound.email and not customer.email else {}
    if customer.name in inbound.placeholders and inbound.name not in inbound.placeholders:
        news["name"] = inbound.name
    is_old = customer.placed_at is None or timezone.now() - customer.placed_at > PLACE_HOLDS
    if inbound.place is not None and (inbound.place != customer.place or is_old):
        news["place"] = inbound.place
    return news


def _note(customer: Customer, news: dict[str, Any]) -> set[str]:
    """Which of it screens show. That somebody is still where they were is only noted."""
    changes = {field for field, value in news.items() if value != getattr(customer, field)}
    for field, value in news.items():
        if field == "place":
            services.place(customer, value)
        else:
            profiles.edit(customer, field=field, value=value)
        setattr(customer, field, value)
    return changes


def _begin(customer: Customer, inbound: Inbound) -> Receipt:
    """Begins a conversation with the message, unless it is here already."""
    known = services.find_received(customer, inbound.received.external_id)
    if known is not None:
        return _receipt(known)
    services.open_conversation(customer, in_hours=hours.is_open())
    message = services.record_received(customer, inbound.received)
    assert message is not None  # the conversation is open, the message new, and the customer locked
    offer = offers.offer_back(message.conversation)
    transaction.on_commit(partial(live.put_begun, message.conversation, offer), robust=True)
    transaction.on_commit(live.put_counts, robust=True)
    return Receipt(message, _answer(message, is_new=True, at_once=inbound.answers_at_once))


def _receipt(known: Message) -> Receipt:
    return Receipt(known, Message.objects.filter(answers=known).first())


def _show(message: Message, changes: set[str]) -> None:
    transaction.on_commit(partial(live.put_received, message), robust=True)
    if changes:
        transaction.on_commit(partial(live.put_customer, message.conversation_id), robust=True)
    if "name" in changes:
        transaction.on_commit(partial(live.put_chat, message.conversation_id), robust=True)


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
