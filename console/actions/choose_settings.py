from functools import partial

from django.db import transaction

from console import live
from console.models import Agent


def choose_settings(agent: Agent, *, language: str, time_zone: str) -> None:
    """The agent's own console language and time zone. Their other pages are loaded anew, so that all speak the same."""
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(language=language, time_zone=time_zone)
        transaction.on_commit(partial(live.reload, agent.pk), robust=True)
    agent.language, agent.time_zone = language, time_zone
