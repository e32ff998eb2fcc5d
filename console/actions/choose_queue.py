from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from console import live
from console.models import Agent, DeskSettings
from console.refusals import Unfit


def choose_queue(agent: Agent, *, takes_chats: bool) -> None:
    """Whether the agent takes chats themselves where they open by themselves. Raises Unfit where agents may not choose."""
    if not DeskSettings.load().agents_choose:
        raise Unfit(_("A supervisor has set how chats come to you."))
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(takes_chats=takes_chats)
        transaction.on_commit(partial(live.put_queue, agent.pk), robust=True)
