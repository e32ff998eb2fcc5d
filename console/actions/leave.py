from django.db import transaction

from console import access, queries
from console.actions import entrances
from console.actions.shut import shut
from console.models import Agent, Participation
from console.refusals import NotYours
from history import conversations, services
from history.models import Conversation, Message


def leave(conversation: Conversation, *, agent: Agent) -> None:
    """The agent goes; the chat goes on with the others. The last to leave closes it. Raises NotYours."""
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        conversation.refresh_from_db()
        if not access.takes_part(agent, conversation):
            raise NotYours
        if queries.insiders(conversation) == [agent]:
            return shut(conversation, how=Conversation.ClosedHow.AGENT, by=agent)
        entrances.leave(conversation, how=Participation.LeftHow.LEFT, agent=agent)
        conversations.touch(conversation.pk)
        entrances.tell(conversation, kind=Message.Kind.LEFT, by=agent)
