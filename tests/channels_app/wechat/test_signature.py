"""WeChat's signatures, by its own published examples."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_app.wechat.signature import sign, verify

SIGNATURE = "f464b24fc39322e44b38aa78f5edd27bd1441696"


@pytest.mark.parametrize(
    ("signature", "timestamp", "nonce"),
    [
        (SIGNATURE, "1714036504", "1514711492"),
        ("899cf89e464efb63f54ddac96b0a0a235f53aa78", "1714037059", "486452656"),
        ("6c5c811b55cc85e0e1b54100749188c20beb3f5d", "1714112445", "415670741"),
    ],
)
def test_the_official_examples_verify(signature: str, timestamp: str, nonce: str) -> None:
    assert sign("AAAAA", timestamp, nonce) == signature
    assert verify(signature, "AAAAA", timestamp, nonce)


def test_the_order_of_the_parts_does_not_matter() -> None:
    assert sign("1514711492", "AAAAA", "1714036504") == SIGNATURE


@pytest.mark.parametrize(
    "signature", ["", SIGNATURE.upper(), SIGNATURE[:-1], SIGNATURE + "0", "签名", "\ud800", "\x00"]
)
def test_anything_else_does_not_verify(signature: str) -> None:
    assert not verify(signature, "AAAAA", "1714036504", "1514711492")


def test_another_token_does_not_verify() -> None:
    assert not verify(SIGNATURE, "AAAAB", "1714036504", "1514711492")


@settings(deadline=None)
@given(st.text(alphabet=st.characters()), st.lists(st.text(alphabet=st.characters()), max_size=4))
def test_no_input_however_hostile_raises(signature: str, parts: list[str]) -> None:
    assert not verify(signature, *parts)
    assert verify(sign(*parts), *parts)
