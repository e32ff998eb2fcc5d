"""Customers' files: fetched whole or not at all, and never from a place that is not WeChat's."""

import socket
import time
from io import BytesIO
from typing import Any

import pytest

from channels_app.adapters import DeliveryError, MediaGone
from channels_app.wechat.api import downloads
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.errors import MediaTooLarge
from tests.channels_app.wechat.conftest import MakeClient, RawServer
from tests.channels_app.wechat.downloading import MB, fetched, refused
from tests.channels_app.wechat.files import MP4, Scripted, jpeg, sound
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
GET = "/cgi-bin/media/get"


def test_a_customers_picture_comes_as_it_was_sent(client: WeChatClient, simulator: Simulator) -> None:
    picture = jpeg()
    line = simulator.send_file(CHEN, "image", picture)
    found, data = fetched(client, line["media_id"])
    assert data == picture
    assert (found.content_type, found.size) == ("image/jpeg", len(picture))
    assert found.filename == f"{line['media_id']}.jpg"


def test_a_customers_recording_comes_as_amr(client: WeChatClient, simulator: Simulator) -> None:
    line = simulator.send_file(CHEN, "voice", sound("libopus", "webm", rate=48_000))
    found, data = fetched(client, line["media_id"])
    assert found.content_type == "audio/amr"
    assert data.startswith(b"#!AMR\n")


def test_a_film_is_fetched_from_where_wechat_says(client: WeChatClient, simulator: Simulator) -> None:
    line = simulator.send_file(CHEN, "video", MP4)
    found, data = fetched(client, line["media_id"])
    assert data == MP4
    assert found.content_type == "video/mp4"


def test_after_three_days_a_file_is_gone(client: WeChatClient, simulator: Simulator) -> None:
    line = simulator.send_file(CHEN, "image", jpeg())
    simulator.control("clock", advance=3 * 86_400 - 60)
    assert fetched(client, line["media_id"])[0].size
    simulator.control("clock", advance=61)
    error = refused(client, media_id=line["media_id"])
    assert isinstance(error, MediaGone)
    assert (error.code, error.permanent) == ("40007", True)


def test_a_token_that_went_bad_is_replaced_and_the_file_fetched(client: WeChatClient, simulator: Simulator) -> None:
    line = simulator.send_file(CHEN, "image", jpeg())
    client.user_info(CHEN)
    simulator.control("tokens", do="revoke")
    assert fetched(client, line["media_id"])[1] == jpeg()


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_file_that_is_too_large_is_refused(client: WeChatClient, simulator: Simulator, kind: str) -> None:
    data = MP4 if kind == "video" else jpeg()
    line = simulator.send_file(CHEN, kind, data)
    assert fetched(client, line["media_id"], len(data))[1] == data
    error = refused(client, media_id=line["media_id"], most_bytes=len(data) - 1)
    assert isinstance(error, MediaTooLarge)
    assert error.permanent


def test_an_endless_file_is_cut_short(make_client: MakeClient, raw_server: RawServer) -> None:
    make_client().user_info(CHEN)
    came = 0

    def flood(visitor: socket.socket) -> None:
        nonlocal came
        visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n")
        try:
            while True:
                came += visitor.send(b"\xff" * 65536)
        except OSError:
            return

    with raw_server(flood) as url:
        assert isinstance(refused(make_client(url), most_bytes=MB), MediaTooLarge)
    assert came < 30 * MB


