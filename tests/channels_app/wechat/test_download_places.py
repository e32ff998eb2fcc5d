"""Where films are fetched: at WeChat's own places, whatever the link says."""

import json
import socket
from typing import Any

import pytest

from channels_app.adapters import MediaGone
from tests.channels_app.wechat.conftest import MakeClient
from tests.channels_app.wechat.downloading import fetched, refused
from tests.channels_app.wechat.files import MP4, Scripted

GET = "/cgi-bin/media/get"


@pytest.mark.parametrize(
    "link",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://evil.example/x.qq.com",
        "http://evilqq.com/",
        "http://qq.com.evil.example/",
        "http://x.qq.com:8080/",
        "http://user@x.qq.com/",
        "http://x.qq.com@evil.example/",
        "ftp://x.qq.com/",
        "file:///etc/passwd",
        "//x.qq.com/",
        "http://[::1",
        "",
        None,
        ["http://x.qq.com/"],
    ],
)
def test_a_film_is_not_fetched_from_elsewhere(make_client: MakeClient, strange: Scripted, link: Any) -> None:
    strange.answers(GET, json.dumps({"video_url": link}).encode(), Content_Type="text/plain")
    error = refused(make_client(strange.url))
    assert error.permanent
    assert "not WeChat's" in error.message
    assert len(strange.came) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_wechats_own_name_does_not_lead_to_an_inner_address(
    make_client: MakeClient, strange: Scripted, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    strange.answers(GET, b'{"video_url": "http://video.qq.com/film"}', Content_Type="text/plain")
    real = socket.getaddrinfo

    def lying(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        return real(address if host == "video.qq.com" else host, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    error = refused(make_client(strange.url))
    assert error.permanent
    assert "not WeChat's" in error.message


def test_a_film_may_move_but_only_within_wechat(make_client: MakeClient, strange: Scripted) -> None:
    film = {"video_url": f"{strange.url}/first"}
    strange.answers(GET, json.dumps(film).encode(), Content_Type="text/plain")
    strange.answers("/first", b"", 302, Location="/second")
    strange.answers("/second", MP4, Content_Type="video/mp4")
    assert fetched(make_client(strange.url))[1] == MP4
    strange.answers("/second", b"", 302, Location="http://169.254.169.254/")
    assert refused(make_client(strange.url)).permanent
    strange.answers("/second", b"", 302, Location="/first")
    assert refused(make_client(strange.url)).permanent
    assert all("access_token" not in path for path in strange.came if not path.startswith(GET))


def test_an_error_page_in_a_films_place_is_no_film(make_client: MakeClient, strange: Scripted) -> None:
    strange.answers(GET, json.dumps({"video_url": f"{strange.url}/film"}).encode(), Content_Type="text/plain")
    strange.answers("/film", b"<html>expired</html>", Content_Type="text/html")
    assert not refused(make_client(strange.url)).permanent
    strange.answers("/film", b'{"errcode":40007,"errmsg":"invalid"}', Content_Type="text/plain")
    assert isinstance(refused(make_client(strange.url)), MediaGone)
    strange.answers("/film", b'{"video_url":"http://x.qq.com/"}', Content_Type="text/plain")
    assert refused(make_client(strange.url)).code == "-1"
