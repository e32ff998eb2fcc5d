"""What is kept of a file that was fetched. Its content decides: nobody's word for it is taken."""

from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop as _

from console.media import documents, images, sniff, sounds
from console.media.errors import NotPlayable, NotReadable
from history import attachments
from history.attachments import Stored
from history.models import Message

BROKE = _("The file could not be read.")
UNKNOWN_FILM = _("This kind of film can't be played here. It can be downloaded.")

FILM = "video/mp4"
EXTENSIONS = {
    "audio/amr": "amr",
    "audio/amr-wb": "amr",
    "audio/silk": "silk",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "video/3gpp": "3gp",
    "video/quicktime": "mov",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
}


def shown(file: BinaryIO, kind: str) -> Stored:
    """Keeps a picture, a recording or a film as browsers show it, of a recording also the original; a document as it is.

    Raises NotReadable for what is none; NotPlayable, which is one, for what may be a good one of a kind unknown here.
    """
    keep = {
        Message.Kind.IMAGE: _picture,
        Message.Kind.VOICE: _sound,
        Message.Kind.VIDEO: _film,
        Message.Kind.FILE: _document,
    }
    return keep[Message.Kind(kind)](file)


def shown_or_offered(file: BinaryIO, kind: str) -> Stored:
    """As `shown`; but what can't be played is kept to be downloaded, with the reason. Raises NotReadable."""
    try:
        return shown(file, kind)
    except NotPlayable as error:
        name, content_type = _original(file)
        return Stored(original=name, original_type=content_type, size=_size(file), error=error.reason)


def _picture(file: BinaryIO) -> Stored:
    picture = images.prepare(file)
    return Stored(
        shown=attachments.keep(picture.data, extension=picture.extension),
        shown_type=picture.content_type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
    )


def _sound(file: BinaryIO) -> Stored:
    sound = sounds.prepare(file)
    original, original_type = _original(file)
    try:
        name = attachments.keep(sound.data, extension=sound.extension)
    except BaseException:
        default_storage.delete(original)
        raise
    return Stored(
        shown=name,
        shown_type=sound.content_type,
        original=original,
        original_type=original_type,
        size=len(sound.data),
        seconds=sound.seconds,
        waveform=sound.waveform,
    )


def _film(file: BinaryIO) -> Stored:
    kind = _sniffed(file)
    if not kind.startswith("video/"):
        raise NotReadable(BROKE)
    if kind != FILM:
        raise NotPlayable(UNKNOWN_FILM)
    return Stored(shown=attachments.keep(File(file), extension="mp4"), shown_type=FILM, size=_size(file))


def _document(file: BinaryIO) -> Stored:
    found = documents.identify(file)
    name = attachments.keep(File(file), extension=found.extensions[0].removeprefix("."))
    return Stored(original=name, original_type=found.content_type, size=_size(file))


def _original(file: BinaryIO) -> tuple[str, str]:
    kind = _sniffed(file)
    return attachments.keep(File(file), extension=EXTENSIONS.get(kind, "bin")), kind


def _sniffed(file: BinaryIO) -> str:
    file.seek(0)
    return sniff.kind(file.read(sniff.HEAD))


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
