"""The size of an animation, read from its blocks before a single pixel is decoded."""

from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

from . import animations

_SCREEN = 13
_FRAME = 9
_COLOURS = 0x80


def check(file: BinaryIO, image: Image.Image) -> None:
    """Raises NotReadable where the frames are too many or too large. Leaves the file where it was."""
    if image.format != "GIF":
        return animations.check(getattr(image, "n_frames", 1), image.size)
    place = file.tell()
    width, height = image.size
    for count, (right, bottom) in enumerate(_extents(file), start=1):
        width, height = max(width, right), max(height, bottom)
        animations.check(count, (width, height))
    file.seek(place)


def _extents(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """The right and lower edge of each frame. A frame may reach beyond the screen that the header promises."""
    file.seek(0)
    _skip_colours(file, file.read(_SCREEN)[10])
    while (block := file.read(1)) and block != b";":
        if block == b"!":
            file.read(1)
            _skip_data(file)
        elif block == b",":
            frame = file.read(_FRAME)
            yield _number(frame, 0) + _number(frame, 4), _number(frame, 2) + _number(frame, 6)
            _skip_colours(file, frame[8])
            file.read(1)
            _skip_data(file)


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & _COLOURS:
        file.read(6 << (flags & 7))


def _skip_data(file: BinaryIO) -> None:
    while length := file.read(1):
        if length == b"\0":
            return
        file.read(length[0])


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
