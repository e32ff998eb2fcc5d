"""What moves keeps moving, at its own pace, and no animation can wear the server out."""

import io
import struct

import pytest
from PIL import Image

from console.media import animations, errors, images
from console.media.encodings import Picture
from console.media.errors import NotReadable

from .pictures import BLUE, GREEN, RED, loaded, near, noise, plain, saved

TIMES = [100, 250, 40]


def prepared(data: bytes, most_bytes: int | None = None) -> Picture:
    return images.prepare(io.BytesIO(data), most_bytes=most_bytes)


def refusal(data: bytes) -> str:
    with pytest.raises(NotReadable) as refused:
        prepared(data)
    return refused.value.reason


def animation(name: str = "GIF", **options: object) -> bytes:
    first, *rest = [plain(60, 40, colour) for colour in (RED, GREEN, BLUE)]
    return saved(first, name, save_all=True, append_images=rest, duration=TIMES, **options)


def frames(data: bytes) -> list[tuple[int, Image.Image]]:
    """Each frame's time in milliseconds, and what it shows."""
    image = loaded(data)
    shown = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        shown.append((image.info["duration"], image.convert("RGBA")))
    return shown


@pytest.mark.parametrize("name", ["GIF", "WEBP"])
def test_an_animation_keeps_its_frames_their_times_and_its_loop(name: str) -> None:
    picture = prepared(animation(name, loop=0, **({"lossless": True} if name == "WEBP" else {})))
    shown = frames(picture.data)
    assert (picture.content_type, picture.extension, picture.width, picture.height) == ("image/gif", "gif", 60, 40)
    assert [time for time, _ in shown] == TIMES
    for (_, frame), colour in zip(shown, (RED, GREEN, BLUE), strict=True):
        assert near(frame.getpixel((30, 20)), (*colour, 255))
    assert loaded(picture.data).info["loop"] == 0


def test_an_animation_that_plays_once_still_does() -> None:
    assert "loop" not in loaded(prepared(animation()).data).info


def test_a_frame_that_clears_the_last_one_still_does() -> None:
    sprites = []
    for left in (0, 20, 40):
        sprite = plain(60, 40, (0, 0, 0, 0))
        sprite.paste((*RED, 255), (left, 0, left + 20, 40))
        sprites.append(sprite)
    data = saved(sprites[0], "GIF", save_all=True, append_images=sprites[1:], duration=100, disposal=2)
    shown = frames(prepared(data).data)
    for position, (_, frame) in enumerate(shown):
        alphas = [frame.getpixel((x, 20))[3] for x in (10, 30, 50)]  # type: ignore[index]
        assert [alpha > 0 for alpha in alphas] == [place == position for place in range(3)]


def test_the_comment_of_an_animation_is_dropped() -> None:
    data = animation(comment=b"made by Daniel")
    assert b"Daniel" in data
    assert b"Daniel" not in prepared(data).data


def test_a_large_animation_is_made_smaller_until_it_fits() -> None:
    first, *rest = [noise(200, 100).rotate(turn) for turn in (0, 90, 180)]
    data = saved(first, "GIF", save_all=True, append_images=rest, duration=100)
    picture = prepared(data, most_bytes=20_000)
    assert len(picture.data) <= 20_000
    assert len(frames(picture.data)) == 3
    assert picture.width == picture.height * 2 < 200


def test_a_picture_for_wechat_in_one_frame_is_not_called_an_animation() -> None:
    assert prepared(saved(plain(), "GIF")).content_type == "image/png"


def _tiny_frames(count: int, *, right: int = 1, bottom: int = 1, screen: int = 1) -> bytes:
    """A GIF of frames of a few bytes each, that claims what it likes."""
    screen_part = struct.pack("<6sHHBBB", b"GIF89a", screen, screen, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    last = b"," + struct.pack("<HHHHB", 0, 0, right, bottom, 0) + b"\x02\x02\x44\x01\x00"
    return screen_part + frame * (count - 1) + last + b";"


def test_too_many_frames_are_refused() -> None:
    assert refusal(_tiny_frames(animations.MOST_FRAMES + 1)) == errors.TOO_MUCH_ANIMATION


def test_as_many_frames_as_allowed_are_taken() -> None:
    assert prepared(_tiny_frames(animations.MOST_FRAMES)).content_type == "image/gif"


def test_small_files_that_claim_many_pixels_are_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(animations, "encodings", _never)
    assert refusal(_tiny_frames(100, screen=3000)) == errors.TOO_MUCH_ANIMATION


@pytest.mark.filterwarnings("ignore")
def test_a_late_frame_that_enlarges_the_canvas_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(animations, "encodings", _never)
    assert refusal(_tiny_frames(3, right=12_000, bottom=12_000)) == errors.TOO_MUCH_ANIMATION


def test_an_animated_webp_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = animation("WEBP")
    monkeypatch.setattr(animations, "MOST_PIXELS", 3 * 60 * 40)
    assert prepared(data).content_type == "image/gif"
    monkeypatch.setattr(animations, "MOST_PIXELS", 3 * 60 * 40 - 1)
    assert refusal(data) == errors.TOO_MUCH_ANIMATION


def test_an_animation_cut_off_between_its_frames_is_shown_as_far_as_it_goes() -> None:
    data = animation()
    cut = data.rindex(b"\x21\xf9")
    assert len(frames(prepared(data[:cut]).data)) == 2


def _never(*_: object) -> None:
    pytest.fail("it was decoded")
