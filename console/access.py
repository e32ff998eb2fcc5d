"""May they? Asked by pages, actions and sockets alike."""

from console.models import Agent, DeskSettings, Participation
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


def sees_waiting_list(agent: Agent, desk: DeskSettings | None = None) -> bool:
    """Whether the agent may choose among those who wait. Supervisors may, also when they have hidden the list."""
    return not (desk or DeskSettings.load()).list_hidden or supervises(agent)
