"""What somebody searches for, taken apart as the passages are (migration 0014)."""

import re
from dataclasses import dataclass

from django.db import connection

SEARCH_MOST = 200  # characters
TOKENS_MOST = 12
OPEN_LEAST = 2  # letters that the last word must have to find also words that begin with it
WORD_MOST, NAME_PART, PAIR = 40, 3, 2  # characters of a term, by what it is a part of

# Characters of scripts that put no space between words: Thai, Hangul, kana, Bopomofo, Han. As in the migration.
UNSPACED = (
    r"\u0e00-\u0e7f\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\ua960-\ua97f\uac00-\ud7ff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True)
class Token:
    """A word, or a run of characters of an unspaced script. `is_open`: words that begin with it will do."""

    text: str
    is_run: bool
    is_open: bool

    @property
    def in_messages(self) -> str:
        """What a passage of a message holds if it holds the token."""
        if self.is_run:
            return self.text
        return f" {self.text}" if self.is_open else f" {self.text} "

    def query(self, *, of_names: bool) -> str:
        """As a tsquery of terms. Each begins with #, which stands for the shelf."""
        size = PAIR if self.is_run else NAME_PART if of_names else WORD_MOST
        sign = "~" if of_names else ":"
        if len(self.text) < size:  # a part of a term, or a whole word
            is_part = self.is_run or of_names or self.is_open
            return f"'#{sign}{self.text}'{':*' if is_part else ''}"
        last = 1 if size == WORD_MOST else len(self.text) - size + 1
        return " & ".join(f"'#{sign}{self.text[at : at + size]}'" for at in range(last))


def tokens_of(search: str) -> list[Token]:
    """Each of them has to be there. Empty: there is nothing in it that can be searched for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT grata_folded(%s)", [search[:SEARCH_MOST].replace("\x00", "")])
        row = cursor.fetchone()
    assert row is not None
    parts = list(dict.fromkeys(row[0].split()))[:TOKENS_MOST]
    return [_token(part, is_last=place == len(parts)) for place, part in enumerate(parts, 1)]


def query_of(tokens: list[Token]) -> str:
    """All tokens, either in something that was said or in a name, as a tsquery with # for the shelf."""
    either = (" & ".join(token.query(of_names=of_names) for token in tokens) for of_names in (False, True))
    return " | ".join(f"({every})" for every in either)


def _token(text: str, *, is_last: bool) -> Token:
    is_run = bool(_RUN.match(text))
    return Token(text, is_run, is_open=is_last and not is_run and len(text) >= OPEN_LEAST)
