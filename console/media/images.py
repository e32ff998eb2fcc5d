"""Pictures of any origin, encoded anew: what leaves here has pixels in it and nothing else."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pi_heif
from PIL import Image

from . import animations, gifs, stills
from .encodings import Picture, first_fitting
from .errors import (
    AVIF,
    DAMAGED_PICTURE,
    NOT_A_PICTURE,
    SVG,
    TOO_MANY_PIXELS,
    NotReadable,
)
from .sources import copied

MOST_BYTES_READ = 25 << 20
MOST_PIXELS = 50_000_000
MOST_SIDE = 4096
WECHAT_MOST_BYTES = 2 << 20

_DECODERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
_REFUSALS = {"image/avif": AVIF, "image/svg+xml": SVG}
_STUMBLES = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, SyntaxError),
    *(TypeError, ValueError, struct.error, zlib.error),
)
"""What Pillow's decoders raise in hostile files. Not Exception: a task's time limit has to pass through."""

pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def prepare(source: BinaryIO | Path, *, most_bytes: int | None = None, most_side: int = MOST_SIDE) -> Picture:
    """The picture, upright, at most `most_side` pixels wide and high, and at most `most_bytes` long.

    Reads the source from its beginning and decides by content. Of JPEG, PNG, GIF, WebP and HEIC, photos become JPEG,
    what is transparent PNG, and what moves GIF. Nothing but pixels is kept: no EXIF, no colour profile, no comment. To fit
    `most_bytes`, quality is lowered first, then size. Raises NotReadable.
    """
    with copied(source, most_bytes=MOST_BYTES_READ) as (file, kind), _explained():
        image = _open(file, kind)
        _check_size(image)
        if animations.moves(image):
            gifs.check(file, image)
            return first_fitting(animations.encodings(image, most_side), most_bytes)
        return first_fitting(stills.encodings(image, most_side), most_bytes)


def for_wechat(source: BinaryIO | Path) -> Picture:
    """The picture within WeChat's 2 MB. Raises NotReadable."""
    return prepare(source, most_bytes=WECHAT_MOST_BYTES)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotReadable(TOO_MANY_PIXELS) from bomb
    except _STUMBLES as stumble:
        raise NotReadable(DAMAGED_PICTURE) from stumble


def _open(file: BinaryIO, kind: str) -> Image.Image:
    """The picture with its header read, its pixels not. Only the decoder of this kind is tried."""
    if kind not in _DECODERS:
        raise NotReadable(_REFUSALS.get(kind, NOT_A_PICTURE))
    return Image.open(file, formats=[_DECODERS[kind]])


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise NotReadable(TOO_MANY_PIXELS)
