"""WeChat's encryption, by published examples, and against every kind of damage."""

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_app.wechat.crypto import Cipher, CryptoError
from channels_app.wechat.signature import sign

OFFICIAL = Cipher("wxba5fad812f8e6fb9", ["A" * 43])
DEMO_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210zyxwvut"
APP_ID = "wx00000000000demo1"

V3 = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8"
    "XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32I"
    "Ijdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
V3_TEXT = (
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,'
    '"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
)
V4 = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
V5 = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpb"
    "UAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn"
    "6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1Dl"
    "D+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)


def sealed(plain: bytes) -> str:
    key = base64.b64decode(DEMO_KEY + "=")
    encryptor = BlockCipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def framed(body: bytes, app_id: str = APP_ID, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    plain = b"r" * 16 + size.to_bytes(4, "big") + body + app_id.encode()
    pad = 32 - len(plain) % 32
    return plain + bytes([pad]) * pad


def test_the_official_safe_mode_message_opens() -> None:
    assert sign("AAAAA", "1714112445", "415670741", V3) == "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
    assert OFFICIAL.decrypt(V3) == (V3_TEXT, "A" * 43)


def test_a_reply_is_sealed_as_in_the_official_example() -> None:
    encrypt = OFFICIAL.encrypt('{"demo_resp":"good luck"}', random=b"707722b803182950")
    assert encrypt == V4
    assert sign("AAAAA", "1713424427", "415670741", encrypt) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"


def test_tencents_sample_opens_although_its_key_is_not_canonical_base64() -> None:
    assert sign("spamtest", "1409735669", "1320562132", V5) == "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
    text, _ = Cipher("wx2c2769f8efd9abc2", [DEMO_KEY]).decrypt(V5)
    assert "<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>" in text
    assert "<MsgId>6054768590064713728</MsgId>" in text


def test_during_a_change_of_keys_both_open_and_the_one_that_did_is_named() -> None:
    new, old = Cipher(APP_ID, [DEMO_KEY]), Cipher(APP_ID, [OLD_KEY])
    both = Cipher(APP_ID, [DEMO_KEY, OLD_KEY])
    assert both.decrypt(new.encrypt("新")) == ("新", DEMO_KEY)
    assert both.decrypt(old.encrypt("旧")) == ("旧", OLD_KEY)
    assert old.decrypt(both.encrypt("答", key=OLD_KEY)) == ("答", OLD_KEY)


@settings(deadline=None)
@given(st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    cipher = Cipher(APP_ID, [DEMO_KEY])
    assert cipher.decrypt(cipher.encrypt(text)) == (text, DEMO_KEY)


def test_no_two_sealings_are_alike() -> None:
    cipher = Cipher(APP_ID, [DEMO_KEY])
    assert cipher.encrypt("same") != cipher.encrypt("same")


@pytest.mark.parametrize(
    ("encrypt", "reason"),
    [
        ("", "not whole cipher blocks"),
        ("%%%", "not base64"),
        ("中文", "not base64"),
        ("\ud800", "not base64"),
        ("AAAA", "not whole cipher blocks"),
        (sealed(b"\x00" * 32), "wrong padding"),
        (sealed(b"x" * 31 + b"\x21"), "wrong padding"),
        (sealed(b"x" * 30 + b"\x03\x02"), "wrong padding"),
        (sealed(b"\x10" * 32), "too short"),
        (sealed(framed(b"x", length=2**32 - 1)), "wrong length field"),
        (sealed(framed(b"x", length=20)), "wrong length field"),
        (sealed(framed(b"x", length=2)), "meant for another AppID"),
        (sealed(framed(b"x", app_id="wx_other")), "meant for another AppID"),
        (sealed(framed(b"x", app_id="")), "meant for another AppID"),
        (sealed(framed(b"\xff\xfe")), "not UTF-8"),
    ],
)
def test_damage_is_named(encrypt: str, reason: str) -> None:
    with pytest.raises(CryptoError) as caught:
        Cipher(APP_ID, [DEMO_KEY]).decrypt(encrypt)
    assert caught.value.reason == reason


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(alphabet=st.characters()),
        st.binary().map(lambda raw: base64.b64encode(raw).decode()),
        st.binary(min_size=16, max_size=96).map(lambda raw: sealed(raw[: len(raw) // 16 * 16])),
        st.binary(max_size=64).map(lambda raw: sealed(framed(raw, app_id="wx_other"))),
    )
)
def test_no_damage_escapes_as_another_exception(encrypt: str) -> None:
    with pytest.raises(CryptoError):
        Cipher(APP_ID, [DEMO_KEY, OLD_KEY]).decrypt(encrypt)


@pytest.mark.parametrize(
    "keys", [[], [""], ["A" * 42], ["A" * 44], ["密" * 43], ["A" * 42 + "="], [DEMO_KEY, "?" * 43]]
)
def test_malformed_keys_are_refused_before_anything_is_sealed(keys: list[str]) -> None:
    with pytest.raises(CryptoError):
        Cipher(APP_ID, keys)


def test_keys_never_show_in_a_repr() -> None:
    show: Callable[[object], str] = repr
    assert DEMO_KEY not in show(Cipher(APP_ID, [DEMO_KEY]))
