"""Files that no row names are found and deleted, on a disk and in a bucket; all others stay."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from channels_app.models import WebChatSite
from history import attachments, discards, strays, tasks
from history.attachments import Media, Stored
from history.models import Discard, FileSweep, Message
from tests.conftest import writes

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["disk", "bucket"], autouse=True)
def _storage(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    if request.param == "bucket":
        request.getfixturevalue("bucket")


@pytest.fixture
def said(site: WebChatSite) -> Message:
    return writes(site, "daniel", "Look at this")


def kept(extension: str = "png") -> str:
    """A file as a process leaves it that is killed before it commits."""
    return attachments.keep(b"abc", extension=extension)


def days_later(days: int = 2) -> datetime:
    return timezone.now() + timedelta(days=days)


def swept(now: datetime) -> None:
    while strays.sweep(now=now):
        pass
    for discard in discards.due(100):
        discards.drop(discard)


def test_a_file_without_a_row_goes_when_it_is_a_day_old_and_nothing_is_found_twice() -> None:
    name = kept()
    swept(timezone.now())
    assert default_storage.exists(name)
    FileSweep.objects.update(done_at=None)
    swept(days_later())
    assert not default_storage.exists(name)
    swept(days_later(4))
    assert not Discard.objects.exists()


def test_whatever_a_row_names_stays(said: Message, site: WebChatSite) -> None:
    shown, original, brought, instead, leaving = kept(), kept("mp3"), kept("upload"), kept("upload"), kept()
    attachments.attach(said, Stored(shown=shown, original=original))
    attachments.expect(writes(site, "daniel", "2"), Media(source={"kept": brought}))
    attachments.expect(writes(site, "daniel", "3"), Media(source={"media_id": "m", "instead": {"kept": instead}}))
    Discard.objects.create(name=leaving, due_at=days_later(9))
    swept(days_later())
    assert all(default_storage.exists(name) for name in (shown, original, brought, instead, leaving))
    assert Discard.objects.count() == 1


def test_what_is_not_of_a_message_stays() -> None:
    day = f"{timezone.now():%Y/%m/%d}"
    others = [f"cards/{'0' * 64}.jpg", "notes.txt", f"{day}/somebody's.png", f"{day}/more/{'a' * 32}.png", "2026/x.png"]
    names = [default_storage.save(name, ContentFile(b"abc")) for name in others]
    swept(days_later())
    assert [name for name in names if not default_storage.exists(name)] == []


def test_a_file_whose_row_is_committed_while_the_storage_is_looked_through_stays(
    said: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = kept()
    listdir = default_storage.listdir

    def slowly(path: str) -> Any:
        found = listdir(path)
        if found[1]:
            attachments.attach(said, Stored(shown=name))
        return found

    monkeypatch.setattr(type(default_storage._wrapped), "listdir", lambda _self, path: slowly(path))  # type: ignore[attr-defined]
    swept(days_later())
    assert default_storage.exists(name)


def test_where_most_files_have_no_row_nothing_is_touched(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(strays, "MANY", 2)
    names = [kept() for _number in range(3)]
    swept(days_later())
    assert all(default_storage.exists(name) for name in names)
    assert "another database" in caplog.text


def test_it_is_done_once_a_day_folder_by_folder(said: Message) -> None:
    default_storage.save(f"2026/01/31/{'a' * 32}.png", ContentFile(b"abc"))
    name = kept()
    assert strays.sweep(now=days_later())
    assert FileSweep.objects.get().after == "2026/01/31"
    assert strays.sweep(now=days_later())
    assert {discard.name for discard in Discard.objects.all()} == {name, f"2026/01/31/{'a' * 32}.png"}
    assert not strays.sweep(now=days_later())
    assert FileSweep.objects.get().done_at is not None
    kept()
    swept(days_later())
    assert not Discard.objects.exists()


def test_nothing_is_deleted_where_that_is_not_wanted(settings: Any) -> None:
    settings.GRATA_STRAY_HOURS = 0
    name = kept()
    swept(days_later())
    assert default_storage.exists(name)


def test_an_empty_storage_and_one_that_is_away_are_no_faults(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.sweep_files()
    assert FileSweep.objects.get().done_at is not None
    FileSweep.objects.update(done_at=None)

    def fails(_self: Any, _path: str) -> Any:
        raise OSError("away")

    monkeypatch.setattr(type(default_storage._wrapped), "listdir", fails)  # type: ignore[attr-defined]
    tasks.sweep_files()
    assert FileSweep.objects.get().done_at is None
    assert "can't be looked through" in caplog.text


def test_every_column_that_names_a_file_is_asked() -> None:
    asked = {f"{field.model._meta.label}.{field.name}" for field in strays.file_fields()}
    of_messages = {"history.Attachment.shown", "history.Attachment.original"}
    assert asked == {*of_messages, "cards.CardText.picture", "console.IdentityText.avatar"}
