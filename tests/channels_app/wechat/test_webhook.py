"""WeChat's callback: its address is verified, and what it delivers is stored."""

from typing import Any
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client

from channels_app import inbound
from channels_app.models import KeptDelivery, WeChatAccount
from channels_app.wechat.crypto import Cipher
from channels_app.wechat.payloads import parse
from channels_app.wechat.signature import sign
from console.models import Keyword, KeywordReply, KeywordReplyText
from history.models import Conversation, Customer, Message
from tests.channels_app.wechat.deliveries import (
    OPENID,
    answer,
    body_of,
    envelope,
    post,
    post_plain,
    post_sealed,
    signed,
    text_message,
)
from tests.conftest import greeting

OTHER_KEY = "B" * 43


# ---- the address is verified


def test_the_address_answers_the_examples_of_the_documentation(wechat: WeChatAccount) -> None:
    WeChatAccount.objects.update(token="AAAAA")
    query = {"signature": "f464b24fc39322e44b38aa78f5edd27bd1441696", "timestamp": "1714036504", "nonce": "1514711492"}
    response = Client().get("/channels/wechat/demo/", query | {"echostr": "4375120948345356249"})
    assert (response.status_code, response.content) == (200, b"4375120948345356249")


@pytest.mark.parametrize("wrong", ["", "f464b24fc39322e44b38aa78f5edd27bd1441696", "签名", "\udcff", "x" * 10_000])
def test_a_wrong_signature_gets_no_echo(wechat: WeChatAccount, wrong: str) -> None:
    query = f"signature={quote(wrong, errors='surrogateescape')}&timestamp=1&nonce=2&echostr=secret"
    response = Client().get(f"/channels/wechat/demo/?{query}")
    assert response.status_code == 403
    assert b"secret" not in response.content


def test_an_echo_is_text_and_runs_nowhere(wechat: WeChatAccount) -> None:
    query = signed(wechat) | {"echostr": "<script>alert(1)</script>"}
    response = Client().get("/channels/wechat/demo/", query)
    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_that_is_not_there_is_not_found(db: None, method: str) -> None:
    assert getattr(Client(), method)("/channels/wechat/nobody/").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(wechat: WeChatAccount, method: str) -> None:
    assert Client().generic(method, "/channels/wechat/demo/").status_code == 405


# ---- messages are stored


def test_a_plain_account_stores_what_is_signed(wechat_plain: WeChatAccount) -> None:
    assert answer(post_plain(wechat_plain, text_message("你好 <b>"))) == "success"
    message = Message.objects.get()
    assert (message.text, message.external_id) == ("你好 <b>", "m:1")
    assert message.customer.external_id == OPENID
    assert message.sender_name == "WeChat user aoyu"


@pytest.mark.parametrize("mode", ["safe", "compatible"])
def test_an_encrypted_message_is_stored(wechat: WeChatAccount, mode: str) -> None:
    WeChatAccount.objects.filter(pk=wechat.pk).update(mode=mode)
    assert answer(post_sealed(wechat, text_message("你好"))) == "success"
    assert Message.objects.get().text == "你好"


def test_the_sample_of_tencents_own_library_is_stored(wechat: WeChatAccount) -> None:
    WeChatAccount.objects.update(token="spamtest", app_id="wx2c2769f8efd9abc2", mode="compatible")
    query = {"encrypt_type": "aes", "timestamp": "1409735669", "nonce": "1320562132"}
    query["msg_signature"] = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
    assert answer(post(wechat, query, TENCENTS_SAMPLE)) == "success"
    assert Message.objects.get().text == "abcdteT"


def test_in_compatible_mode_only_what_is_sealed_counts(wechat: WeChatAccount) -> None:
    WeChatAccount.objects.filter(pk=wechat.pk).update(mode="compatible")
    forged = text_message("forged", openid="oMallory").removesuffix("</xml>")
    assert answer(post_sealed(wechat, text_message("genuine"), around=forged)) == "success"
    assert [(m.text, m.customer.external_id) for m in Message.objects.all()] == [("genuine", OPENID)]


