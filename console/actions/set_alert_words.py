from functools import partial

from django.db import transaction

from console import live
from console.models import Agent, AlertSettings


def set_alert_words(agent: Agent, *, are_shown: bool) -> None:
    """Whether the browser's notifications show what customers wrote, which others may read on a locked screen."""
    with transaction.atomic():
        settings = AlertSettings.locked(agent)
        settings.shows_words = are_shown
        settings.save()
        transaction.on_commit(partial(live.put_alerts, agent.pk), robust=True)
