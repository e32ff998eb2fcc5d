"""WeChat's windows, quotas and refusals, as the outside sees them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.channels_app.wechat.files import MP4, jpeg
from tests.wechat_simulator.server import Simulator, running

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
UPLOAD = "/cgi-bin/media/upload"


@pytest.fixture(scope="module")
def wechat() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(wechat: Simulator) -> Simulator:
    wechat.control("reset")
    return wechat


def grant(simulator: Simulator, **changes: str) -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": "wx00000000000demo1", "secret": "demo-app-secret", **changes}
    answer: dict[str, Any] = simulator.post("/cgi-bin/stable_token", **asked)
    return answer


def post(simulator: Simulator, path: str, **body: Any) -> int:
    token = grant(simulator)["access_token"]
    answer = httpx.post(f"{simulator.url}{path}?access_token={token}", json=body, trust_env=False)
    return int(answer.json().get("errcode", 0))


def send(simulator: Simulator, msgtype: str = "text", content: Any = None) -> int:
    return post(simulator, SEND, touser=CHEN, msgtype=msgtype, **{msgtype: content or {"content": "ok"}})


def upload(simulator: Simulator, files: dict[str, Any] | None, kind: str = "image") -> dict[str, Any]:
    query = {"access_token": grant(simulator)["access_token"], "type": kind}
    answer = httpx.post(f"{simulator.url}{UPLOAD}", params=query, files=files, trust_env=False)
    found: dict[str, Any] = answer.json()
    return found


def fetched(simulator: Simulator, media_id: str) -> httpx.Response:
    query = {"access_token": grant(simulator)["access_token"], "media_id": media_id}
    return httpx.get(f"{simulator.url}/cgi-bin/media/get", params=query, trust_env=False)


@pytest.mark.parametrize("event", ["subscribe", "SCAN", "CLICK", "scancode_push", "scancode_waitmsg"])
def test_a_touch_opens_the_window_for_three_messages_and_a_minute(simulator: Simulator, event: str) -> None:
    simulator.post("/phone/events", account="demo", openid=CHEN, event=event)
    assert [send(simulator) for _ in range(4)] == [0, 0, 0, 45047]
    simulator.control("clock", advance=61)
    assert send(simulator) == 45015


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "pic_weixin", "location_select", "view_miniprogram"])
def test_other_events_open_no_window(simulator: Simulator, event: str) -> None:
    simulator.post("/phone/events", account="demo", openid=CHEN, event=event)
    assert send(simulator) == 45015


def test_a_tap_on_an_option_counts_as_a_touch_not_as_a_message(simulator: Simulator) -> None:
    simulator.post("/phone/messages", account="demo", openid=CHEN, kind="menu", text="满意")
    assert [send(simulator) for _ in range(4)] == [0, 0, 0, 45047]
    simulator.control("clock", advance=61)
    assert send(simulator) == 45015


def test_a_used_up_quota_is_there_again_the_next_day(simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")
    simulator.control("settings", quotas={SEND: 2})
    assert [send(simulator) for _ in range(3)] == [0, 0, 45009]
    assert post(simulator, TYPING, touser=CHEN, command="Typing") == 0
    simulator.control("clock", advance=86_400)
    assert send(simulator) == 0


@pytest.mark.parametrize(
    ("change", "errcode"),
    [({"app_id": "wx1"}, 40013), ({"app_secret": "x"}, 40125), ({"refused_ip": "203.0.113.9"}, 40164)],
)
def test_a_wrong_configuration_gets_no_token(simulator: Simulator, change: dict[str, Any], errcode: int) -> None:
    simulator.control("account", **change)
    answer = grant(simulator)
    assert answer["errcode"] == errcode
    assert change.get("refused_ip", "") in answer["errmsg"]
    assert grant(simulator, appid="wx00000000000demo2")["access_token"]


def test_an_account_that_is_not_verified_may_do_little(simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")
    simulator.control("account", verified=False)
    assert send(simulator) == 48001
    assert post(simulator, "/cgi-bin/tags/create", tag={"name": "x"}) == 48001
    token = grant(simulator)["access_token"]
    assert simulator.get("/cgi-bin/get_api_domain_ip", access_token=token)["ip_list"]


def test_the_sign_of_typing_has_its_rules(simulator: Simulator) -> None:
    def typing(command: str = "Typing") -> int:
        return post(simulator, TYPING, touser=CHEN, command=command)

    assert typing() == 45080
    simulator.say(CHEN, "你好")
    assert typing("Sleeping") == 45072
    assert [typing(), typing()] == [0, 45081]
    simulator.control("clock", advance=15)
    assert typing() == 0
    assert [typing("CancelTyping"), typing()] == [0, 0]
    assert send(simulator) == 0
    assert typing() == 0
    simulator.control("clock", advance=31)
    assert typing() == 45080


@pytest.mark.parametrize(
    ("msgtype", "content", "errcode"),
    [
        ("news", {"articles": {"title": "x"}}, 45162),
        ("news", {"articles": [{"title": "x"}, {"title": "y"}]}, 45008),
        ("news", {"articles": [{"url": "https://x.test"}]}, 47001),
        ("news", {"articles": ["x"]}, 47001),
        ("news", {"articles": []}, 47001),
        ("news", {"articles": [{"title": "x", "url": "https://x.test", "picurl": ""}]}, 0),
        ("image", {"media_id": "unknown"}, 40007),
        ("image", {}, 40007),
        ("sticker", {"media_id": "x"}, 40008),
    ],
)
def test_a_message_must_be_of_the_right_shape(
    simulator: Simulator, msgtype: str, content: dict[str, Any], errcode: int
) -> None:
    simulator.say(CHEN, "你好")
    body = {"touser": CHEN, "msgtype": msgtype, msgtype: content}
    assert post(simulator, SEND, **body) == errcode


def test_a_file_is_of_one_kind_and_one_account(simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")
    media_id = upload(simulator, {"media": ("a.jpg", jpeg())})["media_id"]
    assert send(simulator, "voice", {"media_id": media_id}) == 40007
    assert send(simulator, "image", {"media_id": media_id}) == 0
    other = grant(simulator, appid="wx00000000000demo2")["access_token"]
    assert simulator.get("/cgi-bin/media/get", access_token=other, media_id=media_id)["errcode"] == 40007


@pytest.mark.parametrize(
    ("files", "errcode"),
    [
        (None, 41005),
        ({"file": ("a.jpg", jpeg())}, 41005),
        ({"media": (None, jpeg())}, 41005),
        ({"media": ("a.jpg", b"")}, 44001),
        ({"media": ("a", jpeg())}, 40005),
    ],
)
def test_a_form_must_hold_the_file_where_wechat_looks(
    simulator: Simulator, files: dict[str, Any] | None, errcode: int
) -> None:
    assert upload(simulator, files)["errcode"] == errcode


def test_a_thumb_has_a_name_of_its_own(simulator: Simulator) -> None:
    answer = upload(simulator, {"media": ("a.jpg", jpeg())}, "thumb")
    assert answer["thumb_media_id"]
    assert "media_id" not in answer


def test_a_film_is_a_link_and_a_picture_a_file(simulator: Simulator) -> None:
    picture = simulator.add_file(jpeg())
    answer = fetched(simulator, picture)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == f'attachment; filename="{picture}.jpg"'
    assert answer.content == jpeg()
    film = simulator.add_file(MP4)
    link = fetched(simulator, film).json()["video_url"]
    assert httpx.get(link, trust_env=False).content == MP4


def test_a_sign_of_typing_wakes_a_waiting_page(simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")
    token = grant(simulator)["access_token"]
    seq = simulator.get("/phone/state")["seq"]
    httpx.post(
        f"{simulator.url}{TYPING}?access_token={token}", json={"touser": CHEN, "command": "Typing"}, trust_env=False
    )
    state = simulator.get("/phone/state", since=seq, wait=25, openid=CHEN)
    assert {one["openid"]: one["typing_seconds"] > 0 for one in state["customers"]}[CHEN]
