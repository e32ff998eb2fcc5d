"""The way out for every channel: a conversation's replies leave one after the other, in the order in which they were written."""

import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from channels_app.adapters import Adapter, DeliveryError, adapter_for
from console.actions import deliver as desk
from history.models import Message

log = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
RECORD_PATIENCE = 20.0  # seconds in which an outcome is recorded again and again while the database is away
WAIT_MOST = 60  # seconds between two tries
SWEEP_MOST = 200


def deliver(conversation_id: int) -> None:
    """Sends what the conversation has to send. Two of these at once for one conversation: the second finds nothing to take."""
    while message := desk.take(conversation_id):
        _record(_attempt(message))


def due_conversations() -> list[int]:
    """Conversations with a reply that is due and was left behind: by a lost task, a dead worker, a pause before a new try."""
    due = Message.objects.filter(state="pending", due_at__lte=timezone.now()).order_by("due_at")
    return list(dict.fromkeys(due.values_list("conversation_id", flat=True)[:SWEEP_MOST]))


def settle_abandoned() -> None:
    """Ends replies whose worker died between taking and recording: they may have left, so we don't repeat them by ourselves."""
    lapsed = timezone.now() - timedelta(seconds=settings.GRATA_LEASE_SECONDS)
    stuck = Message.objects.filter(state="sending", state_at__lt=lapsed).select_related("customer__channel")
    for message in stuck[:SWEEP_MOST]:
        _doubtful(message, adapter_for(message.customer.channel))()


def _attempt(message: Message) -> Callable[[], None]:
    """Sends one message; answers how to record what came of it."""
    adapter = adapter_for(message.customer.channel)
    try:
        adapter.send(message)
    except DeliveryError as error:
        return _after_error(message, error)
    except DATABASE_AWAY:  # adapters read before they write to the platform
        return partial(desk.put_back, message, seconds=1, reason="", code="")
    except Exception:
        log.exception("Delivery of message %s broke", message.pk)
        return _doubtful(message, adapter)
    return partial(desk.record_sent, message)


def _after_error(message: Message, error: DeliveryError) -> Callable[[], None]:
    log.warning("Message %s was not delivered: %s %s", message.pk, error.code, error)
    if error.unconfirmed:
        return partial(desk.record_unconfirmed, message, reason=str(error))
    if error.permanent or message.attempts >= error.tries_most:
        return partial(desk.record_failed, message, reason=str(error), code=error.code)
    wait = max(error.retry_after, _backoff(message.attempts))
    return partial(desk.put_back, message, seconds=wait, reason=str(error), code=error.code)


def _doubtful(message: Message, adapter: Adapter) -> Callable[[], None]:
    if adapter.idempotent:
        return partial(desk.put_back, message, seconds=1, reason="", code="")
    return partial(desk.record_unconfirmed, message, reason="The answer never came. The message may have arrived.")


def _backoff(attempts: int) -> int:
    return int(min(2**attempts, WAIT_MOST) * random.uniform(0.75, 1.25))  # noqa: S311


def _record(outcome: Callable[[], None]) -> None:
    deadline = time.monotonic() + RECORD_PATIENCE
    while True:
        try:
            return outcome()
        except DATABASE_AWAY:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
