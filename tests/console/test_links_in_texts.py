"""Which addresses in a text can be pressed."""

import re
import time
from html import unescape

import pytest

from console.templatetags.grata_console import linked

LONGEST = f"{'a' * 64}@{'b' * 63}.example"
# What of a text can be pressed. The visitor's chat does it in the browser: tests/browser/test_hostile_text.py looks there.
MAILS = [
    ("Write to daniel@example.com.", ["mailto:daniel@example.com"]),
    ("<daniel.ortiz+hotel@mail.example.co.uk>, please", ["mailto:daniel.ortiz+hotel@mail.example.co.uk"]),
    ("“daniel@example.com”; (maria@example.org)!", ["mailto:daniel@example.com", "mailto:maria@example.org"]),
    ("请发到daniel@example.com，谢谢", ["mailto:daniel@example.com"]),
    ("请发到daniel@example.com谢谢", ["mailto:daniel@example.com"]),
    ("info@hotel.example، وشكرا؟", ["mailto:info@hotel.example"]),
    ("اكتب إلى daniel@example.com من فضلك", ["mailto:daniel@example.com"]),
    (
        "https://daniel@example.com/a?to=b@c.example#d@e.example",
        ["https://daniel@example.com/a?to=b@c.example#d@e.example"],
    ),
    ("https://example.com, daniel@example.com", ["https://example.com", "mailto:daniel@example.com"]),
    (f"{LONGEST} a{LONGEST}", [f"mailto:{LONGEST}"]),
    *(
        (text, list[str]())
        for text in (
            *(
                "a@b",
                "@",
                "a@",
                "@example.com",
                "a@b@example.com",
                "a@example.c",
                "a@1.2.3.4",
                "a@-example.com",
                ".@x.com",
            ),
            *("ftp://daniel@example.com/x", "ssh://root:secret@example.com", "https://daniel@bank例え.example"),
            *("josé@example.com", "joséphine@example.com", "аdmin@example.com", "a@exаmple.com", "a@bank例え.example"),
            *("a@example.comé", "a@example.com.例え.jp", "a@example.com-", "a@example.com1", "a@example.com.1"),
            *("a%0Abcc@example.com", "tel:+49123456", "+49 123 456", "javascript:alert(1)", "a@例え.jp"),
        )
    ),
]


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


@pytest.mark.parametrize(("text", "addresses"), MAILS)
def test_an_e_mail_address_is_linked_as_a_whole_or_not_at_all(text: str, addresses: list[str]) -> None:
    html = linked(text)
    assert re.findall('href="([^"]*)"', html) == addresses
    assert unescape(re.sub("<a [^>]*>|</a>", "", html)) == text


def test_hostile_texts_are_read_in_time() -> None:
    began = time.monotonic()
    for piece in ("a", "a.", "a@", "a@a.", "a-", "ftp://", "https://a@", "a@" + "b." * 9, "+_", "é@a."):
        linked(piece * (4000 // len(piece)))
    assert time.monotonic() - began < 2


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
