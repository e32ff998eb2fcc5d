"""WeChat's callback: what is stored, what is kept for a person, and what is refused."""

import time
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.core.management.utils import get_random_secret_key
from django.db import OperationalError, connection
from django.test import Client

from channels_app import inbound
from channels_app.models import KeptDelivery, WeChatAccount
from channels_app.wechat import signature
from channels_app.wechat.crypto import Cipher
from grata_site import seed
from history.models import Conversation, Customer, Message

OPENID = "oXiaoyu"
OTHER_KEY = "B" * 43


@pytest.fixture
def safe(db: None) -> WeChatAccount:
    return seed.safe_account()


@pytest.fixture
def plain(db: None) -> WeChatAccount:
    return seed.plain_account()


# ---- the address is verified


def test_the_address_answers_the_examples_of_the_documentation(safe: WeChatAccount) -> None:
    WeChatAccount.objects.update(token="AAAAA")
    query = {"signature": "f464b24fc39322e44b38aa78f5edd27bd1441696", "timestamp": "1714036504", "nonce": "1514711492"}
    response = Client().get("/channels/wechat/demo/", query | {"echostr": "4375120948345356249"})
    assert (response.status_code, response.content) == (200, b"4375120948345356249")


@pytest.mark.parametrize("wrong", ["", "f464b24fc39322e44b38aa78f5edd27bd1441696", "签名", "\udcff", "x" * 10_000])
def test_a_wrong_signature_gets_no_echo(safe: WeChatAccount, wrong: str) -> None:
    query = f"signature={wrong.encode('utf-8', 'surrogateescape').hex()}&timestamp=1&nonce=2&echostr=secret"
    response = Client().get(f"/channels/wechat/demo/?{query}")
    assert response.status_code == 403
    assert b"secret" not in response.content


def test_an_echo_is_text_and_runs_nowhere(safe: WeChatAccount) -> None:
    query = _signed(safe) | {"echostr": "<script>alert(1)</script>"}
    response = Client().get("/channels/wechat/demo/", query)
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_that_is_not_there_is_not_found(db: None, method: str) -> None:
    assert getattr(Client(), method)("/channels/wechat/nobody/").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(safe: WeChatAccount, method: str) -> None:
    assert Client().generic(method, "/channels/wechat/demo/").status_code == 405


# ---- messages are stored


def test_a_plain_account_stores_what_is_signed(plain: WeChatAccount) -> None:
    assert _text(_post_plain(plain, _message("你好 <b>"))) == "success"
    message = Message.objects.get()
    assert (message.text, message.external_id) == ("你好 <b>", "m:1")
    assert message.customer.external_id == OPENID
    assert message.sender_name == "WeChat user aoyu"


@pytest.mark.parametrize("mode", ["safe", "compatible"])
def test_an_encrypted_message_is_stored(safe: WeChatAccount, mode: str) -> None:
    WeChatAccount.objects.filter(pk=safe.pk).update(mode=mode)
    assert _text(_post_sealed(safe, _message("你好"))) == "success"
    assert Message.objects.get().text == "你好"


def test_the_sample_of_tencents_own_library_is_stored(safe: WeChatAccount) -> None:
    WeChatAccount.objects.update(token="spamtest", app_id="wx2c2769f8efd9abc2", mode="compatible")
    query = {"encrypt_type": "aes", "timestamp": "1409735669", "nonce": "1320562132"}
    query["msg_signature"] = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
    assert _text(_post(safe, query, TENCENTS_SAMPLE)) == "success"
    assert Message.objects.get().text == "abcdteT"


def test_in_compatible_mode_only_what_is_sealed_counts(safe: WeChatAccount) -> None:
    WeChatAccount.objects.filter(pk=safe.pk).update(mode="compatible")
    forged = _message("forged", openid="oMallory").removesuffix("</xml>")
    assert _text(_post_sealed(safe, _message("genuine"), around=forged)) == "success"
    assert [(m.text, m.customer.external_id) for m in Message.objects.all()] == [("genuine", OPENID)]


