"""How identities are called at WeChat."""

import re

import pytest

from channels_app.wechat.kf_names import kf_account, nickname


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("林薇", "林薇"),
        ("Lin (Front desk)", "Lin (Front desk)"),
        ("Alexandra Johnson", "Alexandra"),
        ("Anna Maria de la Cruz", "Anna Maria de la"),
        ("Anna Maria della Cruz", "Anna Maria della"),
        ("Wolfeschlegelsteinhausen", "Wolfeschlegelste"),
        ("Wolfeschlegelsteinhausen Hubert", "Wolfeschlegelste"),
        ("港湾酒店前台接待客户服务中心二十四小时", "港湾酒店前台接待客户服务中心二十"),
        ("  Lin \n Wei ", "Lin Wei"),
        ("", ""),
    ],
)
def test_a_nickname_has_sixteen_characters_and_whole_words_if_it_can(name: str, short: str) -> None:
    assert nickname(name) == short
    assert len(short) <= 16


def test_every_identity_has_a_name_of_its_own_that_wechat_takes() -> None:
    names = {kf_account(number, "hotel") for number in (*range(1, 2000), 36**9 - 1)}
    assert len(names) == 2000
    assert all(re.fullmatch(r"g[a-z0-9]{1,9}@hotel", name) for name in names)
    assert kf_account(56, "hotel") == "g1k@hotel"
