from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from console.actions.entrances import end_transfer, enter, tell
from console.models import Agent, Participation, Transfer
from console.refusals import NotYours, TooLate
from history import conversations, services
from history.models import Conversation, Message

State = Transfer.State


def accept(transfer: Transfer, *, agent: Agent) -> Conversation:
    """The agent who was asked comes in. Accepting twice changes nothing. Raises NotYours, TooLate."""
    with transaction.atomic():
        services.lock_customer_of(transfer.conversation_id)
        if not _end(transfer, agent, State.ACCEPTED):
            return transfer.conversation
        conversation = transfer.conversation
        enter(conversation, agent, how=Participation.How.ASKED)
        conversations.touch(conversation.pk)
        tell(conversation, kind=Message.Kind.JOINED, by=agent, asker=transfer.asker.name)
        return conversation


def decline(transfer: Transfer, *, agent: Agent) -> None:
    """The agent who was asked does not come. Declining twice changes nothing. Raises NotYours, TooLate."""
    with transaction.atomic():
        services.lock_customer_of(transfer.conversation_id)
        _end(transfer, agent, State.DECLINED)


def _end(transfer: Transfer, agent: Agent, state: str) -> bool:
    """False if it had ended in that way before."""
    if transfer.asked_id != agent.pk:
        raise NotYours
    transfer.refresh_from_db()
    if transfer.state == state:
        return False
    if transfer.state != State.PENDING or transfer.due_at <= timezone.now():
        raise TooLate(_("This request is over."))
    return end_transfer(transfer, state)
