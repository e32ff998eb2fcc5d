"""The demo's pages."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, Client
from django.urls import reverse

PAGES = ["/demo/shop/", "/demo/phone/", "/demo/phone/api/state", "/demo/phone/api/media/m1"]
FILE_MOST = 12 * 1024 * 1024
REAL = httpx.AsyncClient


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.GRATA_DEMO = True
    settings.GRATA_SIMULATOR_URL = "http://wechat.example:9000"
    reverse("demo:phone")  # the addresses are read once, by whichever test is first, and must be so with the demo on


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """What reached the simulated WeChat."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(201, json={"id": 1})

    speak_through(monkeypatch, answer)
    return asked


def speak_through(monkeypatch: pytest.MonkeyPatch, answer: Callable[[httpx.Request], httpx.Response]) -> None:
    wire = httpx.MockTransport(answer)
    monkeypatch.setattr(httpx, "AsyncClient", lambda **options: REAL(transport=wire, **options))


@pytest.mark.parametrize("page", PAGES)
async def test_without_the_demo_there_are_no_demo_pages(settings: Any, page: str) -> None:
    settings.GRATA_DEMO = False
    assert (await AsyncClient().get(page)).status_code == 404


def test_the_shop_carries_the_script_tag_and_nothing_of_others() -> None:
    page = Client().get("/demo/shop/")
    assert '<script src="/webchat/demo/widget.js" async></script>' in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_phone_shows_pictures_from_anywhere_and_takes_nothing_else_from_others() -> None:
    rules = dict(rule.split(" ", 1) for rule in Client().get("/demo/phone/")["Content-Security-Policy"].split("; "))
    assert rules.pop("img-src").split() == ["'self'", "data:", "blob:", "http:", "https:"]
    assert set(rules.values()) == {"'self'", "'none'"}


async def test_the_phone_asks_the_simulator_for_news(simulator: list[httpx.Request]) -> None:
    answer = await AsyncClient().get("/demo/phone/api/state?since=3&wait=25")
    assert answer.status_code == 201
    assert str(simulator[0].url) == "http://wechat.example:9000/phone/state?since=3&wait=25"


async def test_the_phone_writes_through_the_simulator(simulator: list[httpx.Request]) -> None:
    said = {"account": "demo", "openid": "o1", "text": "你好"}
    await AsyncClient().post("/demo/phone/api/messages", json.dumps(said), content_type="application/json")
    assert json.loads(simulator[0].content) == said


async def test_events_go_the_same_way(simulator: list[httpx.Request]) -> None:
    event = {"account": "demo", "openid": "o1", "event": "subscribe"}
    await AsyncClient().post("/demo/phone/api/events", json.dumps(event), content_type="application/json")
    assert str(simulator[0].url) == "http://wechat.example:9000/phone/events"
    assert json.loads(simulator[0].content) == event


