"""Whatever colour a site chooses, what stands on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels_app.webchat import colours

WHITE, MIST, DARK = (255, 255, 255), colours.MIST, colours.DARK_PAPER
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def rgb(colour: str) -> colours.Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


@given(COLOURS)
def test_every_text_can_be_read_on_its_ground(brand: str) -> None:
    made = colours.of(brand)
    pairs = [
        (made.on_brand, rgb(made.brand)),
        (made.on_brand_deep, rgb(made.brand_deep)),
        (made.on_brand, rgb(made.top)),
        (made.link, MIST),
        (made.link, WHITE),
        ("#ffffff", rgb(made.dark_top)),
        (made.dark_link, DARK),
    ]
    for text, ground in pairs:
        assert colours.contrast(rgb(text), ground) >= 4.5, (brand, text, ground)


@pytest.mark.parametrize(("brand", "on"), [("#0b7a5b", "#ffffff"), ("#FFE000", "#000000"), ("#000000", "#ffffff")])
def test_white_stands_on_the_brand_where_it_can(brand: str, on: str) -> None:
    assert colours.of(brand).on_brand == on


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(colours.contrast((0, 0, 0), WHITE), 6) == 21
