from contextlib import suppress

from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from console import offers, queries
from console.actions.claim import claim
from console.models import Agent, DeskSettings, Participation
from console.refusals import Refused
from history.models import Conversation

ONE_AT_A_TIME = 0x67726174  # any number that nothing else in the database uses as an advisory lock


def auto_open() -> bool:
    """Opens the first chat in line with the agent who has the fewest: False if there is no such chat or agent.

    A customer who comes back goes to the agent they had, if that one has room. A chat that was taken from somebody goes
    back to them only if nobody else has room.
    """
    desk = DeskSettings.load()
    if desk.queue != DeskSettings.Queue.AUTO:
        return False
    with transaction.atomic():
        _wait_for_turn()
        conversation = offers.free_for(None, queries.in_line()).select_related("customer").first()
        agent = _least_loaded(desk, conversation) if conversation else None
        if conversation is None or agent is None:
            return False
        with suppress(Refused):  # somebody was quicker: the next one in line is next
            claim(conversation, agent=agent, how=Participation.How.AUTO)
            Agent.objects.filter(pk=agent.pk).update(given_at=timezone.now())
    return True


def _wait_for_turn() -> None:
    """Two at once would both see the same agent as the one with the fewest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _least_loaded(desk: DeskSettings, conversation: Conversation) -> Agent | None:
    takers = queries.available().filter(paused_at__isnull=True).select_related("user")
    if desk.agents_choose:
        takers = takers.exclude(takes_chats=True)
    with_room = takers.annotate(load=_load()).filter(load__lt=desk.capacity)
    fairest = list(with_room.order_by("load", F("given_at").asc(nulls_first=True), "pk"))
    lost_it = queries.had_before(conversation)
    others = [agent for agent in fairest if agent not in lost_it] or fairest
    known = offers.had_last(conversation.customer)
    if known in others:
        return known
    return others[0] if others else None


def _load() -> Coalesce:
    """How many chats an agent has. Only those are counted through: a join would count through all they ever had."""
    inside = Participation.objects.filter(agent=OuterRef("pk"), left_at__isnull=True).order_by()
    return Coalesce(Subquery(inside.values("agent").annotate(n=Count("pk")).values("n")), 0)
