"""An answer that is written while it is read."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

PIECE = 16 << 10  # characters that are sent at a time


class Streamed(StreamingHttpResponse):
    """Pieces of text, under WSGI and ASGI alike."""

    def __init__(self, pieces: Iterator[str], content_type: str) -> None:
        super().__init__(_gathered(pieces), content_type=content_type)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Django would read all of it into memory here, because the database is not read asynchronously."""
        pieces = iter(self)
        while piece := await sync_to_async(_next)(pieces):
            yield piece


def _gathered(pieces: Iterator[str]) -> Iterator[str]:
    held = ""
    for piece in pieces:
        held += piece
        if len(held) >= PIECE:
            yield held
            held = ""
    if held:
        yield held


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")
