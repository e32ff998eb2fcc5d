"""A conversation's way from one state to the next. Each step is a compare-and-set, so that only one of two is the first.

Expects the customer to be locked, as `history.services` does.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from history.models import Conversation

State, ClosedHow = Conversation.State, Conversation.ClosedHow


def activate(conversation_id: int) -> bool:
    """Waiting becomes active: False if it was not waiting any more."""
    waiting = Conversation.objects.filter(pk=conversation_id, state=State.WAITING)
    return bool(waiting.update(state=State.ACTIVE, waiting_since=None))


def release(conversation: Conversation) -> bool:
    """Active becomes waiting, as long as the customer waits for an answer: False if it was not active."""
    since = conversation.unanswered_since or timezone.now()
    active = Conversation.objects.filter(pk=conversation.pk, state=State.ACTIVE)
    return bool(active.update(state=State.WAITING, waiting_since=since))


def close(conversation_id: int, *, how: str, by: User | None = None) -> bool:
    """An open conversation becomes closed: False if it was closed already."""
    ended = {"state": State.CLOSED, "waiting_since": None, "closed_at": timezone.now()}
    unclosed = Conversation.objects.filter(pk=conversation_id).exclude(state=State.CLOSED)
    return bool(unclosed.update(**ended, closed_by=by, closed_how=how))


def warn(conversation_id: int, *, until: datetime) -> bool:
    """Notes that agents are warned of that end of the reply window: False if they were already."""
    active = Conversation.objects.filter(pk=conversation_id, state=State.ACTIVE)
    return bool(active.exclude(warned_until=until).update(warned_until=until))


def touch(conversation_id: int) -> None:
    """Raises the version, because what lists show of the conversation has changed elsewhere."""
    Conversation.objects.filter(pk=conversation_id).update(version=F("version"))