async def test_a_photo_goes_on_as_the_form_it_came_in(simulator: list[httpx.Request]) -> None:
    photo = SimpleUploadedFile("room.jpg", b"\xff\xd8\xff" + bytes(2_000_000), "image/jpeg")
    answer = await AsyncClient().post("/demo/phone/api/media", {"account": "demo", "media": photo})
    assert answer.status_code == 201
    assert simulator[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="media"; filename="room.jpg"' in simulator[0].content
    assert bytes(2_000_000) in simulator[0].content


@pytest.mark.parametrize(("what", "most"), [("media", FILE_MOST), ("messages", 100_000), ("events", 100_000)])
async def test_too_much_never_reaches_the_simulator(simulator: list[httpx.Request], what: str, most: int) -> None:
    path, sends = f"/demo/phone/api/{what}", "multipart/form-data; boundary=b"
    answer = await AsyncClient().post(path, bytes(most + 1), content_type=sends)
    assert answer.status_code == 413
    assert "too l" in answer.json()["error"]
    assert simulator == []


@pytest.mark.parametrize(
    "sends", ["text/plain", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded"]
)
async def test_only_the_kind_of_body_that_is_meant_is_announced(simulator: list[httpx.Request], sends: str) -> None:
    await AsyncClient().post("/demo/phone/api/messages", b"{}", content_type=sends)
    assert simulator[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["media/aB3_-x", "avatars/lin@grata_demo"])
@pytest.mark.parametrize("kind", ["image/jpeg", "audio/webm", "video/mp4"])
async def test_what_can_be_seen_or_heard_can_do_nothing_else(
    monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    speak_through(monkeypatch, lambda _request: httpx.Response(200, content=b"data", headers={"Content-Type": kind}))
    answer = await AsyncClient().get(f"/demo/phone/api/{path}")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"data", kind)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(("status", "told"), [(200, 502), (302, 502), (404, 404), (415, 415)])
async def test_a_page_of_the_simulators_is_never_shown(monkeypatch: pytest.MonkeyPatch, status: int, told: int) -> None:
    page = {"Content-Type": "text/html", "Location": "https://elsewhere.example/"}
    speak_through(monkeypatch, lambda _request: httpx.Response(status, content=b"<script>", headers=page))
    answer = await AsyncClient().get("/demo/phone/api/media/m1")
    assert (answer.status_code, answer.json()) == (told, {})


@pytest.mark.parametrize(
    "what",
    [
        "events",
        "media",
        "media/",
        "media/m1/more",
        "media/..%2Fstate",
        "media/m%0a",
        "avatars/lin",
        "avatars/..",
        "avatars/a@b%2F..%2F..%2F_control",
        "states",
        "..%2F_control%2Freset",
        "../_control/reset",
        "_control",
        "_control/reset",
        "%2F%2Felsewhere.example",
    ],
)
async def test_no_other_call_reaches_the_simulator(simulator: list[httpx.Request], what: str) -> None:
    assert (await AsyncClient().get(f"/demo/phone/api/{what}")).status_code == 404
    assert simulator == []


@pytest.mark.parametrize("what", ["state", "media/m1", "avatars/a@b", "_control/reset"])
async def test_no_other_thing_can_be_written(simulator: list[httpx.Request], what: str) -> None:
    answer = await AsyncClient().post(f"/demo/phone/api/{what}", "{}", content_type="application/json")
    assert answer.status_code == 404
    assert simulator == []


async def test_the_page_may_write_with_the_token_in_a_header(simulator: list[httpx.Request]) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    page = await client.get("/demo/phone/")
    token = page.content.decode().partition('data-csrf="')[2].partition('"')[0]
    photo = SimpleUploadedFile("room.jpg", b"photo", "image/jpeg")
    answer = await client.post("/demo/phone/api/media", {"media": photo}, headers={"X-CSRFToken": token})
    assert answer.status_code == 201
    assert b"photo" in simulator[0].content


async def test_a_form_elsewhere_can_not_send_a_photo_not_even_with_a_token_in_it(
    simulator: list[httpx.Request],
) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    page = await client.get("/demo/phone/")
    token = page.content.decode().partition('data-csrf="')[2].partition('"')[0]
    photo = SimpleUploadedFile("room.jpg", b"photo", "image/jpeg")
    answer = await client.post("/demo/phone/api/media", {"media": photo, "csrfmiddlewaretoken": token})
    assert answer.status_code == 403
    assert simulator == []


@pytest.mark.parametrize("what", ["messages", "events", "customers", "media"])
async def test_a_foreign_page_can_not_write_with_the_phone(simulator: list[httpx.Request], what: str) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    answer = await client.post(f"/demo/phone/api/{what}", "{}", content_type="application/json")
    assert answer.status_code == 403
    assert simulator == []


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout])
async def test_a_simulator_that_is_not_there_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, error: type[httpx.HTTPError]
) -> None:
    def away(_request: httpx.Request) -> httpx.Response:
        raise error("away")

    speak_through(monkeypatch, away)
    answer = await AsyncClient().get("/demo/phone/api/customers")
    assert answer.status_code == 502
    assert "make run" in answer.json()["error"]


async def test_without_a_simulator_that_is_said_too(settings: Any) -> None:
    settings.GRATA_SIMULATOR_URL = ""
    answer = await AsyncClient().get("/demo/phone/api/media/m1")
    assert answer.status_code == 502
    assert "make run" in answer.json()["error"]
