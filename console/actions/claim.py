from functools import partial

from django.db import transaction

from console import live, queries
from console.models import Agent, Participation
from console.refusals import Taken
from history import services
from history.models import Conversation


def claim(conversation: Conversation, *, agent: Agent) -> None:
    """Gives a waiting conversation to the agent. Raises Taken, with who has it, for everybody but the first.

    Claiming what one already has changes nothing.
    """
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        if not services.activate(conversation.pk):
            return _accept_or_refuse(conversation, agent)
        Participation.objects.create(conversation=conversation, agent=agent, how=Participation.How.CLAIMED)
        conversation.refresh_from_db()
        line = services.record_line(conversation, kind="claimed", sender=agent.user, sender_name=agent.name)
        transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
        transaction.on_commit(partial(live.put_message, line.pk), robust=True)
        transaction.on_commit(live.put_counts, robust=True)


def _accept_or_refuse(conversation: Conversation, agent: Agent) -> None:
    insiders = queries.insiders(conversation)
    if agent not in insiders:
        raise Taken([other.name for other in insiders])
