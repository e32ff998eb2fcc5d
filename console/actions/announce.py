from functools import partial

from django.db import transaction

from console import live, presence
from console.models import Agent


def announce(agent: Agent) -> None:
    """Tells everybody the agent's presence if they were last told another one; whoever notices first tells it."""
    state = presence.of(agent)
    if state == agent.announced:
        return
    with transaction.atomic():
        told = Agent.objects.filter(pk=agent.pk, announced=agent.announced).update(announced=state)
        agent.announced = state
        if told:
            transaction.on_commit(partial(live.put_agent, agent.pk), robust=True)
            transaction.on_commit(live.put_counts, robust=True)
