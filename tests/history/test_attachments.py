"""Messages' files: expected, taken by one worker at a time, and settled once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from channels_app.models import WeChatAccount
from history import attachments
from history.attachments import Media, Stored
from history.models import Attachment, Message
from tests.conftest import writes
from tests.together import at_once

LEASE = timedelta(minutes=3)


@pytest.fixture(autouse=True)
def _storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def file(wechat: WeChatAccount) -> Attachment:
    """The file of a message of 陈晓雨, which has to be fetched."""
    return attachments.expect(writes(wechat, "o-xiaoyu", "看这个"), Media(source={"media_id": "m-1"}, name="a.jpg"))


def stored(**more: Any) -> Stored:
    return Stored(shown=attachments.keep(b"bytes", extension="jpg"), shown_type="image/jpeg", size=5, **more)


def version(file: Attachment) -> int:
    return Message.objects.get(pk=file.message_id).version


def taken(file: Attachment) -> Attachment:
    found = attachments.take(file.pk, lease=LEASE)
    assert found is not None
    return found


def is_there(field: FieldFile) -> bool:
    return Path(field.path).exists()


def test_a_name_in_the_storage_is_never_used_twice_and_tells_nothing(tmp_path: Path) -> None:
    names = {attachments.keep(b"the same", extension="jpg") for _ in range(20)}
    assert len(names) == 20
    assert {(tmp_path / name).read_bytes() for name in names} == {b"the same"}


def test_a_file_of_any_size_is_kept_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(bytes(200_000))
    with path.open("rb") as opened:
        opened.read(10)
        name = attachments.keep(File(opened), extension="mp4")
    assert (tmp_path / name).stat().st_size == 200_000


def test_what_is_taken_is_nobody_elses_until_the_lease_is_over(file: Attachment) -> None:
    assert taken(file).attempts == 1
    assert attachments.take(file.pk, lease=LEASE) is None
    assert not attachments.due().exists()
    Attachment.objects.update(due_at=timezone.now())
    assert list(attachments.due()) == [file]
    assert taken(file).attempts == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_takes_it(file: Attachment) -> None:
    found = at_once([lambda: attachments.take(file.pk, lease=LEASE)] * 8)
    assert len([one for one in found if one is not None]) == 1


def test_a_file_is_stored_once_and_screens_hear_of_it(file: Attachment) -> None:
    before = version(file)
    mine = taken(file)
    assert attachments.store(mine, stored(width=3, height=4))
    after = version(file)
    assert after > before
    assert (mine.state, mine.name, mine.width, mine.due_at) == ("stored", "a.jpg", 3, None)
    assert not attachments.store(mine, stored())
    assert not attachments.fail(mine, reason="late")
    assert version(file) == after
    assert attachments.take(file.pk, lease=LEASE) is None


@pytest.mark.parametrize(("gone", "state"), [(False, "failed"), (True, "gone")])
def test_a_file_that_can_not_be_had_says_why(file: Attachment, gone: bool, state: str) -> None:
    assert attachments.fail(taken(file), reason="x" * 500, gone=gone)
    file.refresh_from_db()
    assert (file.state, file.error, file.due_at) == (state, "x" * 300, None)
    assert attachments.again(file) is not gone
    assert attachments.due().exists() is not gone


def test_what_is_put_back_is_due_later_with_its_reason(file: Attachment) -> None:
    attachments.put_back(taken(file), seconds=60, reason="WeChat is busy.")
    file.refresh_from_db()
    assert file.due_at is not None
    assert timedelta(seconds=55) < file.due_at - timezone.now() <= timedelta(seconds=60)
    assert (file.state, file.error) == ("expected", "WeChat is busy.")
    assert not attachments.due().exists()


def test_what_was_settled_is_not_put_back(file: Attachment) -> None:
    late = taken(file)
    attachments.store(taken_again(file), stored())
    attachments.put_back(late, seconds=0, reason="late")
    file.refresh_from_db()
    assert (file.state, file.due_at, file.error) == ("stored", None, "")


def test_files_that_no_row_names_are_removed_and_no_others(file: Attachment) -> None:
    mine, others = stored(), stored()
    attachments.store(taken(file), mine)
    file.refresh_from_db()
    attachments.discard(mine, but=file)
    assert is_there(file.shown)
    attachments.discard(others, but=file)
    assert not (Path(file.shown.path).parent / Path(others.shown).name).exists()
    assert is_there(file.shown)


def test_files_of_a_row_that_is_no_more_are_removed(file: Attachment, tmp_path: Path) -> None:
    late, found = taken(file), stored()
    Attachment.objects.all().delete()
    assert not attachments.store(late, found)
    attachments.discard(found, but=late)
    assert not (tmp_path / found.shown).exists()


def taken_again(file: Attachment) -> Attachment:
    """The lease of the first worker is over."""
    Attachment.objects.filter(pk=file.pk).update(due_at=timezone.now())
    return taken(file)