def test_a_dribbled_file_has_one_limit(
    make_client: MakeClient, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_client().user_info(CHEN)
    monkeypatch.setattr(downloads, "DOWNLOAD_SECONDS", 0.5)

    def dribble(visitor: socket.socket) -> None:
        visitor.settimeout(0.05)
        visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 9999\r\n\r\n")
        try:
            while True:
                visitor.sendall(b"x")
                try:
                    if not visitor.recv(1):
                        return
                except TimeoutError:
                    continue
        except OSError:
            return

    begun = time.monotonic()
    with raw_server(dribble) as url:
        error = refused(make_client(url))
    assert time.monotonic() - begun < 5
    assert (error.permanent, error.unconfirmed) == (False, False)


def test_a_file_that_breaks_off_is_no_file(make_client: MakeClient, raw_server: RawServer) -> None:
    make_client().user_info(CHEN)

    def break_off(visitor: socket.socket) -> None:
        visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 9999\r\n\r\n" + b"x" * 500)

    with raw_server(break_off) as url:
        error = refused(make_client(url))
    assert not error.permanent
    assert "did not answer" in error.message


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"<html><body>Please log in</body></html>", {"Content_Type": "text/html"}, 200),
        (b"\n <!DOCTYPE html><p>Please log in</p>", {"Content_Type": "image/jpeg"}, 200),
        (b"<html>", {"Content_Type": "image/jpeg", "Content_Disposition": 'attachment; filename="a.jpg"'}, 200),
        (b"<html><h1>502</h1></html>", {"Content_Type": "text/html"}, 502),
        (jpeg(), {"Content_Type": "image/jpeg"}, 404),
        (jpeg(), {"Content_Type": "image/jpeg", "Content_Encoding": "gzip"}, 200),
        (b"", {"Content_Type": "image/jpeg"}, 200),
        (b"{}", {"Content_Type": "application/json"}, 200),
        (b'{"video_url": 7}', {"Content_Type": "text/plain"}, 200),
        (b'{"errcode": "x', {"Content_Type": "text/plain"}, 200),
        (b'{"errcode":0,' + b" " * 70_000 + b'"a":1}', {"Content_Type": "text/plain"}, 200),
        (b"moved", {"Location": "http://127.0.0.1:1/", "Content_Type": "text/plain"}, 302),
    ],
)
def test_what_is_no_file_is_never_taken_for_one(
    make_client: MakeClient, strange: Scripted, body: bytes, headers: dict[str, str], status: int
) -> None:
    strange.answers(GET, body, status, **headers)
    into = BytesIO()
    with pytest.raises(DeliveryError) as caught:
        make_client(strange.url).download("some-media-id", into, most_bytes=MB)
    assert into.getvalue() == b""
    assert not caught.value.unconfirmed


@pytest.mark.parametrize("content_type", ["application/json; encoding=utf-8", "text/plain", "image/jpeg"])
def test_an_error_is_read_whatever_type_it_comes_as(
    make_client: MakeClient, strange: Scripted, content_type: str
) -> None:
    strange.answers(GET, b'{"errcode":40007,"errmsg":"invalid media_id"}', Content_Type=content_type)
    assert isinstance(refused(make_client(strange.url)), MediaGone)


def test_a_file_is_a_file_even_when_it_is_called_text(make_client: MakeClient, strange: Scripted) -> None:
    disposition = 'attachment; filename="a.amr"'
    strange.answers(GET, b"#!AMR\n" + b"\x04" * 99, Content_Type="text/plain", Content_Disposition=disposition)
    found, data = fetched(make_client(strange.url))
    assert (found.filename, len(data)) == ("a.amr", 105)


@pytest.mark.parametrize(
    ("disposition", "filename"),
    [
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\x\\\\a.jpg"', "a.jpg"),
        ('attachment; filename="..."', ""),
        ("attachment", ""),
        (";;;=\"'", ""),
        (f'attachment; filename="{"a" * 500}.jpg"', "a" * 96 + ".jpg"),
    ],
)
def test_a_hostile_filename_stays_a_plain_name(
    make_client: MakeClient, strange: Scripted, disposition: str, filename: str
) -> None:
    strange.answers(GET, jpeg(), Content_Type="image/jpeg", Content_Disposition=disposition)
    assert fetched(make_client(strange.url))[0].filename == filename


@pytest.mark.parametrize("claim", ["", "image", "image/jpeg<script>", "x" * 300 + "/y", "a/b, c/d"])
def test_a_hostile_type_becomes_a_plain_one(make_client: MakeClient, strange: Scripted, claim: str) -> None:
    strange.answers(GET, jpeg(), Content_Type=claim)
    assert fetched(make_client(strange.url))[0].content_type == "application/octet-stream"


@pytest.mark.parametrize("fault", ["drop_before", "html", "bad_gateway"])
def test_trouble_on_the_way_is_tried_again(client: WeChatClient, simulator: Simulator, fault: str) -> None:
    line = simulator.send_file(CHEN, "image", jpeg())
    simulator.control("faults", endpoint=GET, fault=fault)
    error = refused(client, media_id=line["media_id"])
    assert (error.permanent, error.unconfirmed) == (False, False)
    assert fetched(client, line["media_id"])[1] == jpeg()


def test_what_cannot_be_written_is_the_callers_own_error(client: WeChatClient, simulator: Simulator) -> None:
    line = simulator.send_file(CHEN, "image", jpeg())

    class FullDisk(BytesIO):
        def write(self, data: Any) -> int:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        client.download(line["media_id"], FullDisk(), most_bytes=MB)
