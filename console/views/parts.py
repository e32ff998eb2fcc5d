"""A file, or one range of its bytes, in small pieces: Safari plays nothing without ranges."""

import re
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.files import File
from django.http import StreamingHttpResponse

PIECE = 64 << 10
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


class Unsatisfiable(Exception):
    """The range begins behind the file's end."""


def part(header: str, size: int) -> tuple[int, int, int] | None:
    """First byte, end and size, as a Range header wants them; None for the whole file, also when the header says
    nothing that we understand, or several ranges. Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last) + 1, size) if first and last else size
    if first and last and int(last) < int(first):
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end, size


class PartResponse(StreamingHttpResponse):
    """Reads no more than a piece at a time, under WSGI and ASGI alike, and closes the file in the end."""

    def __init__(self, file: "File[bytes]", wanted: tuple[int, int, int] | None) -> None:
        start, end, size = wanted or (0, file.size, file.size)
        super().__init__(_Pieces(file, start, end), status=206 if wanted else 200)
        self["Accept-Ranges"] = "bytes"
        self["Content-Length"] = str(end - start)
        if wanted:
            self["Content-Range"] = f"bytes {start}-{end - 1}/{size}"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Django would read a whole file into memory here, because files are not read asynchronously."""
        pieces = iter(self)
        while piece := await sync_to_async(_next)(pieces):
            yield piece


class _Pieces:
    """Django closes it with the response, whether it was read to its end or not at all."""

    def __init__(self, file: "File[bytes]", start: int, end: int) -> None:
        self.file, self.start, self.end = file, start, end

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.end - self.start
        while left and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")
