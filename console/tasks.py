from celery import shared_task

from console import presence
from console.actions.announce import announce
from console.models import Agent


@shared_task
def announce_presence() -> None:
    """Tells the screens of agents whose heartbeats have stopped."""
    lapsed = Agent.objects.filter(seen_at__lt=presence.lapsed_before()).exclude(announced=Agent.Presence.OFFLINE)
    for agent in lapsed[:500]:
        announce(agent)