def test_the_previous_key_still_opens(wechat: WeChatAccount) -> None:
    sealed = Cipher(wechat.app_id, wechat.aes_keys).encrypt(text_message("你好"))
    WeChatAccount.objects.update(previous_aes_key=wechat.aes_key, aes_key=OTHER_KEY)
    assert answer(post(wechat, signed(wechat, sealed), envelope(sealed))) == "success"
    assert Message.objects.get().text == "你好"


def test_the_same_delivery_three_times_is_one_message_and_three_successes(wechat: WeChatAccount) -> None:
    assert [answer(post_sealed(wechat, text_message("你好"))) for _ in range(3)] == ["success"] * 3
    assert Message.objects.count() == 1


def test_fifteen_customers_with_the_same_id_are_fifteen_messages(wechat: WeChatAccount) -> None:
    for number in range(15):
        post_sealed(wechat, text_message("语音", openid=f"o{number}"))
    assert Message.objects.count() == Customer.objects.count() == Conversation.objects.count() == 15


@pytest.mark.parametrize("kind", ["hologram", "Event2", ""])
def test_a_kind_that_we_do_not_show_yet_is_a_message_all_the_same(wechat: WeChatAccount, kind: str) -> None:
    xml = body_of(FromUserName=OPENID, CreateTime=1, MsgType=kind, MsgId=9, MediaId="m-1")
    assert answer(post_sealed(wechat, xml)) == "success"
    message = Message.objects.get()
    assert (message.kind, message.payload["type"]) == ("other", kind.lower() or "unknown")
    assert message.payload["raw"]["MediaId"] == "m-1"
    chat = Conversation.objects.get()
    assert (chat.state, chat.last_words) == ("waiting", f"[{kind.lower() or 'unknown'}]")


def test_a_text_without_words_is_stored_too(wechat: WeChatAccount) -> None:
    assert answer(post_sealed(wechat, text_message(""))) == "success"
    assert Message.objects.get().kind == "other"


@pytest.mark.parametrize("kind", ["image", "voice", "video", "shortvideo"])
def test_a_message_with_a_file_is_there_at_once_and_the_file_is_due(wechat: WeChatAccount, kind: str) -> None:
    xml = body_of(FromUserName=OPENID, CreateTime=1, MsgType=kind, MsgId=9, MediaId="m-1")
    assert answer(post_sealed(wechat, xml)) == "success"
    message = Message.objects.get()
    assert message.kind == kind.removeprefix("short")
    assert message.attachment.source == {"media_id": "m-1"}
    assert message.attachment.due_at is not None


@pytest.mark.parametrize("event", ["subscribe", "unsubscribe", "LOCATION", "something_new"])
def test_an_event_opens_no_chat(wechat: WeChatAccount, event: str) -> None:
    assert answer(post_sealed(wechat, _event(event))) == "success"
    assert not Conversation.objects.exists()


def test_an_event_that_nobody_knows_of_somebody_unknown_is_kept_once(wechat_plain: WeChatAccount) -> None:
    assert [answer(post_plain(wechat_plain, _event("something_new"))) for _ in range(3)] == ["success"] * 3
    assert KeptDelivery.objects.get().reason == "event something_new"


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("subscribe", "followed"),
        ("unsubscribe", "left"),
        ("SCAN", "scanned"),
        ("CLICK", "menu_pressed"),
        ("VIEW", "menu_link"),
        ("kf_create_session", "session_elsewhere"),
        ("something_new", "unknown"),
    ],
)
def test_an_event_is_a_line_in_the_customers_latest_chat_once(wechat: WeChatAccount, event: str, name: str) -> None:
    post_sealed(wechat, text_message("你好"))
    for _ in range(3):
        assert answer(post_sealed(wechat, _event(event))) == "success"
    line = Message.objects.get(kind="event")
    assert (line.author, line.payload["event"]) == ("system", name)


def test_a_scan_opens_three_replies_for_a_minute_and_a_link_in_the_menu_none(wechat: WeChatAccount) -> None:
    post_sealed(wechat, _event("SCAN"))
    assert Customer.objects.get().brief_left == 3
    Customer.objects.update(brief_left=0)
    post_sealed(wechat, _event("VIEW"))
    assert Customer.objects.get().brief_left == 0


