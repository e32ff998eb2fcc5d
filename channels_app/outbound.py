"""The way out for every channel: a conversation's replies leave one after the other, in the order in which they were written."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from channels_app import stages
from channels_app.adapters import DeliveryError, adapter_for
from channels_app.patience import DATABASE_AWAY, backoff, patiently
from console.actions import deliver as desk
from console.actions.pause_channel import pause_channel
from console.actions.resume_channel import resume_channel
from history import pauses, windows
from history.models import Message

log = logging.getLogger(__name__)

RECORD_PATIENCE = 20.0  # seconds in which an outcome is recorded again and again while the database is away
WAIT_MOST = 60  # seconds between two tries
TURN_MOST = 30.0  # seconds in which new sends begin: a task that the broker's time limit kills leaves a doubtful reply
SWEEP_MOST = 200
TOO_LATE = _("The reply window closed before this could be sent.")


def deliver(conversation_id: int) -> None:
    """Sends what the conversation has to send; what is left after TURN_MOST is the next sweep's.

    Two of these at once for one conversation: the second finds nothing to take.
    """
    ends = time.monotonic() + TURN_MOST
    while time.monotonic() < ends and (message := desk.take(conversation_id)):
        with stages.delivering(message):
            patiently(_attempt(message), seconds=RECORD_PATIENCE, pause=0.5)


def is_due() -> bool:
    """Whether a sweep would find something: a reply that was left behind, one whose end nobody knows, a pause that is over."""
    return any(rows.exists() for rows in (_left_behind(), _abandoned(), pauses.lapsed()))


def due_conversations() -> list[int]:
    """Conversations with a reply that is due and was left behind: by a lost task, a dead worker, a pause before a new try.

    Of paused channels, those whose reply window has ended: their replies wait for nothing.
    """
    return list(_left_behind().order_by("due_at").values_list("conversation_id", flat=True)[:SWEEP_MOST])


def _left_behind() -> QuerySet[Message]:
    chat, place = OuterRef("conversation"), OuterRef("position")
    earlier = Message.objects.filter(conversation=chat, position__lt=place, state__in=desk.IN_ORDER)
    may_leave = Q(customer__channel__paused_at__isnull=True) | windows.ended("customer__")
    is_due = Q(due_at__lte=timezone.now()) | Q(attempts=0, due_at__isnull=False)  # see console.actions.deliver
    return Message.objects.filter(may_leave, is_due, ~Exists(earlier), state="pending")


def resume_lapsed() -> None:
    """Lets replies leave again by channels that were stopped for a time that is over."""
    for channel in pauses.lapsed():
        resume_channel(channel, if_lapsed=True)


def settle_abandoned() -> None:
    """Ends replies whose worker died between taking and recording: they may have left, so we don't repeat them by ourselves."""
    for message in _abandoned().select_related("customer__channel")[:SWEEP_MOST]:
        _doubtful(message)()


def _abandoned() -> QuerySet[Message]:
    lapsed = timezone.now() - timedelta(seconds=settings.GRATA_LEASE_SECONDS)
    return Message.objects.filter(state="sending", state_at__lt=lapsed)


def _attempt(message: Message) -> Callable[[], None]:
    """Sends one message, unless it is too late for that; answers how to record what came of it."""
    try:
        if windows.has_ended(message.customer):
            stages.delivered(message, "late")
            return partial(desk.record_failed, message, reason=TOO_LATE, code="")
        stages.taken(message)
        with translation.override("en"), stages.sending(message):  # reasons are kept in English
            note = adapter_for(message.customer.channel).send(message)
    except DeliveryError as error:
        return _after_error(message, error)
    except DATABASE_AWAY:  # adapters read before they write to the platform
        stages.delivered(message, "retried")
        return partial(desk.put_back, message, seconds=1, reason="", code="")
    except Exception:
        log.exception("Delivery of message %s broke", message.pk)
        return _doubtful(message)
    stages.delivered(message, "sent")
    return partial(desk.record_sent, message, note=note or "")


def _after_error(message: Message, error: DeliveryError) -> Callable[[], None]:
    log.warning("Message %s was not delivered: %s %s", message.pk, error.code, error)
    if error.unconfirmed:
        stages.delivered(message, "unconfirmed", error.code)
        return partial(desk.record_unconfirmed, message, reason=str(error))
    if error.stops_channel:
        stages.delivered(message, "held", error.code)
        return partial(_hold, message, error)
    if error.permanent or message.attempts >= error.tries_most:
        stages.delivered(message, "failed", error.code)
        return partial(desk.record_failed, message, reason=str(error), code=error.code, correction=error.correction)
    stages.delivered(message, "retried", error.code)
    wait = max(error.retry_after, backoff(message.attempts, most=WAIT_MOST))
    return partial(desk.put_back, message, seconds=wait, reason=str(error), code=error.code)


def _hold(message: Message, error: DeliveryError) -> None:
    """The reply waits, and with it all others of its account."""
    desk.hold(message, reason=str(error), code=error.code)
    pause_channel(message.customer.channel, reason=str(error), until=error.paused_until)


def _doubtful(message: Message) -> Callable[[], None]:
    if adapter_for(message.customer.channel).idempotent:
        stages.delivered(message, "retried")
        return partial(desk.put_back, message, seconds=1, reason="", code="")
    stages.delivered(message, "unconfirmed")
    return partial(desk.record_unconfirmed, message, reason=_("The answer never came."))
