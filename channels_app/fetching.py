"""Customers' files: fetched from their platform, made fit to be shown, and kept. What is wrong with one stays with it."""

import logging
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from channels_app.adapters import DeliveryError, MediaGone, adapter_for
from console.actions import fetch_media as desk
from console.media import images, sniff, sounds
from console.media.errors import NotPlayable, NotReadable
from history import attachments
from history.attachments import Stored
from history.models import Attachment, Message

log = logging.getLogger(__name__)

FILE_MOST = 25 << 20
VIDEO_MOST = 100 << 20
WAIT_MOST = 600  # seconds between two tries
SWEEP_MOST = 200
GONE = _("The platform no longer has this file.")
BROKE = _("The file could not be read.")


def fetch(attachment_id: int) -> None:
    """Fetches a file that is due and keeps it, or notes why that can't be. Two at once: the second finds nothing due."""
    attachment = desk.take(attachment_id)
    if attachment is None:
        return
    with translation.override("en"), TemporaryFile() as file:  # reasons are kept in English
        try:
            _download(attachment, file)
            _keep(attachment, file)
        except MediaGone as error:
            desk.record_failed(attachment, reason=str(error), gone=True)
        except DeliveryError as error:
            _after(attachment, error)
        except NotReadable as error:
            desk.record_failed(attachment, reason=error.reason)
        except Exception:
            log.exception("File %s could not be kept", attachment.pk)
            desk.record_failed(attachment, reason=BROKE)


def due() -> list[int]:
    """The files to be fetched now."""
    return list(attachments.due().values_list("pk", flat=True)[:SWEEP_MOST])


def _download(attachment: Attachment, into: BinaryIO) -> None:
    message = attachment.message
    channel, most = message.customer.channel, VIDEO_MOST if message.kind == "video" else FILE_MOST
    adapter_for(channel).fetch(channel, attachment.source, into, most_bytes=most)


def _keep(attachment: Attachment, file: BinaryIO) -> None:
    file.seek(0)
    stored = KEEPERS[attachment.message.kind](file)
    if not desk.record_stored(attachment, stored):  # somebody else was quicker
        for name in filter(None, (stored.shown, stored.original)):
            default_storage.delete(name)


def _after(attachment: Attachment, error: DeliveryError) -> None:
    if attachment.expires_at is not None and attachment.expires_at <= timezone.now():
        desk.record_failed(attachment, reason=GONE, gone=True)
    elif error.permanent:
        desk.record_failed(attachment, reason=str(error))
    else:
        desk.put_back(attachment, seconds=min(2**attachment.attempts, WAIT_MOST), reason=str(error))


def _picture(file: BinaryIO) -> Stored:
    picture = images.prepare(file)
    return Stored(
        shown=attachments.keep(picture.data, extension=picture.extension),
        shown_type=picture.content_type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
    )


def _recording(file: BinaryIO) -> Stored:
    try:
        sound = sounds.prepare(file)
    except NotPlayable as error:
        return _original(file, error=error.reason)
    return Stored(
        shown=attachments.keep(sound.data, extension=sound.extension),
        shown_type=sound.content_type,
        size=len(sound.data),
        seconds=sound.seconds,
        waveform=sound.waveform,
    )


def _film(file: BinaryIO) -> Stored:
    kind = _kind(file)
    if not kind.startswith("video/"):
        raise NotReadable(BROKE)
    if kind != "video/mp4":
        return _original(file)
    return Stored(shown=attachments.keep(File(file), extension="mp4"), shown_type=kind, size=_size(file))


def _original(file: BinaryIO, *, error: str = "") -> Stored:
    kind, size = _kind(file), _size(file)
    file.seek(0)
    kept = attachments.keep(File(file), extension="bin")
    return Stored(original=kept, original_type=kind, size=size, error=error)


def _kind(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(sniff.HEAD)
    file.seek(0)
    return sniff.kind(head)


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


KEEPERS: dict[str, Callable[[BinaryIO], Stored]] = {
    Message.Kind.IMAGE.value: _picture,
    Message.Kind.VOICE.value: _recording,
    Message.Kind.VIDEO.value: _film,
}