def test_a_tap_on_an_option_of_ours_does_not_open_the_long_window(wechat: WeChatAccount) -> None:
    xml = body_of(FromUserName=OPENID, CreateTime=1, MsgType="text", MsgId=9, Content="一", bizmsgmenuid="1")
    post_sealed(wechat, xml)
    customer = Customer.objects.get()
    assert (customer.window_until, customer.brief_left) == (None, 3)


def test_where_the_phone_is_is_remembered_before_they_ever_wrote_and_forgotten_on_demand(wechat: WeChatAccount) -> None:
    post_sealed(wechat, _event("LOCATION", Latitude="31.23", Longitude="121.47", Precision="40"))
    assert Customer.objects.get().place == {"latitude": 31.23, "longitude": 121.47, "precision": 40.0}
    post_sealed(wechat, _event("user_authorization_revoke", OpenID=OPENID, RevokeInfo="206"))
    assert Customer.objects.get().place is None


# ---- greetings in the answer


def test_a_greeting_is_in_the_answer_sealed_as_the_message_was(wechat: WeChatAccount) -> None:
    greeting("offline", zh_hans="您好 ]]> <b>")
    for _ in range(2):  # delivered again it is answered the same
        reply = parse(post_sealed(wechat, text_message("你好")).content)
        assert reply["MsgSignature"] == sign("demo-token", reply["TimeStamp"], reply["Nonce"], reply["Encrypt"])
        opened, _key = Cipher(wechat.app_id, wechat.aes_keys).decrypt(reply["Encrypt"])
        inner = parse(opened.encode())
        assert (inner["ToUserName"], inner["FromUserName"]) == (OPENID, "gh_demo00000001")
        assert (inner["MsgType"], inner["Content"]) == ("text", "您好 ]]> <b>")
    assert Message.objects.filter(author="agent", state="sent").count() == 1


def test_in_plain_mode_the_greeting_is_plain(wechat_plain: WeChatAccount) -> None:
    greeting("offline", en="Hello")
    reply = parse(post_plain(wechat_plain, text_message("Hi")).content)
    assert reply["Content"] == "Hello"
    assert answer(post_plain(wechat_plain, text_message("Hi again").replace("<MsgId>1<", "<MsgId>2<"))) == "success"


def test_so_is_the_reply_to_a_keyword(wechat_plain: WeChatAccount) -> None:
    reply = KeywordReply.objects.create()
    Keyword.objects.create(reply=reply, words="WiFi")
    KeywordReplyText.objects.create(reply=reply, language="en", text="Network: Harbour")
    assert answer(post_plain(wechat_plain, text_message("Hi"))) == "success"
    for _ in range(2):  # delivered again it is answered the same
        asked = text_message("ｗｉｆｉ").replace("<MsgId>1<", "<MsgId>2<")
        assert parse(post_plain(wechat_plain, asked).content)["Content"] == "Network: Harbour"
    assert Message.objects.filter(author="agent", state="sent").count() == 1


# ---- while the database is away


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", ["channels_app_wechataccount", "history_customer", "INSERT"])
def test_without_the_database_wechat_is_never_told_success(
    wechat: WeChatAccount, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "PATIENCE", 0.1)
    with connection.execute_wrapper(_away(at)):
        response = post_sealed(wechat, text_message("你好"))
    assert response.status_code == 500
    assert "success" not in response.text
    assert not Message.objects.exists()
    assert answer(post_sealed(wechat, text_message("你好"))) == "success"  # it delivers again
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_database_an_event_is_not_lost_either(wechat: WeChatAccount) -> None:
    with connection.execute_wrapper(_away("history_customer")):
        response = post_sealed(wechat, _event("subscribe"))
    assert response.status_code == 500


def _event(event: str, **nodes: object) -> str:
    return body_of(**{"FromUserName": OPENID, "CreateTime": 1, "MsgType": "event", "Event": event, **nodes})


def _away(words: str) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if words in sql:
            raise OperationalError("the connection is lost")
        return execute(sql, params, many, context)

    return wrapper


TENCENTS_SAMPLE = (
    "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]>"
    "</FromUserName><CreateTime>1409735668</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[abcdteT]]>"
    "</Content><MsgId>6054768590064713728</MsgId><Encrypt><![CDATA[hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8"
    "KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8"
    "T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe"
    "+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669"
    "WuMyVWQLCzpu9GhglF2PE=]]></Encrypt></xml>"
)
