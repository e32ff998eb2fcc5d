"""Customers' files from their message to the record, as a worker fetches them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from channels_app import fetching
from channels_app.models import WeChatAccount
from history.models import Attachment
from tests.channels_app.wechat.deliveries import answer, message_of, post_sealed

GET = "/cgi-bin/media/get"


def sent(kind: str, media_id: str, **nodes: Any) -> Attachment:
    """A message with that file has come."""
    account = WeChatAccount.objects.get()
    xml = message_of(kind, MediaId=media_id, MsgId=Attachment.objects.count() + 1, **nodes)
    assert answer(post_sealed(account, xml)) == "success"
    return Attachment.objects.latest("pk")


def fetched(file: Attachment) -> Attachment:
    """What a worker made of it, if it is due."""
    fetching.fetch(file.pk)
    file.refresh_from_db()
    return file


def time_passes(file: Attachment) -> None:
    """Until the file is due again."""
    Attachment.objects.filter(pk=file.pk).update(due_at=timezone.now())


def waits(file: Attachment) -> timedelta:
    """How long until it is tried again."""
    assert file.due_at is not None
    return file.due_at - timezone.now()


def content(field: FieldFile) -> bytes:
    """What is in a file of the record."""
    return Path(field.path).read_bytes()


def kept() -> set[str]:
    """The files in the storage."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
