"""A picture arrives as pixels, upright, within its limits; or it is said why not."""

import io
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from console.media import errors, images
from console.media.encodings import Picture
from console.media.errors import NotReadable

from .pictures import BLUE, RED, flag, loaded, near, noise, photo, plain, png_that_claims, saved

SECRET = b"51.5007 N, 0.1246 W"


def prepared(data: bytes, *, most_bytes: int | None = None, most_side: int = images.MOST_SIDE) -> Picture:
    return images.prepare(io.BytesIO(data), most_bytes=most_bytes, most_side=most_side)


def refusal(data: bytes, *, most_bytes: int | None = None) -> str:
    with pytest.raises(NotReadable) as refused:
        prepared(data, most_bytes=most_bytes)
    return refused.value.reason


def _photo_with_story(name: str, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = SECRET.decode()
    extra: dict[str, object] = {"comment": SECRET} if name in ("JPEG", "GIF") else {}
    if name == "PNG":
        extra["pnginfo"] = PngImagePlugin.PngInfo()
        extra["pnginfo"].add_text("Comment", SECRET.decode())  # type: ignore[attr-defined]
    return saved(flag(), name, exif=exif, icc_profile=b"profile " + SECRET, **extra)


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_all_that_its_camera_wrote_into_it(name: str) -> None:
    data = _photo_with_story(name)
    assert SECRET in data
    picture = prepared(data)
    assert SECRET not in picture.data
    kept = loaded(picture.data)
    assert not kept.getexif()
    assert not {"exif", "icc_profile", "comment", "Comment"} & kept.info.keys()


def test_a_comment_in_a_gif_is_dropped() -> None:
    data = saved(flag(), "GIF", comment=SECRET)
    assert SECRET in data
    assert SECRET not in prepared(data).data


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (40, 20), "upper left"),
        (2, (40, 20), "upper right"),
        (3, (40, 20), "lower right"),
        (4, (40, 20), "lower left"),
        (5, (20, 40), "upper left"),
        (6, (20, 40), "upper right"),
        (7, (20, 40), "lower right"),
        (8, (20, 40), "lower left"),
    ],
)
def test_a_photo_taken_sideways_is_shown_upright(
    name: str, orientation: int, size: tuple[int, int], corner: str
) -> None:
    picture = prepared(_photo_with_story(name, orientation))
    assert (picture.width, picture.height) == size == loaded(picture.data).size
    assert _blue_corner(loaded(picture.data).convert("RGB")) == corner


def _blue_corner(image: Image.Image) -> str:
    right, bottom = image.width - 4, image.height - 4
    corners = {
        "upper left": (3, 3),
        "upper right": (right, 3),
        "lower left": (3, bottom),
        "lower right": (right, bottom),
    }
    (found,) = [name for name, place in corners.items() if near(image.getpixel(place), BLUE)]
    return found


def test_a_photo_becomes_jpeg_whatever_it_was() -> None:
    for name in ("JPEG", "PNG", "WEBP"):
        picture = prepared(saved(photo(200, 120), name))
        assert (picture.content_type, picture.extension) == ("image/jpeg", "jpg")
        assert loaded(picture.data).format == "JPEG"


def test_what_is_transparent_stays_so() -> None:
    image = plain(colour=(*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 20, 20))
    for data in (saved(image, "PNG"), saved(image, "WEBP", lossless=True), saved(image, "GIF")):
        picture = prepared(data)
        kept = loaded(picture.data).convert("RGBA")
        assert (picture.content_type, picture.extension) == ("image/png", "png")
        assert kept.getpixel((5, 5))[3] == 0  # type: ignore[index]
        assert near(kept.getpixel((35, 5)), (*RED, 255))


def test_a_drawing_stays_sharp() -> None:
    picture = prepared(saved(flag(600, 400), "PNG"))
    assert picture.content_type == "image/png"
    assert loaded(picture.data).convert("RGB").tobytes() == flag(600, 400).tobytes()


def test_colours_of_print_of_palettes_of_grey_and_of_sixteen_bits_are_kept() -> None:
    sources = {
        "print": saved(plain().convert("CMYK"), "JPEG"),
        "palette": saved(plain().quantize(16), "PNG"),
        "three-dimensional": saved(plain(), "MPO", save_all=True, append_images=[flag()]),
    }
    for name, data in sources.items():
        assert near(loaded(prepared(data).data).convert("RGB").getpixel((20, 10)), RED), name
    deep = saved(Image.new("I;16", (40, 20), 0x8000), "PNG")
    assert near(loaded(prepared(deep).data).convert("RGB").getpixel((20, 10)), (128, 128, 128))


def test_a_picture_is_made_no_larger_than_asked_and_never_larger_than_it_was() -> None:
    wide = prepared(saved(photo(900, 300), "JPEG"), most_side=300)
    assert (wide.width, wide.height) == (300, 100) == loaded(wide.data).size
    small = prepared(saved(photo(90, 30), "JPEG"), most_side=300)
    assert (small.width, small.height) == (90, 30)


