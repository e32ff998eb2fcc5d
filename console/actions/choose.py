from django.db import transaction

from console import access, offers, queries
from console.actions.claim import accept_or_refuse, claim
from console.models import Agent
from console.refusals import ListHidden
from history import services
from history.models import Conversation


def choose(conversation: Conversation, *, agent: Agent) -> None:
    """Gives the agent the conversation that they chose in the waiting list, and which was read just now.

    Raises ListHidden while agents have to take who is next, unless it is offered to them; and all that `claim` raises.
    """
    if conversation.state == Conversation.State.ACTIVE and (insiders := queries.insiders(conversation)):
        return accept_or_refuse(insiders, agent)  # who comes too late learns it without waiting for a lock
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        conversation.refresh_from_db()
        if conversation.state == Conversation.State.WAITING and not _may_choose(agent, conversation):
            raise ListHidden
        claim(conversation, agent=agent)


def _may_choose(agent: Agent, conversation: Conversation) -> bool:
    offer = offers.pending(conversation)
    return access.sees_waiting_list(agent) or (offer is not None and offer.agent_id == agent.pk)
