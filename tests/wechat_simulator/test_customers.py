"""Customers do all that WeChat lets them, and our callback gets it as WeChat would send it."""

import queue
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.channels_app.wechat.files import MP4, jpeg, sound
from tests.wechat_simulator.server import Simulator, running
from tests.wechat_simulator.test_simulator import Callback, callback, opened

__all__ = ["callback"]

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
MESSAGES = {
    "location": {"Location_X", "Location_Y", "Scale", "Label"},
    "link": {"Title", "Description", "Url"},
    "file": {"Title", "Description", "FileKey", "FileMd5", "FileTotalLen"},
    "miniprogrampage": {"AppId", "Title", "PagePath", "ThumbUrl", "ThumbMediaId"},
}
EVENTS: dict[str, set[str]] = {
    "subscribe": {"EventKey"},
    "unsubscribe": set(),
    "SCAN": {"EventKey", "Ticket"},
    "LOCATION": {"Latitude", "Longitude", "Precision"},
    "CLICK": {"EventKey"},
    "VIEW": {"EventKey"},
    "scancode_push": {"EventKey", "ScanCodeInfo"},
    "scancode_waitmsg": {"EventKey", "ScanCodeInfo"},
    "pic_sysphoto": {"EventKey", "SendPicsInfo"},
    "pic_photo_or_album": {"EventKey", "SendPicsInfo"},
    "pic_weixin": {"EventKey", "SendPicsInfo"},
    "location_select": {"EventKey", "SendLocationInfo"},
    "view_miniprogram": {"EventKey"},
    "kf_create_session": {"KfAccount"},
    "kf_close_session": {"KfAccount"},
    "kf_switch_session": {"FromKfAccount", "ToKfAccount"},
    "user_info_modified": {"OpenID", "AppID", "RevokeInfo"},
    "user_authorization_revoke": {"OpenID", "AppID", "RevokeInfo"},
    "user_authorization_cancellation": {"OpenID", "AppID", "RevokeInfo"},
}


@pytest.fixture(scope="module")
def wechat() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(wechat: Simulator, callback: Callback) -> Simulator:
    wechat.control("reset")
    wechat.control("settings", callback_url=callback.url, gap=0)
    return wechat


def came(callback: Callback) -> dict[str, str]:
    return opened(callback.next()[2])


def writes(simulator: Simulator, **body: Any) -> dict[str, Any]:
    line: dict[str, Any] = simulator.post("/phone/messages", account="demo", openid=CHEN, **body)
    return line


@pytest.mark.parametrize(("kind", "nodes"), MESSAGES.items())
def test_each_kind_of_message_has_its_nodes(
    simulator: Simulator, callback: Callback, kind: str, nodes: set[str]
) -> None:
    writes(simulator, kind=kind)
    letter = came(callback)
    assert (letter["MsgType"], letter["FromUserName"]) == (kind, CHEN)
    assert letter["MsgId"].isdigit()
    assert nodes <= letter.keys()


@pytest.mark.parametrize(("event", "nodes"), EVENTS.items())
def test_each_event_has_its_nodes_and_no_id(
    simulator: Simulator, callback: Callback, event: str, nodes: set[str]
) -> None:
    simulator.post("/phone/events", account="demo", openid=CHEN, event=event)
    letter = came(callback)
    assert (letter["MsgType"], letter["Event"]) == ("event", event)
    assert nodes <= letter.keys()
    assert "MsgId" not in letter


def test_privacy_events_come_from_wechats_push_service(simulator: Simulator, callback: Callback) -> None:
    simulator.post("/phone/events", account="demo", openid=CHEN, event="user_info_modified")
    letter = came(callback)
    assert letter["OpenID"] == CHEN
    assert letter["FromUserName"] != CHEN


def test_files_come_by_their_id_and_the_phone_shows_them(simulator: Simulator, callback: Callback) -> None:
    for kind, data in (("image", jpeg()), ("video", MP4), ("shortvideo", MP4)):
        line = simulator.send_file(CHEN, kind, data)
        letter = came(callback)
        assert (letter["MsgType"], letter["MediaId"]) == (kind, line["media_id"])
        assert simulator.bytes(f"/phone/media/{letter['MediaId']}") == data
        if kind != "image":
            assert simulator.bytes(f"/phone/media/{letter['ThumbMediaId']}").startswith(b"\xff\xd8")


def test_what_a_browser_records_is_amr_for_us_and_itself_on_the_page(simulator: Simulator, callback: Callback) -> None:
    recorded = sound("libopus", "webm", rate=48_000)
    line = simulator.send_file(CHEN, "voice", recorded)
    letter = came(callback)
    assert (letter["MsgType"], letter["Format"]) == ("voice", "amr")
    assert simulator.bytes(f"/phone/media/{line['media_id']}") == recorded


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"RIFF1234WEBPVP8 "])
def test_a_phone_sends_no_other_files(simulator: Simulator, data: bytes) -> None:
    with pytest.raises(httpx.HTTPStatusError) as caught:
        simulator.add_file(data)
    assert caught.value.response.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "image", "media_id": "no-such-file"},
        {"kind": "location", "latitude": 91},
        {"kind": "location", "latitude": "north"},
        {"kind": "text"},
        {"kind": "link", "fields": "x"},
    ],
)
def test_what_no_phone_could_send_is_refused(simulator: Simulator, callback: Callback, body: dict[str, Any]) -> None:
    with pytest.raises(httpx.HTTPStatusError) as caught:
        writes(simulator, **body)
    assert caught.value.response.status_code == 400
    with pytest.raises(queue.Empty):
        callback.came.get_nowait()


def test_a_picture_is_not_sent_as_a_recording(simulator: Simulator) -> None:
    picture = simulator.add_file(jpeg())
    with pytest.raises(httpx.HTTPStatusError):
        writes(simulator, kind="voice", media_id=picture)


def test_a_tap_on_an_option_looks_like_a_text(simulator: Simulator, callback: Callback) -> None:
    writes(simulator, kind="menu", text="满意", menu_id="101")
    letter = came(callback)
    assert (letter["MsgType"], letter["Content"], letter["bizmsgmenuid"]) == ("text", "满意", "101")


def test_a_sticker_comes_as_a_text_about_itself(simulator: Simulator, callback: Callback) -> None:
    writes(simulator, kind="unsupported")
    assert came(callback)["Content"] == "【收到不支持的消息类型，暂无法显示】"


def test_a_scan_tells_followers_and_others_apart(simulator: Simulator, callback: Callback) -> None:
    for event, key in (("subscribe", "qrscene_shop-7"), ("SCAN", "shop-7")):
        simulator.post("/phone/events", account="demo", openid=CHEN, event=event, scene="shop-7")
        assert came(callback)["EventKey"] == key


def test_anything_at_all_can_be_delivered_under_wechats_seal(simulator: Simulator, callback: Callback) -> None:
    simulator.control("raw", openid=CHEN, xml="<xml><MsgType>text</MsgType><Odd>1</Odd></xml>")
    assert came(callback) == {"MsgType": "text", "Odd": "1"}
