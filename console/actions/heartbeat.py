from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from console import presence
from console.actions.announce import announce
from console.models import Agent

EVERY = timedelta(seconds=10)


def heartbeat(agent: Agent) -> None:
    """Notes that one of the agent's screens is alive; written at most every ten seconds, however many tabs there are."""
    now = timezone.now()
    if agent.seen_at is None or agent.seen_at < now - EVERY:
        _note(agent)
        agent.seen_at = now
    announce(agent)


def _note(agent: Agent) -> None:
    """To other screens it is news only from who had fallen silent: one drawn since then shows them offline, though nobody
    may have been told so. That `announced` is named is what makes a newer version of the agent.
    """
    is_back = presence.of(agent) == Agent.Presence.OFFLINE
    news = {"announced": F("announced")} if is_back else {}
    Agent.objects.filter(pk=agent.pk).update(seen_at=timezone.now(), **news)
