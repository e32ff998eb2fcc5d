"""Which addresses in a text can be pressed."""

import pytest

from console.templatetags.grata_console import linked


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See https://example.com/a?b=1.", "https://example.com/a?b=1"),
        ("请看https://example.com谢谢", "https://example.com"),
        ("请看https://example.com/菜单.pdf", "https://example.com/"),
        ("去https://example.com，然后看a.b", "https://example.com"),
        ("(https://example.com/x_(y))", "https://example.com/x_(y)"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(text: str, address: str) -> None:
    assert f'<a href="{address}" ' in linked(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.例え.jp/x",
        "https://bank例え.example",
        "http://exаmple.com",
        "https://例え.jp",
        "javascript:alert(1)",
    ],
)
def test_what_would_lead_elsewhere_than_it_says_stays_text(text: str) -> None:
    assert linked(text) == text
