"""The short way of webhooks: as safe as the long one where it matters to machines."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import Client

from channels_app.models import WeChatAccount
from grata_site import doors
from grata_site.asgi import application
from history.models import Message
from tests.wechat_simulator.accounts import DEMO
from tests.wechat_simulator.wire import push, xml

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]
NOW = 1_800_000_000


@pytest_asyncio.fixture
async def peer() -> AsyncIterator[httpx.AsyncClient]:
    """Whoever posts to us, over the whole application."""
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
    for _thread in range(doors.THREADS):
        await sync_to_async(doors._threads.submit(connections.close_all).result)(5)


def _letter() -> tuple[str, bytes]:
    words = {"ToUserName": DEMO[0].original_id, "FromUserName": "oDoor", "CreateTime": NOW, "MsgId": 1}
    return push(DEMO[0], "oDoor", xml(words | {"MsgType": "text", "Content": "你好"}), NOW)


async def test_a_delivery_is_stored_by_a_thread_of_the_doors_and_answered(
    peer: httpx.AsyncClient, wechat: WeChatAccount
) -> None:
    query, body = _letter()
    answer = await peer.post(f"/channels/wechat/{wechat.slug}/?{query}", content=body)
    assert (answer.status_code, answer.text) == (200, "success")
    assert await Message.objects.filter(author="customer").acount() == 1


async def test_an_answer_makes_no_session_and_its_type_is_not_to_be_guessed(
    peer: httpx.AsyncClient, wechat: WeChatAccount
) -> None:
    query, body = _letter()
    answer = await peer.post(f"/channels/wechat/{wechat.slug}/?{query}", content=body)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize("path", ["/channels/", "/channels/nowhere/", "/channels/wechat/nobody/", "/healthz/x"])
async def test_where_there_is_no_door_there_is_nothing(peer: httpx.AsyncClient, path: str) -> None:
    assert (await peer.get(path)).status_code == 404


async def test_a_foreign_host_is_refused_at_the_doors_too(peer: httpx.AsyncClient, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    assert (await peer.get("/healthz", headers={"host": "evil.example"})).status_code == 400


def test_a_view_that_breaks_is_an_error_of_ours_and_no_more(wechat: WeChatAccount, monkeypatch: Any) -> None:
    monkeypatch.setattr("channels_app.wechat.webhook._receive", lambda *_given: 1 / 0)
    query, body = _letter()
    browser = Client(raise_request_exception=False)
    answer = browser.post(f"/channels/wechat/{wechat.slug}/?{query}", body, content_type="text/xml")
    assert answer.status_code == 500
    assert b"ZeroDivision" not in answer.content


async def test_whoever_hangs_up_in_the_middle_is_forgotten() -> None:
    sent = list[Any]()
    heard = iter([{"type": "http.request", "body": b"<xml>", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(heard)

    async def send(event: Any) -> None:
        sent.append(event)

    scope = {"type": "http", "method": "POST", "path": "/channels/wechat/demo/", "headers": [], "query_string": b""}
    await application(scope, receive, send)
    assert sent == []
