"""A reply's way out, step by step: taken, then sent, failed, unconfirmed or put back. Each step is one compare-and-set."""

from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from django.db import transaction
from django.utils import timezone

from console import live
from console.actions.plan_erasure import note_leaving
from history import services, windows
from history.models import Customer, Message

IN_ORDER = ("pending", "sending")


class Correction(StrEnum):
    """What a platform's refusal teaches us about the customer."""

    NONE = ""
    SHUT = "shut"  # the reply window is over
    USED_UP = "used_up"  # it has no replies left
    LEFT = "left"  # they do not follow us any more


def take(conversation_id: int) -> Message | None:
    """The conversation's oldest undelivered reply, now `sending`.

    None while another is under way, none is due, or the channel is paused. Also of a paused channel, a reply whose
    window has ended is given: somebody has to say so.
    """
    oldest = services.oldest_undelivered(conversation_id)
    if oldest is None or not _may_leave(oldest):
        return None
    is_ours = services.move_state(
        oldest, of=("pending",), version=oldest.version, to="sending", attempts=oldest.attempts + 1
    )
    return oldest if is_ours else None


def record_sent(message: Message, *, note: str = "") -> None:
    """The platform took it. note: a sentence in English about what the customer sees differently."""
    _finish(message, to="sent", of=("sending", "unconfirmed"), error=note[:300])


def record_failed(message: Message, *, reason: str, code: str, correction: Correction = Correction.NONE) -> None:
    """It did not leave, and trying again by ourselves would not help. It counts no longer in the reply window."""
    with transaction.atomic():
        customer, taken_at = services.lock_customer_of(message.conversation_id), message.state_at
        if not _finish(message, to="failed", of=IN_ORDER, error=reason[:300], error_code=code[:32]):
            return
        _learn(customer, correction, taken_at)
        services.touch_conversations(customer)
        transaction.on_commit(partial(live.put_words, message.pk), robust=True)


def record_unconfirmed(message: Message, *, reason: str) -> None:
    """It may have arrived. The agent decides; we never repeat it by ourselves."""
    _finish(message, to="unconfirmed", error=reason[:300], error_code="")


def put_back(message: Message, *, seconds: int, reason: str, code: str) -> None:
    """It did not leave, and is tried again after so many seconds. Later replies of the chat wait for it."""
    due = timezone.now() + timedelta(seconds=seconds)
    _finish(message, to="pending", due_at=due, error=reason[:300], error_code=code[:32])


def hold(message: Message, *, reason: str, code: str) -> None:
    """It did not leave because nothing leaves by its channel now: that try does not count. Pause the channel next."""
    tries = max(0, message.attempts - 1)
    _finish(message, to="pending", due_at=timezone.now(), attempts=tries, error=reason[:300], error_code=code[:32])


def _may_leave(message: Message) -> bool:
    if message.state != Message.State.PENDING or _is_put_off(message):
        return False
    return message.customer.channel.paused_at is None or windows.has_ended(message.customer)


def _is_put_off(message: Message) -> bool:
    """What was never tried waits for nothing, also if the clock has been set back since it was written."""
    return bool(message.attempts and message.due_at and message.due_at > timezone.now())


def _learn(customer: Customer, correction: Correction, taken_at: datetime) -> None:
    if correction is Correction.NONE:
        windows.give_back(customer)
    elif correction is Correction.USED_UP:
        windows.use_up(customer, sent_at=taken_at)
    else:
        windows.shut(customer, sent_at=taken_at)
    if correction is Correction.LEFT:
        note_leaving(customer, left=True)


def _finish(message: Message, *, to: str, of: tuple[str, ...] = ("sending",), **fields: object) -> bool:
    fields = {"due_at": None, "error": "", "error_code": "", **fields}
    if not services.move_state(message, of=of, to=to, **fields):
        return False
    transaction.on_commit(partial(live.put_delivered, message), robust=True)
    return True
