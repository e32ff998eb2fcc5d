from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from console import access
from console.actions.reply import known_reply, record
from console.media import images, sounds
from console.media.errors import NotReadable
from console.models import Agent
from console.refusals import NotYours, TooLarge, Unfit
from history import attachments
from history.attachments import Stored
from history.models import Conversation, Message
from history.services import Said

UPLOAD_MOST = 25 << 20
NAME_MOST = 120


@dataclass(frozen=True)
class Upload:
    """A file as an agent's browser sent it. kind: image or voice. size: bytes."""

    kind: str
    file: BinaryIO
    name: str
    size: int


def reply_file(conversation: Conversation, *, agent: Agent, upload: Upload, client_id: UUID) -> Message:
    """Records a picture or a recording, made fit for every channel, to be delivered. The same client_id again gives
    the message that is already there.

    Raises as `reply` does, TooLarge over 25 MB, and Unfit for what is no picture or recording.
    """
    known = known_reply(conversation, agent=agent, client_id=client_id)
    if known is not None:
        return known
    if not access.takes_part(agent, conversation):  # before anything is read: that takes seconds
        raise NotYours
    stored = _stored(upload)
    try:
        message = record(conversation, Said(kind=upload.kind, file=stored), agent=agent, client_id=client_id)
    except BaseException:
        default_storage.delete(stored.shown)
        raise
    if message.attachment.shown.name != stored.shown:  # the same upload was recorded meanwhile
        default_storage.delete(stored.shown)
    return message


def _stored(upload: Upload) -> Stored:
    if upload.size > UPLOAD_MOST:
        raise TooLarge(UPLOAD_MOST)
    keepers = {Message.Kind.IMAGE.value: _picture, Message.Kind.VOICE.value: _sound}
    if upload.kind not in keepers:
        raise Unfit(_("Only pictures and recordings can be sent."))
    try:
        return keepers[upload.kind](upload)
    except NotReadable as error:
        raise Unfit(_(error.reason)) from error


def _picture(upload: Upload) -> Stored:
    picture = images.for_wechat(upload.file)
    return Stored(
        shown=attachments.keep(picture.data, extension=picture.extension),
        shown_type=picture.content_type,
        name=_named(upload.name, picture.extension),
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
    )


def _sound(upload: Upload) -> Stored:
    sound = sounds.for_wechat(upload.file)
    return Stored(
        shown=attachments.keep(sound.data, extension=sound.extension),
        shown_type=sound.content_type,
        name=_named(upload.name, sound.extension),
        size=len(sound.data),
        seconds=sound.seconds,
        waveform=sound.waveform,
    )


def _named(name: str, extension: str) -> str:
    stem = PurePath(name.replace("\\", "/").replace("\x00", "")).stem[:NAME_MOST]
    return f"{stem or 'file'}.{extension}"
