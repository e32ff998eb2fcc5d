"""Pictures made for the tests."""

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image

RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)


def saved(image: Image.Image, name: str, **options: Any) -> bytes:
    """The image as a file of this format."""
    out = io.BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def loaded(data: bytes) -> Image.Image:
    """The image in a file, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def plain(width: int = 40, height: int = 20, colour: tuple[int, ...] = RED) -> Image.Image:
    """One colour all over; transparent if a fourth value says so."""
    return Image.new("RGBA" if len(colour) == 4 else "RGB", (width, height), colour)


def flag(width: int = 40, height: int = 20) -> Image.Image:
    """Red, with a blue upper left quarter: it shows which way up it is."""
    image = plain(width, height)
    image.paste(BLUE, (0, 0, width // 2, height // 2))
    return image


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """What compresses worst."""
    return Image.frombytes(mode, (width, height), random.Random(3).randbytes(width * height * len(mode)))


def photo(width: int, height: int) -> Image.Image:
    """Soft colours without edges."""
    return noise(8, 8).resize((width, height), Image.Resampling.BICUBIC)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of hardly any bytes with a header of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def near(pixel: Any, colour: tuple[int, ...]) -> bool:
    """Whether the two are the same to the eye."""
    return all(abs(one - other) <= 12 for one, other in zip(pixel, colour, strict=True))
