"""A reply's way out, step by step: taken, then sent, failed, unconfirmed or put back. Each step is one compare-and-set."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from console import live
from history import services
from history.models import Message

IN_ORDER = ("pending", "sending")


def take(conversation_id: int) -> Message | None:
    """The conversation's oldest undelivered reply, now `sending`; None while another is under way or none is due."""
    with transaction.atomic():
        waiting = Message.objects.filter(conversation_id=conversation_id, state__in=IN_ORDER)
        oldest = waiting.select_for_update(of=("self",)).order_by("position").first()
        if oldest is None or oldest.state == "sending" or (oldest.due_at and oldest.due_at > timezone.now()):
            return None
        services.move_state(oldest, of=("pending",), to="sending", attempts=oldest.attempts + 1)
        return oldest


def record_sent(message: Message) -> None:
    """The platform took it."""
    _finish(message, to="sent", of=("sending", "unconfirmed"))


def record_failed(message: Message, *, reason: str, code: str) -> None:
    """It did not leave, and trying again by ourselves would not help."""
    _finish(message, to="failed", error=reason[:300], error_code=code[:32])


def record_unconfirmed(message: Message, *, reason: str) -> None:
    """It may have arrived. The agent decides; we never repeat it by ourselves."""
    _finish(message, to="unconfirmed", error=reason[:300], error_code="")


def put_back(message: Message, *, seconds: int, reason: str, code: str) -> None:
    """It did not leave, and is tried again after so many seconds. Later replies of the chat wait for it."""
    due = timezone.now() + timedelta(seconds=seconds)
    _finish(message, to="pending", due_at=due, error=reason[:300], error_code=code[:32])


def _finish(message: Message, *, to: str, of: tuple[str, ...] = ("sending",), **fields: object) -> None:
    fields = {"due_at": None, "error": "", "error_code": "", **fields}
    with transaction.atomic():
        if services.move_state(message, of=of, to=to, **fields):
            transaction.on_commit(partial(live.put_message, message.pk), robust=True)
