from functools import partial

from django.db import transaction

from console import live, offers
from console.models import Agent, Offer
from console.refusals import NotYours
from history import conversations, services
from history.models import Conversation


def pass_offer(conversation: Conversation, *, agent: Agent) -> None:
    """The agent who was asked first does not take the chat: it is everybody's now. Raises NotYours."""
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        offer = offers.pending(conversation)
        if offer is not None and offer.agent_id != agent.pk:
            raise NotYours
        _end(conversation, Offer.State.PASSED)


def lapse_offer(offer: Offer) -> None:
    """The agent who was asked first said nothing, or is not there any more."""
    with transaction.atomic():
        services.lock_customer_of(offer.conversation_id)
        if offers.due().filter(pk=offer.pk).exists():
            _end(offer.conversation, Offer.State.LAPSED)


def _end(conversation: Conversation, state: str) -> None:
    if offers.end(conversation, state):
        conversations.touch(conversation.pk)
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
        transaction.on_commit(live.put_counts, robust=True)
