from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from console import presence
from console.actions.release import ABSENT, back_to_the_list
from console.models import DeskSettings, Participation
from history import services
from history.models import Conversation


def release_absent(conversation: Conversation) -> None:
    """Gives a chat back to the waiting list if its customer waits and all its agents have been absent for too long."""
    with transaction.atomic():
        services.lock_customer_of(conversation.pk)
        if abandoned().filter(pk=conversation.pk).exists():
            back_to_the_list(conversation, why=ABSENT)


def abandoned() -> QuerySet[Conversation]:
    """Chats whose customers have waited for an answer, from agents who are away or offline, for the set time."""
    before = timezone.now() - timedelta(seconds=DeskSettings.load().away_release_seconds)
    inside = Participation.objects.filter(conversation=OuterRef("pk"), left_at__isnull=True)
    waits = Conversation.objects.filter(state=Conversation.State.ACTIVE, unanswered_since__lte=before)
    return waits.exclude(Exists(inside.filter(_may_still_answer(before))))


def _may_still_answer(before: datetime) -> Q:
    """Neither away nor offline since before that time; whoever has just come in is given time, too."""
    lapsed = before - (timezone.now() - presence.lapsed_before())
    is_seen, is_there = Q(agent__seen_at__gt=lapsed), Q(agent__away_at__isnull=True) | Q(agent__away_at__gt=before)
    return Q(joined_at__gt=before) | (is_seen & is_there)
