"""The stages of a message's way, as numbers and as lines of the log. Each line carries the message's key, and never a word
of it: one search for the key shows the whole way, through all processes.

Labels are few and fixed: kinds of channels, outcomes.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone
from prometheus_client import Counter, Gauge, Histogram

from channels_app.patience import DATABASE_AWAY
from history.models import Message

log = logging.getLogger(__name__)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
STAGE = Histogram(
    "grata_stage_seconds",
    "store: from the door to the commit. wait: from a reply's commit until a worker takes it. send: what the platform takes."
    " deliver: from the commit until it was sent. fetch: a customer's file.",
    ["stage", "channel"],
    buckets=SECONDS,
)
RECEIVED = Counter(
    "grata_messages_received", "Customers' messages at the door, those that come again too.", ["channel"]
)
NOT_STORED = Counter("grata_messages_not_stored", "The sender was told to send again: the database was away.")
WRITTEN = Counter("grata_replies_written", "Replies committed, and tried anew.")
DELIVERIES = Counter("grata_deliveries", "What the tries to deliver a reply came to.", ["channel", "outcome"])
FETCHES = Counter("grata_fetches", "What the tries to fetch a customer's file came to.", ["channel", "outcome"])
WEBHOOKS = Counter("grata_webhooks", "What the tries to tell a site of a reply came to.", ["outcome"])
SOCKETS = Gauge("grata_sockets", "Open sockets.", ["whose"], multiprocess_mode="livesum")

about_message: ContextVar[int | None] = ContextVar("about_message", default=None)


@contextmanager
def storing(channel: str) -> Iterator[None]:
    """Around what a door does with a message of a channel of that kind."""
    RECEIVED.labels(channel).inc()
    with STAGE.labels("store", channel).time():
        yield


def not_stored() -> None:
    """The sender has to send it again."""
    NOT_STORED.inc()


def stored(message: Message) -> None:
    """A customer's message is in the record."""
    _note("stored", message.pk, message.conversation_id)


def written(message_id: int, conversation_id: int) -> None:
    """A reply is in the record, or is to be tried anew."""
    WRITTEN.inc()
    _note("written", message_id, conversation_id)


@contextmanager
def delivering(message: Message) -> Iterator[None]:
    """Around one try to deliver a reply. All lines of the log inside carry its key."""
    token = about_message.set(message.pk)
    _note("taken", message.pk, message.conversation_id, attempt=message.attempts)
    try:
        yield
    finally:
        about_message.reset(token)


def taken(message: Message) -> None:
    """A worker has what it needs to send it."""
    if message.attempts == 1:
        STAGE.labels("wait", _kind(message)).observe(_since(message))


@contextmanager
def sending(message: Message) -> Iterator[None]:
    """Around what the platform takes for it."""
    with STAGE.labels("send", _kind(message)).time():
        yield


def delivered(message: Message, outcome: str, code: str = "") -> None:
    """outcome: sent, failed, unconfirmed, retried, held or late."""
    channel = _kind(message)
    DELIVERIES.labels(channel, outcome).inc()
    if outcome == "sent":
        STAGE.labels("deliver", channel).observe(_since(message))
    _note(outcome, message.pk, message.conversation_id, attempt=message.attempts, code=code)


@contextmanager
def fetching(message: Message) -> Iterator[None]:
    """Around one try to fetch a customer's file."""
    token, began = about_message.set(message.pk), time.monotonic()
    try:
        yield
    finally:
        STAGE.labels("fetch", _kind(message)).observe(time.monotonic() - began)
        about_message.reset(token)


def fetched(message: Message, outcome: str) -> None:
    """outcome: stored, failed, gone or retried."""
    FETCHES.labels(_kind(message), outcome).inc()
    _note(f"file {outcome}", message.pk, message.conversation_id)


def told(message_id: int, outcome: str) -> None:
    """A site was told of a reply. outcome: sent, dead or retried."""
    WEBHOOKS.labels(outcome).inc()
    _note(f"webhook {outcome}", message_id, None)


def socket_opened(whose: str) -> bool:
    """One of the agents or the visitors has opened a socket. True: it counts until `socket_closed`."""
    SOCKETS.labels(whose).inc()
    return True


def socket_closed(whose: str, *, if_counted: bool) -> None:
    """It is closed, if it ever was open."""
    if if_counted:
        SOCKETS.labels(whose).dec()


def _kind(message: Message) -> str:
    """It may have to be asked for, and no number is worth a reply."""
    try:
        return str(message.customer.channel.kind)
    except DATABASE_AWAY:
        return "unknown"


def _since(message: Message) -> float:
    return max(0.0, (timezone.now() - message.created_at).total_seconds())


def _note(stage: str, message: int, chat: int | None, **more: object) -> None:
    ids = {"stage": stage, "message_id": message, "chat": chat, **more}
    log.info("Message %s: %s", message, stage, extra={"about": {name: value for name, value in ids.items() if value}})
