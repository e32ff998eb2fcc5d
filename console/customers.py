"""The customer of a chat, for whoever may change what we know of them."""

from console import access
from console.models import Agent
from console.refusals import NotYours
from history import services
from history.models import Conversation, Customer


def held(conversation: Conversation, agent: Agent) -> tuple[Customer, Conversation]:
    """The conversation's customer, locked, and the latest of their conversations.

    Raises NotYours while others have the customer, whichever of the customer's conversations is asked for.
    """
    customer = services.lock_customer_of(conversation.pk)
    latest = customer.conversations.latest("pk")
    if not access.may_read(agent, latest):
        raise NotYours
    return customer, latest
