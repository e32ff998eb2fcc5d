"""Pictures that move. They leave as GIF, which every browser and WeChat's console show."""

import io
import itertools
from collections.abc import Iterator

from PIL import Image

from .encodings import SHARES, Picture, bounded, is_opaque
from .errors import TOO_MUCH_ANIMATION, NotReadable

MOST_FRAMES = 500
MOST_PIXELS = 60_000_000
"""Of all frames together."""

_MILLISECONDS = (20, 60_000)
_UNTIMED = 100


def moves(image: Image.Image) -> bool:
    """Whether it is an animation that is kept one: a GIF or WebP of several frames."""
    return image.format in ("GIF", "WEBP") and bool(getattr(image, "is_animated", False))


def check(frames: int, size: tuple[int, int]) -> None:
    """Raises NotReadable where decoding so many frames of this size, in pixels, would take too long."""
    if frames > MOST_FRAMES or frames * size[0] * size[1] > MOST_PIXELS:
        raise NotReadable(TOO_MUCH_ANIMATION)


def encodings(image: Image.Image, most_side: int) -> Iterator[Picture]:
    """The animation from its largest to its smallest. Raises NotReadable, and what Pillow raises."""
    largest = bounded(image.size, most_side)
    for share in SHARES:
        yield _gif(image, bounded(largest, share * max(largest)))


def _gif(image: Image.Image, size: tuple[int, int]) -> Picture:
    out = io.BytesIO()
    loop = {"loop": image.info["loop"]} if "loop" in image.info else {}
    frames = _frames(image, size)
    first = next(frames)
    disposal = 2 if first.mode == "RGBA" else 0
    first.save(out, "GIF", save_all=True, append_images=frames, disposal=disposal, **loop)
    return Picture(out.getvalue(), "image/gif", *size)


def _frames(image: Image.Image, size: tuple[int, int]) -> Iterator[Image.Image]:
    for number in itertools.count():
        try:
            image.seek(number)
        except EOFError:
            return
        check(number + 1, image.size)  # again: a frame may enlarge the canvas
        yield _frame(image, size)


def _frame(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    frame = image.convert("RGBA" if image.has_transparency_data else "RGB")
    frame = frame if frame.size == size else frame.resize(size, Image.Resampling.BILINEAR, reducing_gap=3)
    if is_opaque(frame):
        frame = _coloured(frame.convert("RGB"))
    shortest, longest = _MILLISECONDS
    frame.info = {"duration": min(longest, max(shortest, int(image.info.get("duration") or _UNTIMED)))}
    return frame


def _coloured(frame: Image.Image) -> Image.Image:
    """With 256 colours: its own where it has no more; else roughly, as median cut takes seconds for a megapixel."""
    exact = frame.getcolors(256) is not None
    return frame.quantize(method=Image.Quantize.MEDIANCUT if exact else Image.Quantize.FASTOCTREE)
