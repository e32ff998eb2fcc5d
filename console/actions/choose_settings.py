from functools import partial

from django.db import transaction

from console import live
from console.models import Agent


def choose_settings(agent: Agent, *, language: str, time_zone: str, shortcuts: bool) -> None:
    """The agent's own console language and time zone, and whether single letters are shortcuts. Their other pages are
    loaded anew, so that all are the same.
    """
    chosen = {"language": language, "time_zone": time_zone, "shortcuts": shortcuts}
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(**chosen)
        transaction.on_commit(partial(live.reload, agent.pk), robust=True)
    for name, value in chosen.items():
        setattr(agent, name, value)
