"""WeChat's emoticons in what customers write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.emoticons import BRACKETED, CODED, Emoticon, tokens

CODES = [line.split(" ")[0] for line in CODED.strip().splitlines()]
BRACKETS = ["[微笑]", "[Smile]", "[捂脸]", "[掩面]", "[Facepalm]", "[TaiChi L]", "[Yeah!]", "[囧]", "[Salute]"]


def shown(text: str) -> list[str]:
    """Pieces as text, emoticons by their Chinese name in guillemets."""
    return [f"«{piece.names.zh}»" if isinstance(piece, Emoticon) else piece for piece in tokens(text)]


def test_all_codes_are_known_and_each_alone_is_one_emoticon() -> None:
    assert len(CODES) == len(set(CODES)) == 105
    assert all(isinstance(tokens(code)[0], Emoticon) and len(tokens(code)) == 1 for code in CODES)


def test_codes_with_angle_brackets_are_found_before_anything_is_escaped() -> None:
    assert shown("<b>/::<</b>/:&-(&amp;/:<W>") == ["<b>", "«流泪»", "</b>", "«糗大了»", "&amp;", "«西瓜»"]


def test_codes_may_stand_side_by_side() -> None:
    assert shown("/::)/::)你好/:rose") == ["«微笑»", "«微笑»", "你好", "«玫瑰»"]


def test_the_longest_code_wins() -> None:
    assert shown("/:footb/:fade/::-|/::|") == ["«足球»", "«凋谢»", "«尴尬»", "«发呆»"]


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["/::)", "[微笑]", "[Smile]"], "Smile"),
        (["[捂脸]", "[掩面]", "[Facepalm]"], "Facepalm"),
        (["/:bye", "[再见]", "[Wave]", "[Bye]"], "Wave"),
        (["/:@)", "[抱拳]", "[Fight]", "[Salute]"], "Fight"),
        (["[吃瓜]", "[吃西瓜]", "[Onlooker]"], "Onlooker"),
        (["[社会社会]", "[失敬失敬]", "[Respect]"], "Respect"),
    ],
)
def test_all_spellings_of_one_emoticon_are_the_same(spellings: list[str], key: str) -> None:
    found = [piece for spelling in spellings for piece in tokens(spelling)]
    assert [piece.names.key for piece in found if isinstance(piece, Emoticon)] == [key] * len(spellings)


@pytest.mark.parametrize(
    "text", ["[nope]", "[ 微笑 ]", "[smile]", "[微笑", "微笑]", "[]", "/:", "https://a.test/", "", "/:zz"]
)
def test_what_nobody_knows_stays_as_it_was_typed(text: str) -> None:
    assert tokens(text) == ([text] if text else [])


def test_old_iphones_private_letters_become_emoji() -> None:
    assert [piece.names.emoji for piece in tokens("\ue415\ue312") if isinstance(piece, Emoticon)] == ["😄", "🎉"]


def test_every_name_in_brackets_is_known() -> None:
    names = [name for line in BRACKETED.strip().splitlines() for part in line.split("|") for name in part.split(",")]
    assert all(isinstance(tokens(f"[{name}]")[0], Emoticon) for name in names if name)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*CODES, *BRACKETS, "/:", "[", "]", "<", "&", "你", " "]) | st.text(max_size=5)))
def test_joined_the_pieces_give_the_text_again(parts: list[str]) -> None:
    text = "".join(parts)
    pieces = tokens(text)
    assert "".join(piece.text if isinstance(piece, Emoticon) else piece for piece in pieces) == text
    assert all(pieces)


def test_a_long_text_of_almost_codes_is_read_in_no_time() -> None:
    assert len(tokens("/:[" * 7_000)) == 1
