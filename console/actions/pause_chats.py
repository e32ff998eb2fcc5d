from functools import partial

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from console import live
from console.models import Agent


def pause_chats(agent: Agent) -> None:
    """No chat opens by itself with the agent until they resume. Those that they have stay theirs."""
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(paused_at=Coalesce("paused_at", timezone.now()))
        transaction.on_commit(partial(live.put_queue, agent.pk), robust=True)
