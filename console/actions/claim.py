from django.db import transaction

from console import offers, queries
from console.actions.entrances import enter, tell
from console.models import Agent, Offer, Participation
from console.refusals import AskedFirst, Taken
from history import conversations, services
from history.models import Conversation, Message

How = Participation.How


def claim(conversation: Conversation, *, agent: Agent, how: str = How.CLAIMED) -> None:
    """Gives a waiting conversation to the agent. Raises Taken, with who has it, for everybody but the first.

    Raises AskedFirst while it is offered to somebody else. Claiming what one already has changes nothing.
    """
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        offer = offers.pending(conversation)
        if offer is not None and offer.agent_id != agent.pk:
            raise AskedFirst(offer.agent.name)
        if not conversations.activate(conversation.pk):
            return accept_or_refuse(queries.insiders(conversation), agent)
        offers.end(conversation, Offer.State.TAKEN)
        how = How.OFFERED if offer is not None else how
        enter(conversation, agent, how=how)
        tell(conversation, kind=Message.Kind.CLAIMED, by=agent, how=how)


def accept_or_refuse(insiders: list[Agent], agent: Agent) -> None:
    """Nothing, if the agent is among those who have the conversation; else raises Taken, with who has it."""
    if agent not in insiders:
        raise Taken([other.name for other in insiders])
