"""The demo's pages."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.test import AsyncClient, Client

PAGES = ["/demo/shop/", "/demo/phone/", "/demo/phone/api/state"]
REAL = httpx.AsyncClient


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.GRATA_DEMO = True
    settings.GRATA_SIMULATOR_URL = "http://wechat.example:9000"


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


async def test_the_phone_asks_the_simulator_for_news(simulator: list[httpx.Request]) -> None:
    answer = await AsyncClient().get("/demo/phone/api/state?since=3&wait=25")
    assert answer.status_code == 201
    assert str(simulator[0].url) == "http://wechat.example:9000/phone/state?since=3&wait=25"


async def test_the_phone_writes_through_the_simulator(simulator: list[httpx.Request]) -> None:
    said = {"account": "demo", "openid": "o1", "text": "你好"}
    await AsyncClient().post("/demo/phone/api/messages", json.dumps(said), content_type="application/json")
    assert json.loads(simulator[0].content) == said


@pytest.mark.parametrize("what", ["events", "..%2F_control%2Freset", "_control"])
async def test_no_other_call_reaches_the_simulator(simulator: list[httpx.Request], what: str) -> None:
    assert (await AsyncClient().get(f"/demo/phone/api/{what}")).status_code == 404
    assert simulator == []


async def test_a_foreign_page_can_not_write_with_the_phone(simulator: list[httpx.Request]) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    answer = await client.post("/demo/phone/api/messages", "{}", content_type="application/json")
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
