"""The place in a text at which it was found, with what was found marked."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from history.search.terms import UNSPACED, Token

BEFORE, AFTER = 40, 120  # characters shown around the first mark
TEXT_MOST = 20_000  # as far as passages go
LETTER = rf"[^\W_{UNSPACED}]"


@dataclass(frozen=True)
class Part:
    """A piece of a text."""

    text: str
    is_hit: bool


def excerpt(text: str, tokens: list[Token], *, of_names: bool = False) -> list[Part]:
    """Some of the text around the first of the tokens, in pieces; from the start, if none of them is seen."""
    text = text[:TEXT_MOST]
    spans = _spans(text, tokens, of_names)
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    end = min(len(text), start + BEFORE + AFTER)
    parts = list(_cut(text, start, end, [span for span in spans if span[1] <= end]))
    head, tail = [Part("…", False)] * (start > 0), [Part("…", False)] * (end < len(text))
    return [*head, *parts, *tail]


def _cut(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> list[Part]:
    parts, at = list[Part](), start
    for first, last in spans:
        parts += [Part(text[at:first], False), Part(text[first:last], True)]
        at = last
    return [part for part in [*parts, Part(text[at:end], False)] if part.text]


def _spans(text: str, tokens: list[Token], of_names: bool) -> list[tuple[int, int]]:
    """Where the tokens stand in the text, first and after last, without overlaps."""
    folded = [(sign, place) for place, letter in enumerate(text) for sign in _folded(letter)]
    if not (folded and tokens):
        return []
    longest_first = sorted(tokens, key=lambda token: -len(token.text))
    pattern = re.compile("|".join(_pattern(token, of_names) for token in longest_first))
    found = pattern.finditer("".join(sign for sign, _place in folded))
    return [(folded[match.start()][1], folded[match.end() - 1][1] + 1) for match in found]


def _pattern(token: Token, of_names: bool) -> str:
    word = re.escape(token.text)
    if token.is_run or of_names:
        return word
    return rf"(?<!{LETTER}){word}" + ("" if token.is_open else rf"(?!{LETTER})")


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    """As the database folds it, as far as one letter can tell."""
    plain = "".join(_small(sign) for sign in unicodedata.normalize("NFKC", letter))
    apart = unicodedata.normalize("NFD", plain)
    bare = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFC", bare)


def _small(sign: str) -> str:
    large = sign.upper()
    small = (large if len(large) == 1 else sign).lower()
    return small if len(small) == 1 else sign