def test_the_previous_key_still_opens(safe: WeChatAccount) -> None:
    sealed = Cipher(safe.app_id, safe.aes_keys).encrypt(_message("你好"))
    WeChatAccount.objects.update(previous_aes_key=safe.aes_key, aes_key=OTHER_KEY)
    assert _text(_post(safe, _signed(safe, sealed), _envelope(sealed))) == "success"
    assert Message.objects.get().text == "你好"


def test_the_same_delivery_three_times_is_one_message_and_three_successes(safe: WeChatAccount) -> None:
    assert [_text(_post_sealed(safe, _message("你好"))) for _ in range(3)] == ["success"] * 3
    assert Message.objects.count() == 1


def test_fifteen_customers_with_the_same_id_are_fifteen_messages(safe: WeChatAccount) -> None:
    for number in range(15):
        _post_sealed(safe, _message("语音", openid=f"o{number}"))
    assert Message.objects.count() == Customer.objects.count() == Conversation.objects.count() == 15


@pytest.mark.parametrize("kind", ["voice", "image", "hologram", "Event2", ""])
def test_a_kind_that_we_do_not_show_yet_is_a_message_all_the_same(safe: WeChatAccount, kind: str) -> None:
    xml = _xml(FromUserName=OPENID, CreateTime=1, MsgType=kind, MsgId=9, MediaId="m-1")
    assert _text(_post_sealed(safe, xml)) == "success"
    message = Message.objects.get()
    assert (message.kind, message.payload["type"]) == ("other", kind.lower() or "unknown")
    assert message.payload["raw"]["MediaId"] == "m-1"
    chat = Conversation.objects.get()
    assert (chat.state, chat.last_words) == ("waiting", f"[{kind.lower() or 'unknown'}]")


def test_a_text_without_words_is_stored_too(safe: WeChatAccount) -> None:
    assert _text(_post_sealed(safe, _message(""))) == "success"
    assert Message.objects.get().kind == "other"


@pytest.mark.parametrize("event", ["subscribe", "unsubscribe", "LOCATION", "something_new"])
def test_an_event_is_kept_and_opens_no_chat(safe: WeChatAccount, event: str) -> None:
    xml = _xml(FromUserName=OPENID, CreateTime=1, MsgType="event", Event=event)
    assert _text(_post_sealed(safe, xml)) == "success"
    assert KeptDelivery.objects.get().reason == f"event {event.lower()}"
    assert not Conversation.objects.exists()


def test_the_same_event_again_is_kept_once(plain: WeChatAccount) -> None:
    xml = _xml(FromUserName=OPENID, CreateTime=1, MsgType="event", Event="subscribe")
    assert [_text(_post_plain(plain, xml)) for _ in range(3)] == ["success"] * 3
    assert KeptDelivery.objects.count() == 1


# ---- what is not WeChat's is refused, and leaves no trace


def test_a_wrong_signature_is_refused(plain: WeChatAccount) -> None:
    response = _post(plain, _signed(plain) | {"signature": "0" * 40}, _message("你好"))
    assert response.status_code == 403
    _nothing_is_left()


def test_a_plain_message_to_an_account_that_encrypts_is_refused(safe: WeChatAccount) -> None:
    for mode in ("safe", "compatible"):
        WeChatAccount.objects.update(mode=mode)
        assert _post_plain(safe, _message("你好")).status_code == 403
    _nothing_is_left()


def test_a_changed_ciphertext_is_refused(safe: WeChatAccount) -> None:
    sealed = Cipher(safe.app_id, safe.aes_keys).encrypt(_message("你好"))
    changed = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    assert _post(safe, _signed(safe, sealed), _envelope(changed)).status_code == 403
    _nothing_is_left()