def test_quality_goes_before_size_when_a_file_must_be_small() -> None:
    data = saved(noise(600, 400), "JPEG", quality=95)
    full = prepared(data)
    less = prepared(data, most_bytes=len(full.data) * 2 // 3)
    least = prepared(data, most_bytes=20_000)
    assert len(less.data) <= len(full.data) * 2 // 3
    assert (less.width, less.height) == (600, 400)
    assert len(least.data) <= 20_000
    assert least.width < 600
    assert abs(least.width / least.height - 1.5) < 0.05


def test_a_transparent_picture_that_must_be_small_stays_transparent() -> None:
    picture = prepared(saved(noise(300, 200, "RGBA"), "PNG"), most_bytes=50_000)
    assert picture.content_type == "image/png"
    assert len(picture.data) <= 50_000
    assert loaded(picture.data).has_transparency_data


def test_wechat_gets_no_more_than_two_megabytes() -> None:
    data = saved(noise(3000, 2000), "JPEG", quality=85)
    assert len(data) > 2 << 20
    assert len(images.for_wechat(io.BytesIO(data)).data) <= 2 << 20


def test_a_limit_no_picture_fits_is_explained() -> None:
    assert refusal(saved(photo(100, 100), "JPEG"), most_bytes=50) == errors.DOES_NOT_FIT


@pytest.mark.parametrize("size", [(20_000, 15_000), (10_000, 10_000), (8_000, 6_251), (65_535, 65_535)])
@pytest.mark.parametrize(
    "strict", [pytest.param(True), pytest.param(False, marks=pytest.mark.filterwarnings("ignore"))]
)
def test_three_hundred_megapixels_are_refused_before_one_is_decoded(size: tuple[int, int], strict: bool) -> None:
    assert refusal(png_that_claims(*size)) == errors.TOO_MANY_PIXELS


def test_the_largest_photo_allowed_is_ready_within_twenty_seconds_of_work() -> None:
    data = saved(Image.new("L", (8_000, 6_250), 90), "JPEG")
    began = time.process_time()
    picture = prepared(data, most_bytes=images.WECHAT_MOST_BYTES)
    assert time.process_time() - began < 20
    assert (picture.width, picture.height) == (4096, 3200)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", errors.EMPTY),
        (b"<!DOCTYPE html><h1>502 Bad Gateway</h1>", errors.WEB_PAGE),
        (b'{"errcode":40007,"errmsg":"invalid media_id"}', errors.ERROR_ANSWER),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", errors.SVG),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", errors.DAMAGED_PICTURE),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", errors.AVIF),
        (b"PK\x03\x04" + bytes(100), errors.NOT_A_PICTURE),
        (b"#!AMR\n" + bytes(100), errors.NOT_A_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", errors.NOT_A_PICTURE),
        (saved(flag(), "TIFF"), errors.NOT_A_PICTURE),
        (saved(flag(), "BMP"), errors.NOT_A_PICTURE),
        (b"\xff\xd8\xff\xe0" + bytes(500), errors.DAMAGED_PICTURE),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), errors.DAMAGED_PICTURE),
        (b"GIF89a", errors.DAMAGED_PICTURE),
        (b"RIFF\x10\0\0\0WEBPVP8X" + bytes(50), errors.DAMAGED_PICTURE),
        (png_that_claims(100, 100), errors.DAMAGED_PICTURE),
    ],
)
def test_what_is_no_picture_is_refused_in_words(data: bytes, reason: str) -> None:
    assert refusal(data) == reason


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_picture_cut_off_in_the_middle_is_called_damaged(name: str) -> None:
    data = saved(photo(300, 200), name)
    assert refusal(data[: len(data) // 2]) == errors.DAMAGED_PICTURE


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells the log what it stumbled over
def test_any_broken_bytes_give_a_picture_or_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(_photo_with_story(("JPEG", "PNG", "WEBP")[seed % 3]))
    for _ in range(1 + seed % 8):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    with suppress(NotReadable):
        assert loaded(prepared(bytes(data)).data).size


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_broken_camera_data_do_not_spoil_a_photo() -> None:
    data = saved(flag(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + bytes(20))
    assert _blue_corner(loaded(prepared(data).data).convert("RGB")) == "upper left"


def test_a_file_on_disk_and_one_already_read_are_both_taken_from_their_beginning(tmp_path: Path) -> None:
    path = tmp_path / "holiday.exe"
    path.write_bytes(saved(flag(), "JPEG"))
    assert images.prepare(path).width == 40
    with path.open("rb") as file:
        file.read()
        assert images.prepare(file).width == 40
        assert not file.closed


def test_an_endless_file_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_BYTES_READ", 1_000_000)
    with Path("/dev/zero").open("rb") as endless, pytest.raises(NotReadable) as refused:
        images.prepare(endless)
    assert refused.value.reason == errors.TOO_BIG


def test_a_phones_heic_photo_becomes_an_upright_jpeg_without_its_story() -> None:
    photo = (Path(__file__).parent / "flag.heic").read_bytes()
    assert b"room 512" in photo
    picture = prepared(photo)
    assert (picture.content_type, picture.width, picture.height) == ("image/jpeg", 40, 64)
    assert _blue_corner(loaded(picture.data)) == "upper right"
    assert b"room 512" not in picture.data
    assert refusal(photo[: len(photo) // 2]) == errors.DAMAGED_PICTURE
