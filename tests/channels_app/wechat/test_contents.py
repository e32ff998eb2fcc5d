"""What is in messages and events: as WeChat sends them, and as somebody with our keys and bad intentions would."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_app.wechat.contents import (
    EVENTS,
    MESSAGES,
    Content,
    File,
    Image,
    Link,
    Location,
    MiniProgram,
    Position,
    Scan,
    Text,
    Unsupported,
    Video,
    Voice,
    read,
)
from channels_app.wechat.payloads import WeChatMessage, parse

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"


def content(kind: str, **nodes: Any) -> Content | None:
    return WeChatMessage.from_payload({"FromUserName": CHEN, "MsgType": kind, **nodes}).content


def event(name: str, **nodes: Any) -> Content | None:
    return content("event", Event=name, **nodes)


def test_each_kind_of_message_is_read() -> None:
    assert content("text", Content=" 你好 ") == Text(" 你好 ", "")
    assert content("image", MediaId="m-1", PicUrl="http://mmbiz.qpic.cn/a/0") == Image(
        "m-1", "http://mmbiz.qpic.cn/a/0"
    )
    assert content("voice", MediaId="m-1", MediaId16K="m-16", Format="AMR") == Voice("m-1", "m-16", "amr")
    assert content("video", MediaId="m-1", ThumbMediaId="t-1") == Video("m-1", "t-1", short=False)
    assert content("shortvideo", MediaId="m-1", ThumbMediaId="t-1") == Video("m-1", "t-1", short=True)
    place = {"Location_X": "31.230416", "Location_Y": "-121.473701", "Scale": "16", "Label": "人民大道"}
    assert content("location", **place) == Location(31.230416, -121.473701, 16.0, "人民大道")
    assert content("link", Title="T", Description="D", Url="https://x.test/?a=1") == Link(
        "T", "D", "https://x.test/?a=1"
    )
    assert content("file", Title="合同.pdf", FileTotalLen="204800") == File("合同.pdf", 204800)
    assert content("miniprogrampage", Title="订单", PagePath="pages/a?id=1") == MiniProgram("订单", "pages/a?id=1")


def test_a_tap_on_an_option_is_told_from_a_text() -> None:
    assert content("text", Content="满意", bizmsgmenuid="101") == Text("满意", "101")


def test_what_wechat_can_not_show_is_known_as_such() -> None:
    assert content("text", Content="【收到不支持的消息类型，暂无法显示】") == Unsupported()
    assert content("text", Content="我收到【收到不支持的消息类型，暂无法显示】") != Unsupported()


def test_a_recording_that_is_only_there_in_the_better_quality_is_enough() -> None:
    assert content("voice", MediaId16K="m-16") == Voice("m-16", "m-16", "")


def test_scans_and_positions_are_read() -> None:
    assert event("subscribe", EventKey="qrscene_shop-7") == Scan("shop-7", new=True)
    assert event("subscribe") == Scan("", new=True)
    assert event("SCAN", EventKey="shop-7") == Scan("shop-7", new=False)
    assert event("LOCATION", Latitude="31.2", Longitude="121.4", Precision="40.5") == Position(31.2, 121.4, 40.5)


@pytest.mark.parametrize("name", ["unsubscribe", "CLICK", "VIEW", "no_such_event", ""])
def test_other_events_have_no_content(name: str) -> None:
    assert event(name, EventKey="x") is None


def test_a_message_is_not_mistaken_for_the_event_of_the_same_name() -> None:
    assert content("location", Latitude="31.2", Longitude="121.4") is None
    assert event("location", Location_X="31.2", Location_Y="121.4") is None


@pytest.mark.parametrize(
    ("north", "east"),
    [
        ("nan", "0"), ("0", "NaN"), ("inf", "0"), ("90.0001", "0"), ("-91", "0"), ("0", "180.5"), ("1e400", "0"),
        ("", "0"), ("north", "0"), ("１", "0"), ("0x10", "0"), ("9" * 400, "0"), ({"a": "1"}, "0"),
    ],
)  # fmt: skip
def test_a_place_that_is_none_on_earth_is_no_place(north: Any, east: Any) -> None:
    assert content("location", Location_X=north, Location_Y=east) is None
    assert event("LOCATION", Latitude=north, Longitude=east) is None


def test_the_ends_of_the_earth_are_places() -> None:
    assert content("location", Location_X="-90", Location_Y="180") == Location(-90, 180, 0, "")


@pytest.mark.parametrize("scale", ["", "nan", "-1", "31", "big"])
def test_an_absurd_zoom_costs_itself_not_the_place(scale: str) -> None:
    assert content("location", Location_X="1", Location_Y="2", Scale=scale) == Location(1, 2, 0, "")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//x.test/", "https://", "x.test", "https://x.test/" + "a" * 2000,
     "https://x.test/\u202e", "http://[::1", " java\nscript:alert(1)"],
)  # fmt: skip
def test_only_web_addresses_count_as_links(url: str) -> None:
    assert content("link", Title="T", Url=url) == Link("T", "", "")
    assert content("image", MediaId="m-1", PicUrl=url) == Image("m-1", "")


@pytest.mark.parametrize("media_id", ["", " ", "a b", "媒体", "a" * 301, "a\x7f", {"a": "b"}, []])
def test_without_a_usable_id_there_is_no_file(media_id: Any) -> None:
    for kind in ("image", "voice", "video", "shortvideo"):
        assert content(kind, MediaId=media_id) is None


@pytest.mark.parametrize("size", ["", "-1", "nan", "inf", "9" * 30, "big"])
def test_an_absurd_size_is_unknown(size: str) -> None:
    assert content("file", Title="a.pdf", FileTotalLen=size) == File("a.pdf", 0)


def test_long_texts_are_cut() -> None:
    long = "长" * 50_000
    assert content("text", Content=long) == Text("长" * 20_000, "")
    assert content("file", Title=long) == File("长" * 200, 0)
    assert content("link", Title=long, Description=long) == Link("长" * 500, "长" * 2000, "")
    assert event("subscribe", EventKey=f"qrscene_{long}") == Scan("长" * 200, new=True)


WORDS = st.text(max_size=20)
ANYTHING = WORDS | st.lists(WORDS, max_size=3) | st.dictionaries(WORDS, WORDS, max_size=2)
NAMES = st.sampled_from(
    ["Content", "MediaId", "MediaId16K", "PicUrl", "Location_X", "Location_Y", "Latitude", "Longitude", "Title", "Url",
     "FileTotalLen", "EventKey", "Scale", "Precision", "bizmsgmenuid"]
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(NAMES, ANYTHING, max_size=5))
def test_no_content_breaks_the_reading(nodes: dict[str, Any]) -> None:
    for kind in MESSAGES:
        read(kind, "", nodes)
    for name in EVENTS:
        read("event", name, nodes)


def test_the_nodes_of_real_xml_are_read() -> None:
    xml = (
        f"<xml><FromUserName>{CHEN}</FromUserName><MsgType><![CDATA[location]]></MsgType><Location_X>23.134521</Location_X>"
        "<Location_Y>113.358803</Location_Y><Scale>20</Scale><Label><![CDATA[位置信息]]></Label></xml>"
    )
    found = WeChatMessage.from_payload(parse(xml.encode())).content
    assert found == Location(23.134521, 113.358803, 20.0, "位置信息")
