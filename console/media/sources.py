"""A file from anywhere, as a local one that a decoder may seek in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from . import sniff
from .errors import EMPTY, ERROR_ANSWER, TOO_BIG, WEB_PAGE, NotReadable

_AT_A_TIME = 1 << 16
_NEVER_A_FILE = {sniff.EMPTY: EMPTY, "text/html": WEB_PAGE, "application/json": ERROR_ANSWER, "text/xml": ERROR_ANSWER}


@contextmanager
def copied(source: BinaryIO | Path, *, most_bytes: int) -> Iterator[tuple[BinaryIO, str]]:
    """A temporary copy of the whole source, at its beginning, and its kind by content.

    Raises NotReadable when it has more than `most_bytes`, is empty, or is the web page or error message of a server
    that had no file to give.
    """
    with TemporaryFile() as file:
        _copy(source, file, most_bytes)
        file.seek(0)
        kind = sniff.kind(file.read(sniff.HEAD))
        file.seek(0)
        if kind in _NEVER_A_FILE:
            raise NotReadable(_NEVER_A_FILE[kind])
        yield file, kind


def _copy(source: BinaryIO | Path, file: BinaryIO, most_bytes: int) -> None:
    if isinstance(source, Path):
        with source.open("rb") as opened:
            return _copy(opened, file, most_bytes)
    if source.seekable():
        source.seek(0)
    while piece := source.read(_AT_A_TIME):
        file.write(piece)
        if file.tell() > most_bytes:
            raise NotReadable(TOO_BIG)
