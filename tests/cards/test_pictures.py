"""What becomes of an upload, and what is refused in which words."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ExifTags, Image

from cards import pictures
from tests.cards.conftest import encoded, photo, upload

GPS = "secret place"


@pytest.mark.parametrize(
    ("size", "kept"),
    [((1200, 800), (900, 500)), ((4000, 1000), (900, 500)), ((500, 2000), (500, 278)), ((360, 200), (360, 200))],
)
def test_a_picture_is_cut_to_the_shape_of_a_card_and_never_enlarged(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    assert _kept(photo(size=size).read()).size == kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_leaves_is_always_jpeg(kind: str) -> None:
    picture = _kept(photo("blue", kind=kind).read())
    assert picture.format == "JPEG"
    assert _is_about(picture.getpixel((450, 250)), (0, 0, 255))


def test_the_middle_remains() -> None:
    image = Image.new("RGB", (900, 1500), "red")
    image.paste(Image.new("RGB", (900, 500), "green"), (0, 500))
    picture = _kept(encoded(image))
    assert all(_is_about(picture.getpixel(place), (0, 128, 0)) for place in ((5, 20), (895, 480), (450, 250)))


def test_a_photo_taken_on_its_side_stands_upright_and_says_no_more_of_where_it_was_taken() -> None:
    image = Image.new("RGB", (500, 900), "white")  # turned by a quarter, its top lies on the left
    image.paste(Image.new("RGB", (250, 900), "blue"), (0, 0))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.ImageDescription] = GPS
    data = encoded(image, "JPEG", exif=exif, comment=GPS.encode())
    picture = _kept(data)
    assert picture.size == (900, 500)
    assert _is_about(picture.getpixel((450, 20)), (0, 0, 255))
    assert not picture.getexif()
    assert GPS.encode() in data
    assert GPS.encode() not in pictures.encoded(upload(data)).read()


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (900, 500), (255, 0, 0, 0))
    assert _is_about(_kept(encoded(image)).getpixel((1, 1)), (255, 255, 255))


def test_of_an_animation_the_first_picture_remains() -> None:
    frames = [Image.new("RGB", (900, 500), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert _is_about(_kept(data).getpixel((1, 1)), (255, 0, 0))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<!doctype html><script>alert(1)</script>", "not a picture"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"%PDF-1.7", "not a picture"),
        (encoded(Image.new("RGB", (9, 9)), "BMP"), "not a picture"),
        (encoded(Image.new("RGB", (9, 9)), "TIFF"), "not a picture"),
        (b"\xff\xd8\xff\xe0", "not a picture"),
        (encoded(Image.effect_noise((300, 300), 90), "JPEG")[:4000], "damaged"),
    ],
    ids=["html", "svg", "heic", "pdf", "bmp", "tiff", "only a mark", "half a photo"],
)
def test_what_is_no_picture_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        pictures.encoded(upload(data))


@pytest.mark.parametrize("size", [(10_000, 5_001), (10_000, 10_000), (60_000, 60_000)])
def test_more_than_50_million_pixels_are_refused_before_one_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(ValidationError, match="50 million"):
        pictures.encoded(upload(_promises(*size)))


def test_a_gif_whose_picture_is_larger_than_it_says_is_refused() -> None:
    data = bytearray(encoded(Image.new("P", (60, 60)), "GIF"))
    frame = data.index(b",", 13)
    data[frame + 5 : frame + 9] = struct.pack("<HH", 12_000, 12_000)
    with pytest.raises(ValidationError):
        pictures.encoded(upload(bytes(data)))


def test_more_than_10_mb_are_refused() -> None:
    data = encoded(Image.new("RGB", (9, 9))) + b"\0" * pictures.MOST_BYTES
    with pytest.raises(ValidationError, match="10 MB"):
        pictures.encoded(upload(data))


def test_the_same_picture_is_kept_once_and_another_beside_it() -> None:
    first, again, other = pictures.store(photo()), pictures.store(photo()), pictures.store(photo("red"))
    assert first == again != other
    assert pictures.path(first) == f"/{first.replace('cards/', 'cards/pictures/')}"


def test_what_a_dead_process_left_half_written_is_made_whole() -> None:
    name = pictures.store(photo("yellow"))
    whole = _read(name)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(whole[:50]))
    assert pictures.store(photo("yellow")) == name
    assert _read(name) == whole


@pytest.mark.parametrize(
    "name", ["", "cards/../secret-key", "cards/x.jpg", f"{'a' * 64}.jpg", f"cards/{'A' * 64}.jpg\n"]
)
def test_what_is_no_pictures_name_has_no_address(name: str) -> None:
    assert pictures.path(name) == ""


def _kept(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(pictures.encoded(upload(data)).read()))


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return bytes(file.read())


def _is_about(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def _promises(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header says so many pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 100)
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (header, body)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
