"""A picture's bytes, and the choice among several ways of encoding it."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from .errors import DOES_NOT_FIT, NotReadable

SHARES = (1.0, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1)
"""The sides tried in turn, as shares of the full ones, where lower quality alone is not enough."""

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}


@dataclass(frozen=True)
class Picture:
    """An encoded picture. width and height in pixels."""

    data: bytes
    content_type: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        """The ending of a file name, without the dot."""
        return _EXTENSIONS[self.content_type]


def first_fitting(pictures: Iterator[Picture], most_bytes: int | None) -> Picture:
    """The first within the limit, of encodings from the best to the smallest. Raises NotReadable if none is."""
    for picture in pictures:
        if most_bytes is None or len(picture.data) <= most_bytes:
            return picture
    raise NotReadable(DOES_NOT_FIT)


def bounded(size: tuple[int, int], most_side: float) -> tuple[int, int]:
    """The size scaled down, never up, until neither side is longer than `most_side`."""
    share = min(1.0, most_side / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def is_opaque(image: Image.Image) -> bool:
    """Whether no pixel of an RGB or RGBA image lets anything through."""
    return image.mode == "RGB" or image.getchannel("A").getextrema() == (255, 255)