def test_the_signature_of_a_plain_message_does_not_open_for_a_sealed_one(safe: WeChatAccount) -> None:
    sealed = Cipher(safe.app_id, safe.aes_keys).encrypt(_message("你好"))
    query = {name: value for name, value in _signed(safe).items() if name != "msg_signature"}
    assert _post(safe, query | {"encrypt_type": "aes"}, _envelope(sealed)).status_code == 403
    _nothing_is_left()


@pytest.mark.parametrize(
    "body", [b"", b"x", b"<xml></xml>", b"<xml><Encrypt/></xml>", b"\xff\xfe\x00", b"{}", b"<xml>" * 5000]
)
def test_a_body_without_anything_signed_is_refused(safe: WeChatAccount, body: bytes) -> None:
    assert _post(safe, _signed(safe, "x"), body).status_code == 403
    _nothing_is_left()


def test_two_ciphertexts_in_one_body_are_refused(safe: WeChatAccount) -> None:
    sealed = Cipher(safe.app_id, safe.aes_keys).encrypt(_message("你好"))
    body = f"<xml><Encrypt>{sealed}</Encrypt><Encrypt>x</Encrypt></xml>"
    assert _post(safe, _signed(safe, sealed), body).status_code == 403


def test_no_answer_tells_the_token_or_the_key(safe: WeChatAccount) -> None:
    answers = [_post_plain(safe, _message("x")), Client().get("/channels/wechat/demo/"), _post(safe, {}, "x")]
    assert not any(
        secret in answer.text for answer in answers for secret in (safe.token, safe.aes_key, safe.app_secret)
    )


# ---- what is WeChat's but unreadable is kept


def test_what_is_signed_and_cannot_be_opened_is_kept_as_it_came(safe: WeChatAccount) -> None:
    body = _envelope("A" * 64)
    assert _text(_post(safe, _signed(safe, "A" * 64), body)) == "success"
    kept = KeptDelivery.objects.get()
    assert (bytes(kept.body), kept.channel_id) == (body.encode(), safe.pk)
    assert not Message.objects.exists()


def test_a_message_for_another_appid_is_refused_and_kept(safe: WeChatAccount) -> None:
    sealed = Cipher("wx_somebody_else", safe.aes_keys).encrypt(_message("你好"))
    assert _post(safe, _signed(safe, sealed), _envelope(sealed)).status_code == 403
    assert "AppID" in KeptDelivery.objects.get().reason
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "xml",
    ["", "not xml", "<xml></xml>", "<xml><MsgType>text</MsgType></xml>", '{"FromUserName": "o"}', "<xml>&#0;</xml>"],
)
def test_what_is_no_message_is_kept(safe: WeChatAccount, xml: str) -> None:
    assert _text(_post_sealed(safe, xml)) == "success"
    assert KeptDelivery.objects.count() == 1


def test_an_openid_of_absurd_length_is_kept(plain: WeChatAccount) -> None:
    assert _text(_post_plain(plain, _message("x", openid="o" * 5000))) == "success"
    assert KeptDelivery.objects.count() == 1


# ---- bodies made to hurt


@pytest.mark.parametrize("sealed", [True, False])
def test_a_bomb_of_entities_is_contained(safe: WeChatAccount, plain: WeChatAccount, sealed: bool) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><xml><FromUserName>o</FromUserName><Content>&e11;</Content></xml>'
    )
    began = time.monotonic()
    assert _text(_post_sealed(safe, bomb) if sealed else _post_plain(plain, bomb)) == "success"
    assert time.monotonic() - began < 2
    assert KeptDelivery.objects.count() == 1


def test_an_entity_reads_no_file_of_ours(plain: WeChatAccount) -> None:
    xml = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + _message("words").replace("words", "&f;")
    assert _text(_post_plain(plain, xml)) == "success"
    assert not Message.objects.exists()


def test_a_deep_nest_is_contained(plain: WeChatAccount) -> None:
    assert _text(_post_plain(plain, "<xml>" + "<a>" * 10_000 + "</a>" * 10_000 + "</xml>")) == "success"
    assert KeptDelivery.objects.count() == 1


