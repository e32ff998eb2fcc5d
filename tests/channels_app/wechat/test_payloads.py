"""What becomes of WeChat's XML, and of what only pretends to be."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_app.wechat.payloads import PayloadError, WeChatMessage, parse

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
TEXT = {
    "ToUserName": "gh_demo00000001",
    "FromUserName": CHEN,
    "CreateTime": "1714112445",
    "MsgType": "text",
    "Content": "你好",
    "MsgId": "7250021412600020992",
}


def message(**changes: Any) -> WeChatMessage:
    return WeChatMessage.from_payload(TEXT | changes)


def event(name: str, **more: Any) -> WeChatMessage:
    fields = {key: TEXT[key] for key in ("ToUserName", "FromUserName", "CreateTime")}
    return WeChatMessage.from_payload({**fields, "MsgType": "event", "Event": name, **more})


def test_a_customers_white_space_and_markup_stay() -> None:
    payload = parse(b"<xml><Content><![CDATA[  <b>&amp; \n ]]></Content><MsgId>1</MsgId></xml>")
    assert payload == {"Content": "  <b>&amp; \n ", "MsgId": "1"}


def test_nested_nodes_are_dicts_and_repeated_ones_lists() -> None:
    xml = b"<xml><Pics><Count>2</Count> <item><a>1</a></item> <item><a>2</a></item> <item><a>3</a></item></Pics><E/></xml>"
    assert parse(xml) == {"Pics": {"Count": "2", "item": [{"a": "1"}, {"a": "2"}, {"a": "3"}]}, "E": ""}


def test_control_characters_cost_themselves_not_the_message() -> None:
    assert parse(b"<xml><Content><![CDATA[a\x0b\x00b\tc]]></Content></xml>") == {"Content": "ab\tc"}


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"{}",
        b"<xml>",
        b"<xml></xml><xml></xml>",
        BOMB,
        OUTSIDE,
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xml></xml>',
        b"<!DOCTYPE x><xml></xml>",
        b"<xml>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</xml>",
        b"<xml>" + b"<a/>" * 50_000 + b"</xml>",
        b"<xml><Content>&#xD800;</Content></xml>",
        b"<xml><Content>\xff</Content></xml>",
        b'<?xml version="1.0" encoding="no-such"?><xml></xml>',
        b'<?xml version="1.0" encoding="gb18030"?><xml></xml>',
    ],
)
def test_bombs_and_broken_xml_are_refused(xml: bytes) -> None:
    with pytest.raises(PayloadError):
        parse(xml)


@settings(deadline=None)
@given(st.binary() | st.text().map(lambda text: f"<xml>{text}</xml>".encode()))
def test_no_body_raises_anything_but_a_payload_error(xml: bytes) -> None:
    with suppress(PayloadError):
        assert isinstance(parse(xml), dict)


def test_a_text_message_is_read() -> None:
    read = message()
    assert (read.original_id, read.openid, read.created_at) == ("gh_demo00000001", CHEN, 1714112445)
    assert (read.kind, read.text, read.msg_id) == ("text", "你好", "7250021412600020992")
    assert (read.event, read.event_key) == ("", "")
    assert read.external_id == "m:7250021412600020992"


def test_events_are_told_apart_by_person_second_name_and_key() -> None:
    scan = event("SCAN", EventKey="12")
    assert (scan.kind, scan.event, scan.event_key) == ("event", "scan", "12")
    assert scan.external_id == f"e:{CHEN}:1714112445:scan:12"
    assert scan.external_id == event("scan", EventKey="12").external_id
    assert scan.external_id != event("SCAN", EventKey="13").external_id


def test_ids_always_fit_their_column_and_stay_different() -> None:
    first, second = event("VIEW", EventKey="https://x.test/" + "a" * 500), event("VIEW", EventKey="a" * 516)
    assert max(len(first.external_id), len(second.external_id)) <= 191
    assert first.external_id != second.external_id
    assert len(message(MsgId="9" * 500).external_id) <= 191


def test_without_an_id_the_body_tells_messages_apart() -> None:
    nameless, again, other = message(MsgId=""), message(MsgId=""), message(MsgId="", Content="您好")
    assert nameless.msg_id is None
    assert nameless.external_id == again.external_id
    assert nameless.external_id != other.external_id
    assert event("CLICK", CreateTime="", EventKey="a").external_id != event("CLICK", CreateTime="").external_id


def test_privacy_events_belong_to_the_customer_not_to_wechats_push_service() -> None:
    assert event("user_info_modified", FromUserName="push_service", OpenID=CHEN).openid == CHEN


def test_order_as_text_is_the_order_of_wechat() -> None:
    orders = [
        message(CreateTime="999", MsgId="9").provider_order,
        message(CreateTime="1714112445", MsgId="99").provider_order,
        message(CreateTime="1714112445", MsgId="7250021412600020992").provider_order,
        message(CreateTime="1714112446", MsgId="1").provider_order,
    ]
    assert orders == sorted(orders)
    assert orders[0] == "00000000999-00000000000000000009"
    assert event("CLICK").provider_order == "01714112445-00000000000000000000"


@pytest.mark.parametrize("when", ["", "-1", "soon", "1e9", "9" * 400, "99999999999", "１７", {"a": "1"}])
def test_an_absurd_time_is_unknown_and_harmless(when: Any) -> None:
    assert message(CreateTime=when).created_at == 0
    assert len(message(CreateTime=when).provider_order) == 32


@pytest.mark.parametrize("msg_id", ["abc", "9" * 21, "１２"])
def test_an_absurd_id_does_not_disturb_the_order(msg_id: str) -> None:
    assert message(MsgId=msg_id).provider_order == "01714112445-00000000000000000000"


@pytest.mark.parametrize("openid", ["", " ", "o" * 129, {"a": "b"}])
def test_a_message_from_nobody_is_refused(openid: Any) -> None:
    with pytest.raises(PayloadError):
        message(FromUserName=openid)


def test_a_text_is_cut_at_twenty_thousand_characters() -> None:
    assert len(message(Content="长" * 30_000).text) == 20_000


def test_a_repeated_node_counts_once() -> None:
    assert message(Content=["first", "second"]).text == "first"


def test_what_has_no_field_is_kept() -> None:
    assert message(bizmsgmenuid="101").raw["bizmsgmenuid"] == "101"
