"""The writers of messages' files. The bytes are written before the row that names them: a name never leads to nothing.

Names are ours, not to be guessed, and never used twice.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db.models import F, QuerySet
from django.utils import timezone

from history.models import Attachment, Message

ERROR_MOST = 300


@dataclass(frozen=True, kw_only=True)
class Media:
    """A file that a platform keeps for us. source: what its adapter needs to fetch it; {"kept"} is a place in our own
    storage, of a file that came with its message. size: bytes, 0 when unknown.
    """

    source: dict[str, Any]
    name: str = ""
    size: int = 0
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file that is kept: its place in the storage, and what it is. `shown` or `original` may be "", not both."""

    shown: str = ""
    shown_type: str = ""
    original: str = ""
    original_type: str = ""
    name: str = ""
    size: int = 0
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    waveform: list[int] = field(default_factory=list)
    error: str = ""


def keep(content: "bytes | File[bytes]", *, extension: str) -> str:
    """Writes a file into the storage and gives its place there."""
    file = ContentFile(content) if isinstance(content, bytes) else content
    name = f"{timezone.now():%Y/%m/%d}/{secrets.token_urlsafe(24)}.{extension}"
    return default_storage.save(name, file)


def discard(stored: Stored, *, but: Attachment) -> None:
    """Removes the files from the storage again, except those that the row names after all."""
    named = Attachment.objects.filter(pk=but.pk).values_list("shown", "original").first() or ()
    for name in {stored.shown, stored.original} - {"", *named}:
        default_storage.delete(name)


def drop_source(attachment: Attachment) -> None:
    """Removes from the storage what a customer's browser brought, now that it was made fit to be shown."""
    if kept := attachment.source.get("kept"):
        default_storage.delete(kept)


def expect(message: Message, media: Media) -> Attachment:
    """Notes a file that has to be fetched, from now on."""
    return Attachment.objects.create(message=message, due_at=timezone.now(), **vars(media))


def attach(message: Message, stored: Stored) -> Attachment:
    """Gives a message a file that is here already."""
    return Attachment.objects.create(message=message, state=Attachment.State.STORED, **vars(stored))


def take(pk: int, *, lease: timedelta) -> Attachment | None:
    """A file that is due, for one worker alone: the others find it due only after `lease`. None if it is not."""
    now = timezone.now()
    due = Attachment.objects.filter(pk=pk, state=Attachment.State.EXPECTED, due_at__lte=now)
    if not due.update(due_at=now + lease, attempts=F("attempts") + 1):
        return None
    return Attachment.objects.select_related("message__customer__channel").get(pk=pk)


def store(attachment: Attachment, stored: Stored) -> bool:
    """The file is here. False if it was already."""
    name = stored.name or attachment.name
    fields = {**vars(stored), "name": name, "due_at": None}
    return _settle(attachment, state=Attachment.State.STORED, **fields)


def fail(attachment: Attachment, *, reason: str, gone: bool = False) -> bool:
    """The file can't be had; with `gone` never again. False if it was settled otherwise in between."""
    state = Attachment.State.GONE if gone else Attachment.State.FAILED
    return _settle(attachment, state=state, error=reason[:ERROR_MOST], due_at=None)


def put_back(attachment: Attachment, *, seconds: int, reason: str) -> None:
    """It is tried again after so many seconds."""
    due = timezone.now() + timedelta(seconds=seconds)
    expected = Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.EXPECTED)
    expected.update(due_at=due, error=reason[:ERROR_MOST])


def again(attachment: Attachment) -> bool:
    """Somebody wants it to be tried once more. False unless it had failed."""
    failed = Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.FAILED)
    return _show(attachment, failed.update(state="expected", due_at=timezone.now(), attempts=0, error=""))


def due() -> QuerySet[Attachment]:
    """What is to be fetched now, what waits longest first."""
    expected = Attachment.objects.filter(state=Attachment.State.EXPECTED, due_at__lte=timezone.now())
    return expected.order_by("due_at", "pk")


def _settle(attachment: Attachment, **fields: Any) -> bool:
    expected = Attachment.objects.filter(pk=attachment.pk, state=Attachment.State.EXPECTED)
    return _show(attachment, expected.update(**fields))


def _show(attachment: Attachment, changed: int) -> bool:
    """Raises the message's version, because what screens show of it has changed."""
    if not changed:
        return False
    Message.objects.filter(pk=attachment.message_id).update(state_at=F("state_at"))
    attachment.refresh_from_db()
    return True
