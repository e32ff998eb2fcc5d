"""Whether a chat that is over can be taken up again."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from console import queries
from console.models import Agent
from console.refusals import NoRoom, Taken
from history import windows
from history.models import Conversation, Customer


@dataclass(frozen=True)
class Reopening:
    """`why`: what keeps it closed, in words; empty if nothing does. `chat`: the customer's open chat, if they have one."""

    chat: Conversation | None
    why: str
    is_mine: bool


def state(customer: Customer, agent: Agent) -> Reopening:
    """As it is now, for this agent."""
    chat = open_chat(customer)
    insiders = queries.insiders(chat) if chat and chat.state == Conversation.State.ACTIVE else []
    if insiders and agent not in insiders:
        return Reopening(chat, str(Taken([other.name for other in insiders])), is_mine=False)
    why = "" if chat or not _is_shut(customer) else _closed_for_good()
    return Reopening(chat, why, is_mine=agent in insiders)


def open_chat(customer: Customer) -> Conversation | None:
    """The customer's chat that is not closed, with who is in it."""
    chats = Conversation.objects.filter(customer=customer).exclude(state=Conversation.State.CLOSED)
    return chats.prefetch_related("participations__agent").first()


def check_room(customer: Customer) -> None:
    """Raises NoRoom if no reply could leave before the customer writes again."""
    if _is_shut(customer):
        raise NoRoom(windows.room(customer))


def _is_shut(customer: Customer) -> bool:
    room = windows.room(customer)
    return room is not None and room.is_over


def _closed_for_good() -> str:
    return _("The reply window is closed: this chat can only be read. When the customer writes, a new chat begins.")
