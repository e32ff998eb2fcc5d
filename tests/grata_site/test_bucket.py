"""Files in a bucket, over HTTP: kept whole, read in parts, and its troubles are those of a disk."""

import os
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from grata_site.bucket import BLOCK, BucketStorage
from grata_site.checks import deployment_is_safe

FILM = bytes(range(256)) * (5 * BLOCK // 512)  # two blocks and a half


@pytest.fixture
def fetched(bucket: Any) -> list[str]:
    """The ranges that are asked of the bucket."""
    ranges: list[str] = []
    events = bucket.connection.meta.client.meta.events
    events.register("before-call.s3.GetObject", lambda params, **_: ranges.append(params["headers"]["Range"]))
    return ranges


def put(name: str, data: bytes) -> str:
    return default_storage.save(name, ContentFile(data))


def test_what_is_kept_lies_under_the_prefix_and_nobody_else_may_read_it(bucket: Any, s3: Any) -> None:
    put("2026/11/29/a.mp3", b"0123")
    kept = s3.list_objects_v2(Bucket=bucket.bucket_name)["Contents"]
    assert [entry["Key"] for entry in kept] == ["files/of-grata/2026/11/29/a.mp3"]
    grants = s3.get_object_acl(Bucket=bucket.bucket_name, Key=kept[0]["Key"])["Grants"]
    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_a_file_comes_back_whole_and_is_gone_when_deleted(bucket: Any, fetched: list[str]) -> None:
    name = put("film.mp4", FILM)
    with default_storage.open(name) as file:
        assert (file.size, file.read()) == (len(FILM), FILM)
    assert fetched == [f"bytes=0-{len(FILM) - 1}"]
    assert default_storage.size(name) == len(FILM)
    default_storage.delete(name)
    default_storage.delete(name)
    assert not default_storage.exists(name)
    for missing in (default_storage.open, default_storage.size):
        with pytest.raises(FileNotFoundError):
            missing(name)


def test_of_a_large_file_only_the_wanted_part_is_fetched(bucket: Any, fetched: list[str]) -> None:
    with default_storage.open(put("film.mp4", FILM)) as file:
        file.seek(-3, os.SEEK_END)
        assert file.read() == FILM[-3:]
        assert fetched == [f"bytes={len(FILM) - 3}-{len(FILM) - 1}"]
        file.seek(BLOCK - 2)
        assert file.read(4) == FILM[BLOCK - 2 : BLOCK + 2]
    assert len(fetched) == 2


def test_a_file_that_was_kept_can_still_be_used_by_who_kept_it(bucket: Any) -> None:
    content = ContentFile(b"0123")
    default_storage.save("a.mp4", content)
    assert content.seek(0, os.SEEK_END) == 4


def test_a_bucket_that_is_away_is_a_broken_disk_within_seconds(bucket_url: str) -> None:
    away = BucketStorage(bucket_name="grata", endpoint_url="http://127.0.0.1:9")
    reading = (away.open, away.size, away.exists, away.listdir, away.get_modified_time)
    for fails in (*reading, away.delete, lambda name: away.save(name, ContentFile(b"x"))):
        with pytest.raises(OSError, match=r"127\.0\.0\.1:9"):
            fails("a.mp3")


def test_nothing_is_written_by_opening_a_file(bucket: Any) -> None:
    with pytest.raises(ValueError, match="read"):
        default_storage.open("a.mp3", "wb")


def told(settings: Any, **kept: str) -> dict[str | None, str]:
    default = settings.STORAGES["default"]
    changed = {**default, "OPTIONS": {**default["OPTIONS"], **kept}}
    settings.STORAGES = {**settings.STORAGES, "default": changed}
    return {fault.id: fault.msg for fault in deployment_is_safe() if fault.id in {"grata.E007", "grata.W008"}}


def test_who_deploys_hears_of_a_bucket_that_can_not_be_used(bucket: Any, settings: Any) -> None:
    assert list(told(settings)) == ["grata.W008"]  # this server speaks no HTTPS
    assert "Not Found" in told(settings, bucket_name="somebody-elses")["grata.E007"]
    missing = told(settings, endpoint_url="https://127.0.0.1:9")
    assert list(missing) == ["grata.E007"]
    assert "127.0.0.1:9" in missing["grata.E007"]


def test_who_deploys_hears_that_nobody_signs_in(
    bucket: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "credentials" in told(settings)["grata.E007"]
