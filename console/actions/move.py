from django.db import transaction
from django.utils.translation import gettext as _

from console import access, offers, presence
from console.actions.entrances import end_transfers, enter, leave, tell
from console.models import Agent, Offer, Participation
from console.refusals import SupervisorsOnly, TooLate, Unfit
from history import conversations, services
from history.models import Conversation, Message


def move(conversation: Conversation, *, to: Agent, by: Agent) -> None:
    """A supervisor gives an open chat to somebody, whoever had it.

    Raises SupervisorsOnly, Unfit if that agent is not there, TooLate if the chat is closed.
    """
    if not access.supervises(by):
        raise SupervisorsOnly
    if not to.user.is_active or presence.of(to) == Agent.Presence.OFFLINE:
        raise Unfit(_("%(name)s is offline.") % {"name": to.name})
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        conversation.refresh_from_db()
        if conversation.state == Conversation.State.CLOSED:
            raise TooLate(_("This chat is closed."))
        _hand_over(conversation, to, by)


def _hand_over(conversation: Conversation, to: Agent, by: Agent) -> None:
    conversations.activate(conversation.pk)
    offers.end(conversation, Offer.State.WITHDRAWN)
    end_transfers(conversation)
    leave(conversation, how=Participation.LeftHow.MOVED)
    enter(conversation, to, how=Participation.How.CLAIMED if to == by else Participation.How.MOVED)
    conversations.touch(conversation.pk)
    tell(conversation, kind=Message.Kind.MOVED, by=by, to=to.name)
