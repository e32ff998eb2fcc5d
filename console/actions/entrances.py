"""Coming into a conversation and leaving it, as rows and as lines of the record. The customer must be locked."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from console import live
from console.models import Agent, Participation, Transfer
from history import services
from history.models import Conversation, Message


def enter(conversation: Conversation, agent: Agent, *, how: str) -> None:
    """The agent is in the conversation from now on."""
    Participation.objects.create(conversation=conversation, agent=agent, how=how)


def leave(conversation: Conversation, *, how: str, agent: Agent | None = None) -> None:
    """The agent is not in it any more; without one, nobody is."""
    inside = Participation.objects.filter(conversation=conversation, left_at__isnull=True)
    if agent is not None:
        inside = inside.filter(agent=agent)
    inside.update(left_at=timezone.now(), left_how=how)


def tell(conversation: Conversation, *, kind: str, by: Agent | None = None, **payload: str) -> Message:
    """Adds a line that says what `by` did, or what happened by itself. After the commit it shows the line, the chat, and
    the counts."""
    conversation.refresh_from_db()
    sender, name = (by.user, by.name) if by else (None, "")
    line = services.record_line(conversation, kind=kind, sender=sender, sender_name=name, **payload)
    transaction.on_commit(partial(live.put_chat, conversation.pk), robust=True)
    transaction.on_commit(partial(live.put_message, line.pk), robust=True)
    transaction.on_commit(live.put_counts, robust=True)
    return line


def end_transfers(conversation: Conversation) -> None:
    """Nobody has to answer requests to come into the conversation any more."""
    pending = Transfer.objects.filter(conversation=conversation, state=Transfer.State.PENDING)
    for transfer in list(pending):
        end_transfer(transfer, Transfer.State.CANCELLED)


def end_transfer(transfer: Transfer, state: str) -> bool:
    """Ends a request, once: False if somebody was quicker."""
    pending = Transfer.objects.filter(pk=transfer.pk, state=Transfer.State.PENDING)
    if not pending.update(state=state, ended_at=timezone.now()):
        return False
    transaction.on_commit(partial(live.put_transfer, transfer.pk), robust=True)
    return True