@pytest.mark.parametrize("size", [256 * 1024 + 1, 1_100_000])
def test_a_body_over_the_limit_is_refused(plain: WeChatAccount, size: int) -> None:
    assert _post_plain(plain, "x" * size).status_code == 413
    _nothing_is_left()


def test_a_long_text_is_cut_and_stored(plain: WeChatAccount) -> None:
    assert _text(_post_plain(plain, _message("长" * 60_000))) == "success"
    assert Message.objects.get().text == "长" * 20_000


def test_characters_that_xml_forbids_cost_a_character_and_not_the_message(plain: WeChatAccount) -> None:
    assert _text(_post_plain(plain, _message("a\x00b\x08c"))) == "success"
    assert Message.objects.get().text == "abc"


# ---- while the database is away


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", ["channels_app_wechataccount", "history_customer", "INSERT"])
def test_without_the_database_wechat_is_never_told_success(
    safe: WeChatAccount, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "PATIENCE", 0.1)
    with connection.execute_wrapper(_away(at)):
        response = _post_sealed(safe, _message("你好"))
    assert response.status_code == 500
    assert "success" not in response.text
    assert not Message.objects.exists()
    assert _text(_post_sealed(safe, _message("你好"))) == "success"  # it delivers again
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_database_an_event_is_not_lost_either(safe: WeChatAccount) -> None:
    with connection.execute_wrapper(_away("keptdelivery")):
        response = _post_sealed(safe, _xml(FromUserName=OPENID, CreateTime=1, MsgType="event", Event="subscribe"))
    assert response.status_code == 500


def _away(words: str) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if words in sql:
            raise OperationalError("the connection is lost")
        return execute(sql, params, many, context)

    return wrapper


def _message(text: str, *, openid: str = OPENID) -> str:
    return _xml(ToUserName="gh_x", FromUserName=openid, CreateTime=1_763_900_000, MsgType="text", Content=text, MsgId=1)


def _xml(**nodes: object) -> str:
    return f"<xml>{''.join(f'<{name}>{escape(str(value))}</{name}>' for name, value in nodes.items())}</xml>"


def _envelope(sealed: str, around: str = "<xml><ToUserName>gh_x</ToUserName>") -> str:
    return f"{around}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def _signed(account: WeChatAccount, sealed: str = "") -> dict[str, str]:
    query = {"timestamp": "1763900000", "nonce": get_random_secret_key()[:8]}
    query["signature"] = signature.sign(account.token, *query.values())
    if not sealed:
        return query
    parts = (account.token, query["timestamp"], query["nonce"], sealed)
    return query | {"encrypt_type": "aes", "msg_signature": signature.sign(*parts)}


def _post_plain(account: WeChatAccount, xml: str) -> Any:
    return _post(account, _signed(account), xml)


def _post_sealed(account: WeChatAccount, xml: str, around: str = "<xml>") -> Any:
    sealed = Cipher(account.app_id, account.aes_keys).encrypt(xml)
    return _post(account, _signed(account, sealed), _envelope(sealed, around))


def _post(account: WeChatAccount, query: dict[str, str], body: str | bytes) -> Any:
    data = body.encode() if isinstance(body, str) else body
    url = f"/channels/wechat/{account.slug}/"
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    return browser.post(url, data, content_type="text/xml", query_params=query)


def _text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.text)


def _nothing_is_left() -> None:
    assert not Message.objects.exists()
    assert not KeptDelivery.objects.exists()


TENCENTS_SAMPLE = (
    "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]>"
    "</FromUserName><CreateTime>1409735668</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[abcdteT]]>"
    "</Content><MsgId>6054768590064713728</MsgId><Encrypt><![CDATA[hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8"
    "KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8"
    "T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe"
    "+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669"
    "WuMyVWQLCzpu9GhglF2PE=]]></Encrypt></xml>"
)
