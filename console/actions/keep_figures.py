"""What a chat counts in reports is kept before it is erased: sums, and nothing of who it was or what was said."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from console import hours
from console.models import DeskSettings, KeptChat, Participation, ReportMark
from console.reports import facts
from console.reports.computing import parameters
from console.reports.days import spans
from history.models import Conversation


def keep_figures(chat: Conversation) -> None:
    """Adds the chat's figures to the kept ones, once, and takes them out of the record's: each report stays as it is.

    The chat must be closed, its customer locked, and their earlier chats kept already.
    """
    if KeptChat.objects.filter(conversation=chat).exists():
        return
    zone, target = hours.zone(), DeskSettings.load().target_minutes * 60
    day = chat.opened_at.astimezone(zone).date()
    values = parameters(spans(day, day, zone), zone=zone, target=target, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(facts.KEEP, {**values, "chat": chat.pk})
        cursor.execute(facts.KEEP_CUSTOMER, {**values, **_customer(chat, day, zone)})
    KeptChat.objects.create(conversation=chat)
    ReportMark.objects.create(opened_at=chat.opened_at)  # its day's roll-up still counts it


def _customer(chat: Conversation, day: date, zone: ZoneInfo) -> dict[str, Any]:
    """After how many days the customer came again, whoever it was to, and to each of the chat's agents. Not told of whom came
    again on the same day: the last chat counts."""
    found = [(agent, _days(at, day, zone)) for agent, at in _again(chat).items()]
    counting = [(agent, days or 0) for agent, days in found if days != 0]
    agents, again = [agent for agent, _days in counting], [days for _agent, days in counting]
    return {"day": day, "channel": chat.customer.channel_id, "agents": agents, "again": again}


def _again(chat: Conversation) -> dict[int | None, datetime | None]:
    """When the next chat began: None is of any agent; a time that is None, of none."""
    later = Conversation.objects.filter(
        customer=chat.customer_id, opened_at__gte=chat.opened_at, kept__isnull=True
    ).exclude(pk=chat.pk)
    stays = Participation.objects.filter(conversation__in=later).order_by().values_list("agent")
    with_agents = dict(stays.annotate(at=Min("conversation__opened_at")))
    theirs = chat.participations.order_by().values_list("agent", flat=True).distinct()
    return {None: later.aggregate(at=Min("opened_at"))["at"], **{agent: with_agents.get(agent) for agent in theirs}}


def _days(at: datetime | None, day: date, zone: ZoneInfo) -> int | None:
    return (at.astimezone(zone).date() - day).days if at else None
