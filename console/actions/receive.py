from dataclasses import dataclass
from functools import partial

from django.db import transaction

from console import live
from history import services
from history.models import Channel, Conversation, Message
from history.services import Received


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """A customer's message at the door: on which channel, from whom, and what. `name` is used if we never heard of them."""

    channel: Channel
    customer_id: str
    received: Received
    name: str
    channel_name: str = ""
    language: str = ""


def receive(inbound: Inbound) -> Message:
    """Stores a customer's message and shows it to whom it concerns. The same message again changes nothing."""
    with transaction.atomic():
        customer = services.ensure_customer(
            inbound.channel,
            external_id=inbound.customer_id,
            name=inbound.name,
            channel_name=inbound.channel_name,
            language=inbound.language,
        )
        known = services.find_received(customer, inbound.received.external_id)
        if known is not None:
            return known
        conversation, is_new = services.open_conversation(customer)
        message = services.record_received(conversation, inbound.received)
        _show(conversation, message, is_new=is_new)
    return message


def _show(conversation: Conversation, message: Message, *, is_new: bool) -> None:
    if is_new:
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
        transaction.on_commit(live.put_counts, robust=True)
    elif conversation.state == Conversation.State.ACTIVE:
        transaction.on_commit(partial(live.put_words, message.pk), robust=True)
