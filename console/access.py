"""May they? Asked by pages, actions and sockets alike."""

from django.db.models import Exists, OuterRef, Q

from console.models import Agent, DeskSettings, Offer, Participation
from history.models import Conversation


def takes_part(agent: Agent, conversation: Conversation) -> bool:
    """Whether the agent is in the conversation now. Only then may they write or close."""
    return Participation.objects.filter(agent=agent, conversation=conversation, left_at__isnull=True).exists()


def supervises(agent: Agent) -> bool:
    """Whether the agent may read, move, release and close any chat."""
    return agent.user.is_staff


def may_read(agent: Agent, conversation: Conversation) -> bool:
    """A chat that others have is theirs alone; waiting and closed ones are everybody's. Supervisors read all."""
    if conversation.state != Conversation.State.ACTIVE or supervises(agent):
        return True
    return takes_part(agent, conversation)


def readable(agent: Agent) -> Q:
    """`may_read` as a condition on conversations."""
    if supervises(agent):
        return Q()
    inside = Participation.objects.filter(conversation=OuterRef("pk"), agent=agent, left_at__isnull=True)
    return ~Q(state=Conversation.State.ACTIVE) | Q(Exists(inside))


def listed(agent: Agent) -> Q:
    """The conversations of which lists tell this agent: all, but those who wait only if they see the waiting list."""
    if sees_waiting_list(agent):
        return Q()
    offered = Offer.objects.filter(conversation=OuterRef("pk"), agent=agent, state=Offer.State.PENDING)
    return ~Q(state=Conversation.State.WAITING) | Q(Exists(offered))


def sees_waiting_list(agent: Agent, desk: DeskSettings | None = None) -> bool:
    """Whether the agent may choose among those who wait. Supervisors may, also when they have hidden the list."""
    return not (desk or DeskSettings.load()).list_hidden or supervises(agent)
