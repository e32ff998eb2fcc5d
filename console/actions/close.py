from django.db import transaction

from console import access
from console.actions.shut import shut
from console.models import Agent
from console.refusals import NotYours
from history import services
from history.models import Conversation


def close(conversation: Conversation, *, agent: Agent) -> None:
    """Closes the conversation for everybody in it. Closing it twice changes nothing. Raises NotYours.

    A supervisor may close any.
    """
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        conversation.refresh_from_db()
        if conversation.state == Conversation.State.CLOSED:
            return
        if not (access.takes_part(agent, conversation) or access.supervises(agent)):
            raise NotYours
        shut(conversation, how=Conversation.ClosedHow.AGENT, by=agent)
