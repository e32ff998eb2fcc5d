from datetime import timedelta

from django.utils import timezone

from console.actions.announce import announce
from console.models import Agent

EVERY = timedelta(seconds=10)


def heartbeat(agent: Agent) -> None:
    """Notes that one of the agent's screens is alive; written at most every ten seconds, however many tabs there are."""
    now = timezone.now()
    if agent.seen_at is None or agent.seen_at < now - EVERY:
        Agent.objects.filter(pk=agent.pk).update(seen_at=now)
        agent.seen_at = now
    announce(agent)
