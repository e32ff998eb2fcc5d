"""A file's way in, step by step: taken by one worker, then stored, failed, gone or put back."""

from datetime import timedelta
from functools import partial

from django.db import transaction

from console import access, live
from console.models import Agent
from console.refusals import NotYours
from history import attachments
from history.attachments import Stored
from history.models import Attachment

LEASE = timedelta(minutes=3)  # longer than a worker may take for it


def take(pk: int) -> Attachment | None:
    """A file that is due, for this worker alone; None if it is not due, or another worker's."""
    return attachments.take(pk, lease=LEASE)


def record_stored(attachment: Attachment, stored: Stored) -> bool:
    """The file is here. If it was already, or was settled otherwise in between: False, and nothing is left behind."""
    with transaction.atomic():
        changed = _show(attachment, attachments.store(attachment, stored))
    if changed:
        attachments.drop_source(attachment)
    else:
        attachments.discard(stored, but=attachment)
    return changed


def record_failed(attachment: Attachment, *, reason: str, gone: bool = False) -> None:
    """The file can't be had; with `gone` never again."""
    with transaction.atomic():
        _show(attachment, attachments.fail(attachment, reason=reason, gone=gone))


def put_back(attachment: Attachment, *, seconds: int, reason: str) -> None:
    """It is tried again after so many seconds."""
    attachments.put_back(attachment, seconds=seconds, reason=reason)


def ask_again(attachment: Attachment, *, agent: Agent) -> None:
    """An agent wants the file that could not be had. Pressed twice, it is tried once. Raises NotYours."""
    if not access.may_read(agent, attachment.message.conversation):
        raise NotYours
    with transaction.atomic():
        _show(attachment, attachments.again(attachment))


def _show(attachment: Attachment, changed: bool) -> bool:
    if changed:
        transaction.on_commit(partial(live.put_message, attachment.message_id), robust=True)
    return changed
