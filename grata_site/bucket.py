"""Files in a bucket of S3's kind, for who has more machines than one or no disk to keep. Our own views serve them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

BLOCK = 1 << 20  # bytes that are fetched at once
# A reply that carries a file has 20 s besides those of its requests (see channels_app.wechat.adapter): this is less.
LIMITS = {"connect_timeout": 2, "read_timeout": 6, "retries": {"total_max_attempts": 2, "mode": "standard"}}


class BucketError(OSError):
    """The bucket did not answer, or refused: to callers what a broken disk is."""


class BucketStorage(S3Storage):  # type: ignore[misc]  # it has no types
    """Names are never used twice for different contents, so that writing asks nobody first. Raises OSErrors only."""

    def __init__(self, **options: Any) -> None:
        self.transfer = TransferConfig(use_threads=False)
        super().__init__(client_config=_config(options.get("endpoint_url")), transfer_config=self.transfer, **options)

    def check(self) -> None:
        """Asks whether the bucket is there and ours. Raises BucketError."""
        with _as_broken_disk():
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)

    def delete(self, name: str) -> None:
        with _as_broken_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_broken_disk():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_broken_disk():
            folders, files = super().listdir(path)
        return folders, files

    def get_modified_time(self, name: str) -> datetime:
        with _as_broken_disk():
            modified: datetime = super().get_modified_time(name)
        return modified

    def size(self, name: str) -> int:
        with _as_broken_disk():
            return int(super().size(name))

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode != "rb":
            raise ValueError("files are only read here; `save` writes them")
        with _as_broken_disk():
            opened = super()._open(name, mode)  # it asks whether the file is there
        return File(io.BufferedReader(_Blocks(opened.obj, opened.size), BLOCK), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _as_broken_disk():
            return str(super()._save(name, content))


class _Blocks(io.RawIOBase):
    """Reads a file block by block: who wants the end of a film does not wait for all of it."""

    def __init__(self, remote: Any, size: int) -> None:
        self._remote, self._size, self._at = remote, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        block = self._next(len(view))
        view[: len(block)] = block
        return len(block)

    def readall(self) -> bytes:
        return self._next(self._size)

    def _next(self, most: int) -> bytes:
        ends = min(self._at + most, self._size)
        if self._at >= ends:
            return b""
        with _as_broken_disk():
            block: bytes = self._remote.get(Range=f"bytes={self._at}-{ends - 1}")["Body"].read()
        self._at += len(block)
        return block


@contextmanager
def _as_broken_disk() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise BucketError(str(error)) from error


def _config(endpoint: str | None) -> Config:
    """Other servers than Amazon's rarely have a host name for each bucket, and know no newer checksums."""
    style = "path" if endpoint else "auto"
    checksums = dict.fromkeys(("request_checksum_calculation", "response_checksum_validation"), "when_required")
    return Config(signature_version="s3v4", s3={"addressing_style": style}, **LIMITS, **checksums)
