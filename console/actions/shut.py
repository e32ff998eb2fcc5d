from console import offers
from console.actions.entrances import end_transfers, leave, tell
from console.models import Agent, Draft, Offer, Participation
from history import conversations
from history.models import Conversation, Message


def shut(conversation: Conversation, *, how: str, by: Agent | None = None) -> None:
    """Ends an open conversation with all that hangs on it, once. The customer must be locked."""
    if not conversations.close(conversation.pk, how=how, by=by.user if by else None):
        return
    Draft.objects.filter(conversation=conversation).delete()
    offers.end(conversation, Offer.State.WITHDRAWN)
    end_transfers(conversation)
    leave(conversation, how=Participation.LeftHow.CLOSED)
    tell(conversation, kind=Message.Kind.CLOSED, by=by, how=how)
