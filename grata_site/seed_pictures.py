"""The pictures of the demo's cards and agents, drawn when they are needed."""

import io
import math
from collections.abc import Callable
from functools import partial

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

SIZE = (900, 500)
_FINER = 2  # drawn so many times as large: Pillow draws no smooth edges
Box = tuple[float, float, float, float]


class Canvas:
    """Something to draw on, in the units of SIZE."""

    def __init__(self, top: str, bottom: str) -> None:
        """A sky that goes from one colour to the other."""
        width, height = (side * _FINER for side in SIZE)
        shade = Image.linear_gradient("L").resize((width, height), Image.Resampling.BICUBIC)
        self._image = Image.composite(_plain(bottom), _plain(top), shade)
        self._draw = ImageDraw.Draw(self._image)

    def ellipse(self, box: Box, colour: str) -> None:
        """box: left, top, right, bottom."""
        self._draw.ellipse(_scaled(box), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """A circle around a point."""
        self.ellipse((x - radius, y - radius, x + radius, y + radius), colour)

    def bar(self, box: Box, colour: str, radius: float = 0) -> None:
        """A rectangle, perhaps with round corners."""
        self._draw.rounded_rectangle(_scaled(box), radius * _FINER, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        """What lies between the points."""
        self._draw.polygon([(x * _FINER, y * _FINER) for x, y in points], fill=colour)

    def arc(self, box: Box, start: float, end: float, colour: str, width: int) -> None:
        """A part of an ellipse's line, in degrees from three o'clock, clockwise."""
        self._draw.arc(_scaled(box), start, end, fill=colour, width=width * _FINER)

    def glow(self, x: float, y: float, radius: float, colour: str, strength: int = 120) -> None:
        """Light around a point, which fades. strength: 255 is full."""
        mask = Image.new("L", SIZE, 0)
        ImageDraw.Draw(mask).ellipse((x - radius, y - radius, x + radius, y + radius), fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur(radius / 2.5))
        self._image.paste(_plain(colour), mask=mask.resize(self._image.size))

    def file(self) -> "ContentFile[bytes]":
        """The picture, as if somebody had uploaded it."""
        out = io.BytesIO()
        self._image.resize(SIZE, Image.Resampling.LANCZOS).save(out, "PNG", compress_level=1)
        return ContentFile(out.getvalue(), name="drawn.png")


def breakfast() -> "ContentFile[bytes]":
    """A cup in the morning sun."""
    canvas = Canvas("#f7b267", "#fde8c8")
    canvas.glow(640, 190, 190, "#fff6dc", 230)
    canvas.disc(640, 190, 84, "#fff3d0")
    canvas.shape([(0, 330), (230, 268), (470, 322), (700, 262), (900, 312), (900, 500), (0, 500)], "#e58f5a")
    canvas.bar((0, 372, 900, 500), "#7a4433")
    canvas.bar((0, 372, 900, 380), "#95573f")
    canvas.ellipse((150, 392, 490, 452), "#e9dccb")
    canvas.ellipse((168, 392, 472, 442), "#fffaf1")
    canvas.arc((382, 262, 466, 352), 0, 360, "#fffaf1", 15)
    canvas.bar((212, 236, 412, 420), "#fffaf1", 74)
    canvas.bar((212, 236, 412, 300), "#fffaf1")
    canvas.ellipse((212, 214, 412, 258), "#eadfce")
    canvas.ellipse((226, 221, 398, 252), "#5b3324")
    for left, top in ((256, 96), (306, 70), (356, 96)):
        _steam(canvas, left, top)
    return canvas.file()


def spa() -> "ContentFile[bytes]":
    """Stones on still water."""
    canvas = Canvas("#0e5f62", "#8fd3c1")
    canvas.glow(250, 120, 170, "#dff6ea", 130)
    for number in range(5):
        reach = 150 + 62 * number
        canvas.arc((450 - reach, 410 - reach / 5, 450 + reach, 410 + reach / 5), 0, 360, "#b9e6d8", 3)
    for box, colour in (
        ((300, 328, 600, 430), "#22403f"),
        ((334, 262, 574, 348), "#345a57"),
        ((362, 206, 540, 280), "#4b7772"),
        ((394, 164, 512, 220), "#6b9a92"),
    ):
        canvas.ellipse(box, colour)
        canvas.arc((box[0] + 26, box[1] + 9, box[2] - 26, box[3] - 14), 200, 290, "#a5cfc4", 4)
    _leaf(canvas, 640, 390, 1)
    _leaf(canvas, 262, 398, -1)
    return canvas.file()


def late_check_out() -> "ContentFile[bytes]":
    """A house by night, one window lit."""
    canvas = Canvas("#1b2350", "#6d5a9c")
    for number in range(46):
        canvas.disc((number * 193 + 40) % 900, (number * 89 + 12) % 280, 1.2 + number % 3 * 0.7, "#dcdcf6")
    canvas.glow(690, 130, 130, "#fff1c9", 150)
    canvas.disc(690, 130, 62, "#fff1c9")
    canvas.disc(712, 112, 11, "#f3e0ae")
    canvas.disc(668, 150, 15, "#f3e0ae")
    for left, top, colour in (
        (40, 300, "#2c2c60"),
        (250, 262, "#262656"),
        (560, 290, "#2c2c60"),
        (730, 330, "#262656"),
    ):
        canvas.bar((left, top, left + 190, 500), colour)
    canvas.bar((330, 190, 620, 500), "#17173b")
    for row in range(4):
        for column in range(4):
            is_lit = (row, column) == (1, 2)
            left, top = 356 + column * 64, 222 + row * 70
            canvas.bar((left, top, left + 42, top + 46), "#ffd77a" if is_lit else "#2d2d60", 4)
    canvas.glow(505, 315, 46, "#ffd77a", 110)
    return canvas.file()


def airport_transfer() -> "ContentFile[bytes]":
    """A plane over a road to the hills."""
    canvas = Canvas("#2f7fc1", "#cfe9f7")
    canvas.glow(450, 300, 150, "#fff4d6", 220)
    for x, y, radius in (
        (120, 130, 34),
        (164, 118, 46),
        (212, 132, 34),
        (700, 200, 26),
        (736, 190, 36),
        (774, 202, 26),
    ):
        canvas.disc(x, y, radius, "#f3fafe")
    canvas.shape([(0, 330), (190, 238), (360, 312), (560, 222), (900, 330), (900, 400), (0, 400)], "#5f9c8a")
    canvas.bar((0, 322, 900, 500), "#3f7d62")
    canvas.shape([(432, 322), (468, 322), (720, 500), (180, 500)], "#3b4250")
    for top, height in ((336, 12), (364, 20), (402, 30), (452, 48)):
        half = (top - 300) / 26
        canvas.shape(
            [(450 - half, top), (450 + half, top), (452 + half, top + height), (448 - half, top + height)], "#f7e7b4"
        )
    _plane(canvas, 470, 120)
    return canvas.file()


def portrait(wall: str, coat: str, skin: str, hair: str, *, is_long: bool) -> "ContentFile[bytes]":
    """Somebody from the chest up, in the square around the middle."""
    canvas = Canvas(wall, "#f4f1ea")
    if is_long:
        canvas.bar((338, 130, 562, 420), hair, 96)
    canvas.bar((270, 390, 630, 640), coat, 130)
    canvas.bar((412, 300, 488, 430), skin, 36)
    canvas.ellipse((362, 120, 538, 350), skin)
    canvas.shape([_on_head(degrees) for degrees in range(182, 359, 8)], hair)
    canvas.arc((418, 262, 482, 312), 25, 155, "#8c4a3c", 5)
    for x in (416, 484):
        canvas.disc(x, 244, 8, "#2d2622")
    return canvas.file()


FACES: dict[str, Callable[[], "ContentFile[bytes]"]] = {
    "Lin Wei": partial(portrait, "#9fd3c0", "#0b7a5b", "#f0c9a6", "#241d1b", is_long=True),
    "Marco Bianchi": partial(portrait, "#a9c7e8", "#2c4f7c", "#e3b48f", "#4a3021", is_long=False),
    "Sofia Reyes": partial(portrait, "#f3c19b", "#b3552f", "#d9a07a", "#5b2f1d", is_long=True),
}

DRAWINGS: dict[str, Callable[[], "ContentFile[bytes]"]] = {
    "breakfast": breakfast,
    "spa": spa,
    "late-check-out": late_check_out,
    "airport-transfer": airport_transfer,
}


def _on_head(degrees: float) -> tuple[float, float]:
    """A point above the face, where hair grows."""
    angle = math.radians(degrees)
    return 450 + 102 * math.cos(angle), 206 + 106 * math.sin(angle)


def _steam(canvas: Canvas, left: float, top: float) -> None:
    canvas.arc((left - 14, top, left + 14, top + 62), 90, 270, "#fff8ea", 6)
    canvas.arc((left - 14, top + 56, left + 14, top + 118), 270, 90, "#fff8ea", 6)


def _leaf(canvas: Canvas, x: float, y: float, way: int) -> None:
    """Three of them, from one point. way: 1 grows to the right, -1 to the left."""
    for length, lift, colour in ((86, 150, "#8fc79a"), (170, 40, "#a5d6a0"), (140, 104, "#c3e8ae")):
        there = [_beside(x, y, way * length, -lift, number / 16) for number in range(17)]
        back = [_beside(x, y, way * length, -lift, -number / 16) for number in range(16, 0, -1)]
        canvas.shape([*there, *back], colour)


def _beside(x: float, y: float, across: float, down: float, share: float) -> tuple[float, float]:
    """A point of a leaf's edge, that share of the way to its tip; the other edge where the share is negative."""
    bulge = math.copysign(math.sin(math.pi * abs(share)) * 0.2, share)
    return x + across * abs(share) + down * bulge, y + down * abs(share) - across * bulge


def _plane(canvas: Canvas, x: float, y: float) -> None:
    """Its body's middle is at that point."""
    canvas.shape([(x - 20, y), (x - 120, y + 86), (x - 88, y + 86), (x + 40, y)], "#c9d6e2")
    canvas.bar((x - 170, y - 17, x + 170, y + 17), "#ffffff", 17)
    canvas.shape([(x - 168, y - 6), (x - 206, y - 66), (x - 172, y - 66), (x - 118, y - 12)], "#0b7a5b")
    canvas.shape([(x - 10, y - 10), (x - 76, y - 74), (x - 52, y - 74), (x + 40, y - 10)], "#e4ecf3")
    for number in range(9):
        canvas.disc(x - 96 + number * 25, y - 4, 4, "#6fa7cf")


def _plain(colour: str) -> Image.Image:
    return Image.new("RGB", (SIZE[0] * _FINER, SIZE[1] * _FINER), colour)


def _scaled(box: Box) -> Box:
    left, top, right, bottom = box
    return left * _FINER, top * _FINER, right * _FINER, bottom * _FINER
