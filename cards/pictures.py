"""Pictures of ours that everybody may see: encoded anew, kept under the name of their content, and never deleted.

So a message that holds a picture's name shows the same picture for ever, whatever becomes of the card.
"""

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 << 20
MOST_PIXELS = 50_000_000

_KINDS = ["JPEG", "PNG", "GIF", "WEBP"]
_HEAD = 512
_QUALITY = 85
_STUMBLES = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, SyntaxError),
    *(TypeError, ValueError, struct.error, zlib.error),
)
"""What Pillow's decoders raise in hostile files."""


@dataclass(frozen=True)
class Album:
    """Pictures of one shape. folder: their place in the storage. view: the name of the address that shows them.

    size: what WeChat and our own pages show at most, in pixels.
    """

    folder: str
    view: str
    size: tuple[int, int]


CARDS = Album("cards", "cards:picture", (900, 500))


class Encoded(ContentFile):  # type: ignore[type-arg]  # it takes none at run time
    """A picture that may be kept as it is."""


def encoded(upload: "File[Any]", album: Album = CARDS) -> Encoded:
    """The picture as JPEG: upright, cut around its centre to the album's shape and size; nothing but pixels is kept.

    What is transparent becomes white, and of an animation the first picture remains. Raises ValidationError, with a
    sentence for the person who chose the file.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 10 MB. Make it smaller."), code="too_big")
    upload.seek(0)
    with _explained(upload):
        return Encoded(_jpeg(_on_white(_cut(_opened(upload, album), album))), name="picture.jpg")


def store(content: "File[Any]", album: Album = CARDS) -> str:
    """Keeps the picture and returns its name in the storage. The same picture is kept once. Raises ValidationError."""
    picture = content if isinstance(content, Encoded) else encoded(content, album)
    picture.seek(0)
    data = picture.read()
    name = name_of(hashlib.sha256(data).hexdigest(), album)
    if not _is_whole(name, len(data)):
        _write(name, data)
    return name


def name_of(sha: str, album: Album = CARDS) -> str:
    """The storage's name for the picture with that SHA-256, in 64 hexadecimal digits."""
    return f"{album.folder}/{sha}.jpg"


def sha_of(name: str, album: Album = CARDS) -> str:
    """The SHA-256 in the name; empty for what is no name of one of the album's pictures."""
    found = re.fullmatch(rf"{album.folder}/([0-9a-f]{{64}})\.jpg", name, re.ASCII)
    return found[1] if found else ""


def path(name: str, album: Album = CARDS) -> str:
    """The picture's address on this site, without the host; empty for what is no picture's name."""
    sha = sha_of(name, album)
    return reverse(album.view, args=[sha]) if sha else ""


@contextmanager
def _explained(upload: "File[Any]") -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except UnidentifiedImageError as stranger:
        raise ValidationError(_refusal(upload), code="no_picture") from stranger
    except _STUMBLES as stumble:
        raise ValidationError(_("The picture is damaged or incomplete."), code="damaged") from stumble


def _refusal(upload: "File[Any]") -> str:
    upload.seek(0)
    head = upload.read(_HEAD).lower()
    if head[4:8] == b"ftyp":
        return _("HEIC and AVIF pictures can't be shown everywhere. Save the picture as JPEG.")
    if b"<svg" in head:
        return _("SVG pictures are not accepted, because they can carry programs. Save the picture as PNG.")
    return _("This is not a picture that can be shown. Use JPEG, PNG, GIF or WebP.")


def _opened(file: IO[bytes], album: Album) -> Image.Image:
    """The pixels, upright, in RGB or RGBA. A JPEG is decoded at a half or a quarter at once, where that is large enough."""
    image = Image.open(file, formats=_KINDS)
    _check_pixels(image)
    image.draft(None, (max(album.size), max(album.size)))
    image.load()
    _check_pixels(image)  # again: a GIF's picture may be larger than its header says
    return _plain(_upright(image))


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("The picture has more than 50 million pixels. Make it smaller."), code="too_many_pixels")


def _upright(image: Image.Image) -> Image.Image:
    with suppress(Exception):  # a photo whose EXIF is broken is still a photo
        return ImageOps.exif_transpose(image)
    return image


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256)  # sixteen bits: convert() would make all but black white
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _cut(image: Image.Image, album: Album) -> Image.Image:
    width, height = album.size
    share = min(1.0, image.width / width, image.height / height)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    image.info = {}  # the encoder would copy comments and profiles
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _is_whole(name: str, size: int) -> bool:
    """Whether it is there. A process that died while it wrote may have left a part."""
    try:
        return default_storage.size(name) == size
    except FileNotFoundError:
        return False


def _write(name: str, data: bytes) -> None:
    default_storage.delete(name)
    given = default_storage.save(name, ContentFile(data))
    if given != name:  # somebody else has just kept the same picture
        default_storage.delete(given)
