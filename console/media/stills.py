"""Pictures that don't move."""

import io
from collections.abc import Iterator
from contextlib import suppress

from PIL import ExifTags, Image

from .encodings import SHARES, Picture, bounded, is_opaque

_QUALITIES = (75, 60, 45)
_BEST = 88
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of EXIF's orientation."""


def encodings(image: Image.Image, most_side: int) -> Iterator[Picture]:
    """The picture from its best encoding to its smallest. Raises what Pillow raises, and decodes only once."""
    drawn = image.format not in ("JPEG", "HEIF")
    full = _upright(image, most_side)
    for share in SHARES:
        size = bounded(full.size, share * max(full.size))
        scaled = full if size == full.size else full.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
        yield from _transparent(scaled) if scaled.mode == "RGBA" else _opaque(scaled, drawn)


def _upright(image: Image.Image, most_side: int) -> Image.Image:
    turn = _turn(image)
    size = bounded(image.size, most_side)
    image.draft(None, size)  # a JPEG is decoded at a half or a quarter at once, where that is large enough
    plain = _plain(image)
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
    return plain.transpose(turn) if turn is not None else plain


def _turn(image: Image.Image) -> Image.Transpose | None:
    with suppress(Exception):  # a photo whose EXIF is broken is still a photo
        return _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return None


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone: RGBA where some are transparent, else RGB. Encoders would copy what `info` holds."""
    image.load()
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256)  # sixteen bits: convert() would make all but black white
    mode = "RGBA" if image.has_transparency_data else "RGB"
    plain = image if image.mode == mode else image.convert(mode)
    if plain.mode == "RGBA" and is_opaque(plain):
        plain = plain.convert("RGB")
    plain.info = {}
    return plain


def _opaque(image: Image.Image, drawn: bool) -> Iterator[Picture]:
    """Drawings and screenshots stay PNG where that is the smaller file. It is never worse."""
    best = _jpeg(image, _BEST)
    yield min(best, _png(image), key=lambda picture: len(picture.data)) if drawn else best
    for quality in _QUALITIES:
        yield _jpeg(image, quality)


def _transparent(image: Image.Image) -> Iterator[Picture]:
    yield _png(image)
    yield _png(image.quantize(method=Image.Quantize.FASTOCTREE))


def _jpeg(image: Image.Image, quality: int) -> Picture:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return Picture(out.getvalue(), "image/jpeg", *image.size)


def _png(image: Image.Image) -> Picture:
    out = io.BytesIO()
    image.save(out, "PNG")
    return Picture(out.getvalue(), "image/png", *image.size)
