from django.db import transaction

from console import hours, queries, reopening
from console.actions.choose import choose
from console.actions.entrances import enter, tell
from console.models import Agent, Participation
from console.refusals import Taken
from history import services
from history.models import Conversation, Customer, Message


def reopen(conversation: Conversation, *, agent: Agent) -> Conversation:
    """Takes up a chat that is over: the customer's new chat, with the agent in it.

    One that waits meanwhile is claimed, with all that `choose` raises; in one that they are in already nothing changes.
    Raises Taken while others have the customer, NoRoom where the customer's reply window is closed.
    """
    with transaction.atomic():
        customer = services.lock_customer_of(conversation.pk)
        found = reopening.open_chat(customer)
        if found is None:
            return _begin(customer, conversation, agent)
        if found.state == Conversation.State.WAITING:
            choose(found, agent=agent)
        elif agent not in (insiders := queries.insiders(found)):
            raise Taken([other.name for other in insiders])
        return found


def _begin(customer: Customer, conversation: Conversation, agent: Agent) -> Conversation:
    reopening.check_room(customer)
    fresh = services.reopen_conversation(customer, after=conversation, in_hours=hours.is_open())
    enter(fresh, agent, how=Participation.How.REOPENED)
    tell(fresh, kind=Message.Kind.REOPENED, by=agent)
    return fresh
