"""WeChat's callback: what is refused, what is kept for a person, and bodies that are made to hurt."""

import time

import pytest
from django.test import Client

from channels_app.models import KeptDelivery, WeChatAccount
from channels_app.wechat.crypto import Cipher
from history.models import Message
from tests.channels_app.wechat.deliveries import (
    answer,
    envelope,
    nothing_is_left,
    post,
    post_plain,
    post_sealed,
    signed,
    text_message,
)

# ---- what is not WeChat's is refused, and leaves no trace


def test_a_wrong_signature_is_refused(wechat_plain: WeChatAccount) -> None:
    response = post(wechat_plain, signed(wechat_plain) | {"signature": "0" * 40}, text_message("你好"))
    assert response.status_code == 403
    nothing_is_left()


def test_a_plain_message_to_an_account_that_encrypts_is_refused(wechat: WeChatAccount) -> None:
    for mode in ("safe", "compatible"):
        WeChatAccount.objects.update(mode=mode)
        assert post_plain(wechat, text_message("你好")).status_code == 403
    nothing_is_left()


def test_a_changed_ciphertext_is_refused(wechat: WeChatAccount) -> None:
    sealed = Cipher(wechat.app_id, wechat.aes_keys).encrypt(text_message("你好"))
    changed = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    assert post(wechat, signed(wechat, sealed), envelope(changed)).status_code == 403
    nothing_is_left()


def test_the_signature_of_a_plain_message_does_not_open_for_a_sealed_one(wechat: WeChatAccount) -> None:
    sealed = Cipher(wechat.app_id, wechat.aes_keys).encrypt(text_message("你好"))
    query = {name: value for name, value in signed(wechat).items() if name != "msg_signature"}
    assert post(wechat, query | {"encrypt_type": "aes"}, envelope(sealed)).status_code == 403
    nothing_is_left()


@pytest.mark.parametrize(
    "body", [b"", b"x", b"<xml></xml>", b"<xml><Encrypt/></xml>", b"\xff\xfe\x00", b"{}", b"<xml>" * 5000]
)
def test_a_body_without_anything_signed_is_refused(wechat: WeChatAccount, body: bytes) -> None:
    assert post(wechat, signed(wechat, "x"), body).status_code == 403
    nothing_is_left()


def test_two_ciphertexts_in_one_body_are_refused(wechat: WeChatAccount) -> None:
    sealed = Cipher(wechat.app_id, wechat.aes_keys).encrypt(text_message("你好"))
    body = f"<xml><Encrypt>{sealed}</Encrypt><Encrypt>x</Encrypt></xml>"
    assert post(wechat, signed(wechat, sealed), body).status_code == 403


def test_no_answer_tells_the_token_or_the_key(wechat: WeChatAccount) -> None:
    answers = [post_plain(wechat, text_message("x")), Client().get("/channels/wechat/demo/"), post(wechat, {}, "x")]
    assert not any(
        secret in answer.text for answer in answers for secret in (wechat.token, wechat.aes_key, wechat.app_secret)
    )


# ---- what is WeChat's but unreadable is kept


def test_what_is_signed_and_cannot_be_opened_is_kept_as_it_came(wechat: WeChatAccount) -> None:
    body = envelope("A" * 64)
    assert answer(post(wechat, signed(wechat, "A" * 64), body)) == "success"
    kept = KeptDelivery.objects.get()
    assert (bytes(kept.body), kept.channel_id) == (body.encode(), wechat.pk)
    assert not Message.objects.exists()


def test_a_message_for_another_appid_is_refused_and_kept(wechat: WeChatAccount) -> None:
    sealed = Cipher("wx_somebody_else", wechat.aes_keys).encrypt(text_message("你好"))
    assert post(wechat, signed(wechat, sealed), envelope(sealed)).status_code == 403
    assert "AppID" in KeptDelivery.objects.get().reason
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "xml",
    ["", "not xml", "<xml></xml>", "<xml><MsgType>text</MsgType></xml>", '{"FromUserName": "o"}', "<xml>&#0;</xml>"],
)
def test_what_is_no_message_is_kept(wechat: WeChatAccount, xml: str) -> None:
    assert answer(post_sealed(wechat, xml)) == "success"
    assert KeptDelivery.objects.count() == 1


def test_an_openid_of_absurd_length_is_kept(wechat_plain: WeChatAccount) -> None:
    assert answer(post_plain(wechat_plain, text_message("x", openid="o" * 5000))) == "success"
    assert KeptDelivery.objects.count() == 1


# ---- bodies made to hurt


@pytest.mark.parametrize("sealed", [True, False])
def test_a_bomb_of_entities_is_contained(wechat: WeChatAccount, wechat_plain: WeChatAccount, sealed: bool) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><xml><FromUserName>o</FromUserName><Content>&e11;</Content></xml>'
    )
    began = time.monotonic()
    assert answer(post_sealed(wechat, bomb) if sealed else post_plain(wechat_plain, bomb)) == "success"
    assert time.monotonic() - began < 2
    assert KeptDelivery.objects.count() == 1


def test_an_entity_reads_no_file_of_ours(wechat_plain: WeChatAccount) -> None:
    xml = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + text_message("words").replace("words", "&f;")
    assert answer(post_plain(wechat_plain, xml)) == "success"
    assert not Message.objects.exists()


def test_a_deep_nest_is_contained(wechat_plain: WeChatAccount) -> None:
    assert answer(post_plain(wechat_plain, "<xml>" + "<a>" * 10_000 + "</a>" * 10_000 + "</xml>")) == "success"
    assert KeptDelivery.objects.count() == 1


@pytest.mark.parametrize("size", [256 * 1024 + 1, 1_100_000])
def test_a_body_over_the_limit_is_refused(wechat_plain: WeChatAccount, size: int) -> None:
    assert post_plain(wechat_plain, "x" * size).status_code == 413
    nothing_is_left()


def test_a_long_text_is_cut_and_stored(wechat_plain: WeChatAccount) -> None:
    assert answer(post_plain(wechat_plain, text_message("长" * 60_000))) == "success"
    assert Message.objects.get().text == "长" * 20_000


def test_characters_that_xml_forbids_cost_a_character_and_not_the_message(wechat_plain: WeChatAccount) -> None:
    assert answer(post_plain(wechat_plain, text_message("a\x00b\x08c"))) == "success"
    assert Message.objects.get().text == "abc"
