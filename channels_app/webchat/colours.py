"""The colours of a site's chat, all made from one: whatever it is, text on it and in it can be read."""

from dataclasses import dataclass

ENOUGH = 4.5  # WCAG 2.2 AA, for text
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
MIST, DARK_PAPER = (245, 246, 244), (31, 37, 34)  # what stands in tokens.css
STEP = 0.04

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Colours:
    """Each as #rrggbb. `link`, `dark_link`: the brand as text on the panel's own grounds, light and dark."""

    brand: str
    brand_deep: str
    on_brand: str
    on_brand_deep: str
    top: str
    link: str
    dark_top: str
    dark_link: str


def of(brand: str) -> Colours:
    """The colours that go with #rrggbb."""
    colour, deep = _read(brand), _mixed(_read(brand), BLACK, 0.25)
    return Colours(
        brand=brand,
        brand_deep=_hex(deep),
        on_brand=_hex(_on(colour)),
        on_brand_deep=_hex(_on(deep)),
        top=brand,
        link=_hex(_readable(colour, on=MIST, towards=BLACK)),
        dark_top=_hex(_readable(_mixed(colour, DARK_PAPER, 0.65), on=WHITE, towards=BLACK)),
        dark_link=_hex(_readable(colour, on=DARK_PAPER, towards=WHITE)),
    )


def contrast(one: Colour, other: Colour) -> float:
    """From 1 to 21, as WCAG counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _on(ground: Colour) -> Colour:
    """White where that can be read. Where it can't, black can, on every colour that there is."""
    return WHITE if contrast(WHITE, ground) >= ENOUGH else BLACK


def _readable(colour: Colour, *, on: Colour, towards: Colour) -> Colour:
    steps = (_mixed(colour, towards, number * STEP) for number in range(round(1 / STEP) + 1))
    return next(found for found in steps if contrast(found, on) >= ENOUGH)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _read(brand: str) -> Colour:
    number = int(brand[1:], 16)
    return number >> 16, number >> 8 & 255, number & 255


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
