from functools import partial

from django.db import transaction

from console import live, presence
from console.models import Agent


def announce(agent: Agent) -> None:
    """Tells everybody the agent's presence if they were last told another one; whoever notices first tells it."""
    if presence.of(agent) == agent.announced:
        return
    with transaction.atomic():
        # Looked at anew under a lock: another tab may have been quicker.
        now = Agent.objects.select_for_update(no_key=True).filter(pk=agent.pk).first()
        if now is None or (state := presence.of(now)) == now.announced:
            return
        Agent.objects.filter(pk=now.pk).update(announced=state)
        transaction.on_commit(partial(live.put_agent, now.pk), robust=True)
        transaction.on_commit(live.put_counts, robust=True)
