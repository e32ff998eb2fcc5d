"""A visitor's picture, recording or document. It is kept as it came; a worker looks into it and makes it fit to be shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from channels_app.inbound import Inbound, Received, receive
from channels_app.webchat import wire
from channels_app.webchat.arriving import inbound
from channels_app.webchat.drafts import Refused
from channels_app.webchat.visitors import Visitor
from console.media import documents, sniff
from console.media.errors import NOT_A_DOCUMENT, NotReadable
from history import attachments
from history.attachments import Media
from history.models import Message

MOST_BYTES = 20 << 20
NAME_MOST = 120
EXTENSION_MOST = 5
TAKEN = {Message.Kind.IMAGE.value: ("image/",), Message.Kind.VOICE.value: ("audio/", "video/webm", "video/mp4")}


@dataclass(frozen=True)
class Upload:
    """A file as a visitor's browser sent it. `id` is the UUID that it gave it: the same id again is the same message."""

    id: UUID
    kind: str
    file: BinaryIO
    name: str
    size: int


def take(visitor: Visitor, upload: Upload, address: str | None) -> Message:
    """Stores the message, once however often it comes. Raises Refused, and InboundUnavailable as `receive` does."""
    upload = _checked(upload)

    def arrived(kept: str) -> Inbound:
        media = Media(source={"kept": kept}, name=upload.name[:NAME_MOST], size=upload.size)
        received = Received(external_id=f"{wire.OURS}{upload.id}", kind=upload.kind, media=media)
        return inbound(visitor, received, address)

    return receive_with(upload.file, arrived)


def receive_with(file: BinaryIO, arrived: Callable[[str], Inbound]) -> Message:
    """Receives a message whose file is here, kept at the place that `arrived` is told. Nothing is left behind of a file
    whose message was not stored, or came before. Raises InboundUnavailable as `receive` does.
    """
    kept = attachments.keep(File(file), extension="upload")
    try:
        message = receive(arrived(kept)).message
    except BaseException:
        default_storage.delete(kept)
        raise
    attachment = getattr(message, "attachment", None)
    if attachment is None or attachment.source.get("kept") != kept:
        default_storage.delete(kept)
    return message


def is_fit(kind: str, file: BinaryIO) -> bool:
    """Whether it begins as a file of that kind does; kind: one of TAKEN."""
    file.seek(0)
    found = sniff.kind(file.read(sniff.HEAD))
    file.seek(0)
    return found.startswith(TAKEN[kind]) and found != "image/svg+xml"


def _checked(upload: Upload) -> Upload:
    """The upload, by a name that says what it is. Raises Refused."""
    if upload.size > MOST_BYTES:
        most = {"most": MOST_BYTES >> 20}
        raise Refused(_("This file is too large: %(most)d MB at most.") % most, status=413)
    if upload.kind == Message.Kind.FILE:
        return replace(upload, name=_document(upload))
    if upload.kind not in TAKEN or not is_fit(upload.kind, upload.file):
        raise Refused(_(NOT_A_DOCUMENT), status=415)
    return upload


def _document(upload: Upload) -> str:
    """Its name. Raises Refused."""
    try:
        found = documents.identify(upload.file)
    except NotReadable as error:
        raise Refused(_(error.reason), status=415) from None
    return found.named(upload.name[: NAME_MOST - EXTENSION_MOST])
