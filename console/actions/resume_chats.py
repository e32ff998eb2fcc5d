from functools import partial

from django.db import transaction

from console import live
from console.models import Agent


def resume_chats(agent: Agent) -> None:
    """Chats open by themselves with the agent again, where they do."""
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(paused_at=None)
        transaction.on_commit(partial(live.put_queue, agent.pk), robust=True)
