from django.db import transaction

from console import access
from console.actions.entrances import end_transfers, leave, tell
from console.models import Agent, Participation
from console.refusals import SupervisorsOnly
from history import conversations, services
from history.models import Conversation, Message

ABSENT, SUPERVISOR = "absent", "supervisor"


def release(conversation: Conversation, *, by: Agent) -> None:
    """A supervisor gives an active chat back to the waiting list. One that waits or is closed stays. Raises SupervisorsOnly."""
    if not access.supervises(by):
        raise SupervisorsOnly
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        back_to_the_list(conversation, why=SUPERVISOR, by=by)


def back_to_the_list(conversation: Conversation, *, why: str, by: Agent | None = None) -> None:
    """The same without asking. The customer must be locked."""
    conversation.refresh_from_db()
    if not conversations.release(conversation):
        return
    end_transfers(conversation)
    leave(conversation, how=Participation.LeftHow.RELEASED)
    tell(conversation, kind=Message.Kind.RELEASED, by=by, why=why)
