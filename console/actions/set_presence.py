from django.utils import timezone
from django.utils.translation import gettext as _

from console.actions.announce import announce
from console.models import Agent
from console.refusals import Unfit


def set_presence(agent: Agent, *, state: str) -> None:
    """The agent's own switch: available or away. Offline is not chosen, it follows from no screen being open."""
    if state not in (Agent.Presence.AVAILABLE, Agent.Presence.AWAY):
        raise Unfit(_("Choose Available or Away."))
    agent.away_at = None if state == Agent.Presence.AVAILABLE else agent.away_at or timezone.now()
    agent.seen_at = timezone.now()
    agent.save(update_fields=["away_at", "seen_at"])
    agent.refresh_from_db()  # a heartbeat may have announced them since
    announce(agent)
