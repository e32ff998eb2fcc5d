"""Our files on their way to a customer's phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_app.adapters import DeliveryError, MediaGone
from channels_app.wechat.api.messages import Article
from channels_app.wechat.api.uploads import Kind
from channels_app.wechat.client import WeChatClient
from tests.channels_app.wechat.files import MP4, jpeg, sound, wav
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND = "/cgi-bin/message/custom/send"
UPLOAD = "/cgi-bin/media/upload"
CARD = Article(
    "海景房 & <大床>", "每晚 ¥800 起", "https://hotel.example/rooms/7?a=1&b=2", "https://hotel.example/7.jpg"
)


@pytest.fixture(autouse=True)
def open_window(simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")


def test_a_picture_reaches_the_phone(client: WeChatClient, simulator: Simulator) -> None:
    picture = jpeg()
    uploaded = client.upload("image", picture, "房间 7.jpg")
    client.send_image(CHEN, uploaded.media_id)
    line = simulator.wait_for(CHEN, direction="in", kind="image")
    assert simulator.bytes(f"/phone/media/{line['media_id']}") == picture
    assert timedelta(days=2.99) < uploaded.expires_at - timezone.now() <= timedelta(days=3)


def test_a_recording_reaches_the_phone_in_the_agents_name(client: WeChatClient, simulator: Simulator) -> None:
    client.kf_add("lin@grata_demo", "Lin Wei")
    uploaded = client.upload("voice", sound("libmp3lame", "mp3"), "voice.mp3")
    client.send_voice(CHEN, uploaded.media_id, kf_account="lin@grata_demo")
    line = simulator.wait_for(CHEN, direction="in", kind="voice")
    assert line["sender_name"] == "Lin Wei"
    assert simulator.bytes(f"/phone/media/{line['media_id']}").startswith((b"ID3", b"\xff"))


def test_a_card_reaches_the_phone_whole(client: WeChatClient, simulator: Simulator) -> None:
    client.send_news(CHEN, CARD, kf_account="nobody@grata_demo")
    line = simulator.wait_for(CHEN, direction="in", kind="news")
    assert line["fields"]["articles"] == [vars(CARD)]
    assert line["sender"] == ""


@pytest.mark.parametrize(("kind", "data", "name"), [("video", MP4, "a.mp4"), ("thumb", jpeg(), "a.jpg")])
def test_films_and_their_stills_are_taken(client: WeChatClient, kind: Kind, data: bytes, name: str) -> None:
    assert client.upload(kind, data, name).media_id


@pytest.mark.parametrize(
    ("kind", "data", "name", "code"),
    [
        ("image", b"BM" + bytes(99), "a.bmp", "40005"),
        ("image", jpeg(), "a.png", "40005"),
        ("image", b"<html></html>", "a.jpg", "40005"),
        ("image", jpeg() + bytes(2 * 1024 * 1024), "a.jpg", "40009"),
        ("voice", wav(), "a.wav", "40005"),
        ("voice", b"#!AMR\n" + bytes(2 * 1024 * 1024), "a.amr", "40010"),
        ("thumb", jpeg() + bytes(64 * 1024), "a.jpg", "40012"),
        ("video", MP4 + bytes(10 * 1024 * 1024), "a.mp4", "40011"),
        ("video", MP4 + bytes(12 * 1024 * 1024), "a.mp4", "45001"),
        ("image", b"", "a.jpg", "44001"),
        ("document", jpeg(), "a.jpg", "40004"),
    ],
)
def test_what_wechat_does_not_take_is_refused_for_good(
    client: WeChatClient, kind: Kind, data: bytes, name: str, code: str
) -> None:
    with pytest.raises(DeliveryError) as caught:
        client.upload(kind, data, name)
    assert (caught.value.code, caught.value.permanent, caught.value.channel_broken) == (code, True, False)


def test_a_recording_of_more_than_a_minute_is_refused(client: WeChatClient) -> None:
    assert client.upload("voice", sound("libopencore_amrnb", "amr", 59.9, 8000), "a.amr").media_id
    with pytest.raises(DeliveryError) as caught:
        client.upload("voice", sound("libopencore_amrnb", "amr", 61, 8000), "a.amr")
    assert caught.value.code == "45007"


def test_an_upload_that_got_lost_is_simply_made_again(client: WeChatClient, simulator: Simulator) -> None:
    simulator.control("faults", endpoint=UPLOAD, fault="drop_after")
    with pytest.raises(DeliveryError) as caught:
        client.upload("image", jpeg(), "a.jpg")
    assert (caught.value.permanent, caught.value.unconfirmed) == (False, False)
    assert client.upload("image", jpeg(), "a.jpg").media_id


def test_a_token_that_went_bad_costs_the_file_nothing(client: WeChatClient, simulator: Simulator) -> None:
    client.user_info(CHEN)
    simulator.control("tokens", do="revoke")
    picture = jpeg(64)
    client.send_image(CHEN, client.upload("image", picture, "a.jpg").media_id)
    assert simulator.bytes(f"/phone/media/{simulator.wait_for(CHEN, kind='image')['media_id']}") == picture


def test_a_file_that_expired_must_be_uploaded_again(client: WeChatClient, simulator: Simulator) -> None:
    old = client.upload("image", jpeg(), "a.jpg").media_id
    simulator.control("clock", advance=3 * 86_400 + 1)
    simulator.say(CHEN, "还在吗")
    with pytest.raises(MediaGone):
        client.send_image(CHEN, old)
    client.send_image(CHEN, client.upload("image", jpeg(), "a.jpg").media_id)
    assert [sent["times"] for sent in simulator.sends()] == [1]


@pytest.mark.parametrize("name", ['a";\r\nX: 1.jpg', "../../照片.jpg", "a" * 500 + ".jpg"])
def test_a_strange_filename_does_not_spoil_the_form(client: WeChatClient, name: str) -> None:
    assert client.upload("image", jpeg(), name).media_id


@pytest.mark.parametrize("name", ["", "照片", "a.html"])
def test_the_extension_must_be_the_contents(client: WeChatClient, name: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        client.upload("image", jpeg(), name)
    assert caught.value.code == "40005"


def test_a_picture_whose_outcome_is_unknown_is_not_sent_twice(client: WeChatClient, simulator: Simulator) -> None:
    media_id = client.upload("image", jpeg(), "a.jpg").media_id
    simulator.control("faults", endpoint=SEND, fault="drop_after")
    with pytest.raises(DeliveryError) as caught:
        client.send_image(CHEN, media_id)
    assert caught.value.unconfirmed
    assert [sent["times"] for sent in simulator.sends()] == [1]
