"""Customers' files come in, and what is wrong with one stays with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from channels_app import adapters, fetching
from channels_app.adapters import DeliveryError, MediaGone
from channels_app.models import WeChatAccount
from console.actions import fetch_media
from console.actions.receive import Inbound, receive
from history.attachments import Media
from history.models import Attachment, Channel, Message
from history.services import Received
from tests.console.media.pictures import plain, png_that_claims, saved
from tests.console.media.recordings import tone


class Shelf:
    """A platform that hands out one file, or an error."""

    idempotent = False
    content: bytes | Exception = b""

    def send(self, message: Message) -> None:
        """It takes everything."""

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        if isinstance(self.content, Exception):
            raise self.content
        into.write(self.content)

    def show_file(self, message: Message) -> None:
        """Nobody waits for it."""


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Shelf]]:
    monkeypatch.setitem(adapters.ADAPTERS, Channel.Kind.WECHAT, "tests.channels_app.test_fetching.Shelf")
    adapters._adapter.cache_clear()
    yield Shelf
    adapters._adapter.cache_clear()


def sent(account: WeChatAccount, kind: str) -> Attachment:
    media = Media(source={"media_id": "m-1"}, expires_at=timezone.now() + timedelta(days=3))
    received = Received(external_id=str(uuid4()), kind=kind, media=media)
    return receive(Inbound(channel=account, customer_id="o1", name="陈晓雨", received=received)).message.attachment


def fetched(attachment: Attachment, content: bytes | Exception) -> Attachment:
    Shelf.content = content
    Attachment.objects.filter(pk=attachment.pk).update(due_at=timezone.now())
    fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    return attachment


def test_a_picture_is_encoded_anew_and_its_message_changes(wechat: WeChatAccount, shelf: type[Shelf]) -> None:
    attachment = sent(wechat, "image")
    before = attachment.message.version
    fetched(attachment, saved(plain(40, 30), "PNG"))
    assert (attachment.state, attachment.width, attachment.height) == ("stored", 40, 30)
    assert default_storage.exists(attachment.shown.name or "")
    attachment.message.refresh_from_db()
    assert attachment.message.version > before


def test_a_recording_becomes_mp3_with_its_shape(wechat: WeChatAccount, shelf: type[Shelf]) -> None:
    attachment = fetched(sent(wechat, "voice"), tone("amr"))
    assert (attachment.state, attachment.shown_type, len(attachment.waveform)) == ("stored", "audio/mpeg", 48)


def test_a_recording_that_cannot_be_played_can_be_downloaded(wechat: WeChatAccount, shelf: type[Shelf]) -> None:
    attachment = fetched(sent(wechat, "voice"), b"#!SILK_V3" + b"x" * 100)
    assert (attachment.state, bool(attachment.shown), bool(attachment.original)) == ("stored", False, True)
    assert "downloaded" in attachment.error


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"<html><body>502 Bad Gateway</body></html>"),
        ("image", b""),
        ("image", png_that_claims(20_000, 15_000)),
        ("voice", b"#!AMR\n" + b"\xff" * 40),
        ("voice", b"<html></html>"),
        ("video", b"<html></html>"),
    ],
)
def test_what_is_no_such_file_is_explained(
    wechat: WeChatAccount, shelf: type[Shelf], kind: str, content: bytes
) -> None:
    attachment = fetched(sent(wechat, kind), content)
    assert attachment.state == "failed"
    assert attachment.error
    assert not attachment.shown


def test_while_the_platform_is_away_it_is_tried_again_and_then_comes(wechat: WeChatAccount, shelf: type[Shelf]) -> None:
    attachment = fetched(sent(wechat, "image"), DeliveryError("Away."))
    assert (attachment.state, attachment.error) == ("expected", "Away.")
    assert attachment.due_at is not None
    assert attachment.due_at > timezone.now()
    assert fetched(attachment, saved(plain(40, 30), "PNG")).state == "stored"


@pytest.mark.parametrize(
    ("error", "state"),
    [(MediaGone("Gone.", permanent=True), "gone"), (DeliveryError("Too large.", permanent=True), "failed")],
)
def test_what_cannot_be_had_says_why(wechat: WeChatAccount, shelf: type[Shelf], error: Exception, state: str) -> None:
    attachment = fetched(sent(wechat, "image"), error)
    assert (attachment.state, attachment.error) == (state, str(error))


def test_once_the_platform_has_forgotten_it_nothing_is_tried_any_more(
    wechat: WeChatAccount, shelf: type[Shelf]
) -> None:
    attachment = sent(wechat, "image")
    Attachment.objects.update(expires_at=timezone.now())
    assert fetched(attachment, DeliveryError("Away.")).state == "gone"


def test_a_file_that_one_worker_has_is_not_anothers_until_its_time_is_over(wechat: WeChatAccount) -> None:
    attachment = sent(wechat, "image")
    assert fetch_media.take(attachment.pk) == attachment
    assert fetch_media.take(attachment.pk) is None
    assert fetching.due() == []
    Attachment.objects.update(due_at=timezone.now())  # the first died, and its lease ended
    assert fetching.due() == [attachment.pk]
