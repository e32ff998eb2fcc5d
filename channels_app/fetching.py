"""Customers' files: each is fetched from its platform by one worker, made fit to be shown, and kept."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from channels_app import keeping, stages
from channels_app.adapters import DeliveryError, MediaGone, adapter_for
from channels_app.patience import backoff, patiently
from console.actions import fetch_media as desk
from console.media.errors import NotReadable
from history import attachments
from history.attachments import Stored
from history.models import Attachment, Message

log = logging.getLogger(__name__)

MB = 1 << 20
MOST_BYTES = {
    Message.Kind.IMAGE: 25 * MB,
    Message.Kind.VOICE: 25 * MB,
    Message.Kind.VIDEO: 100 * MB,
    Message.Kind.FILE: 25 * MB,
}
TASK_MOST = 100  # seconds; less than the broker's own limit and than the desk's lease
SLOW_TRIES_MOST = 3
WAIT_MOST = 600  # seconds between two tries
RECORD_PATIENCE = 8.0  # seconds in which an outcome is recorded again and again while the database is away
SWEEP_MOST = 200

GONE = _("The platform no longer has this file.")
TOO_SLOW = _("Fetching and reading the file took too long.")
OUR_FAULT = _("The file could not be kept on our side.")

Outcome = Callable[[], object]
Keep = Callable[[BinaryIO, str], Stored]


def fetch(attachment_id: int) -> None:
    """Fetches a file that is due and records what came of it. Nothing happens if another worker has it."""
    attachment = desk.take(attachment_id)
    if attachment is None:
        return
    with translation.override("en"), stages.fetching(attachment.message):  # sentences are kept in English
        outcome = _attempt(attachment)
    patiently(outcome, seconds=RECORD_PATIENCE, pause=0.5)
    message = Message.objects.select_related("attachment", "customer__channel").filter(pk=attachment.message_id).first()
    if message is not None:  # it may have been erased meanwhile
        adapter_for(message.customer.channel).show_file(message)


def due() -> list[int]:
    """The files to be fetched now, what waits longest first."""
    return list(attachments.due().values_list("pk", flat=True)[:SWEEP_MOST])


def _attempt(attachment: Attachment) -> Outcome:
    """Fetches one file; answers how to record what came of it."""
    try:
        stored = _stored(attachment)
    except NotReadable as error:
        stages.fetched(attachment.message, "failed")
        return partial(desk.record_failed, attachment, reason=error.reason)
    except DeliveryError as error:
        return _after_error(attachment, error)
    except SoftTimeLimitExceeded:
        return _after_error(attachment, DeliveryError(TOO_SLOW, permanent=attachment.attempts >= SLOW_TRIES_MOST))
    except Exception:
        log.exception("The file of message %s broke its fetching", attachment.message_id)
        return _after_error(attachment, DeliveryError(OUR_FAULT))
    stages.fetched(attachment.message, "stored")
    return partial(desk.record_stored, attachment, stored)


def _after_error(attachment: Attachment, error: DeliveryError) -> Outcome:
    log.warning("The file of message %s was not fetched: %s %s", attachment.message_id, error.code, error)
    if isinstance(error, MediaGone) or _is_over(attachment):
        reason = str(error) if isinstance(error, MediaGone) else GONE
        stages.fetched(attachment.message, "gone")
        return partial(desk.record_failed, attachment, reason=reason, gone=True)
    if error.permanent:
        stages.fetched(attachment.message, "failed")
        return partial(desk.record_failed, attachment, reason=str(error))
    stages.fetched(attachment.message, "retried")
    wait = min(max(error.retry_after, backoff(attachment.attempts, most=WAIT_MOST)), WAIT_MOST)
    return partial(desk.put_back, attachment, seconds=wait, reason=str(error))


def _is_over(attachment: Attachment) -> bool:
    return attachment.expires_at is not None and attachment.expires_at <= timezone.now()


def _stored(attachment: Attachment) -> Stored:
    """What the first source gives that is of use, else what can be had from the last."""
    *better, last = _sources(attachment.source)
    for source in better:
        try:
            return _kept(attachment, source, keeping.shown)
        except (NotReadable, DeliveryError) as error:
            if isinstance(error, DeliveryError) and not error.permanent:
                raise
            log.info("The other source of message %s's file is tried: %s", attachment.message_id, error)
    return _kept(attachment, last, keeping.shown_or_offered)


def _sources(source: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield source
    if isinstance(other := source.get("instead"), dict):
        yield from _sources(other)


def _kept(attachment: Attachment, source: dict[str, Any], keep: Keep) -> Stored:
    kind, channel = attachment.message.kind, attachment.message.customer.channel
    with TemporaryFile() as file:
        adapter_for(channel).fetch(channel, source, file, most_bytes=MOST_BYTES[Message.Kind(kind)])
        return keep(file, kind)
