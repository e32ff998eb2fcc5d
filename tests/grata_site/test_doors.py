"""The short ways of webhooks, as safe as the long one where it matters to machines, and of consoles."""

import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.core.signals import request_finished
from django.db import connection, connections
from django.test import Client

from channels_app.models import WebChatSite, WeChatAccount
from console.actions.claim import claim
from console.models import Agent
from grata_site.asgi import application, entrance
from history.models import Conversation, Message
from tests.conftest import signed_in, writes
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
    for threads in (entrance.doors.threads, entrance.console.threads):
        await sync_to_async(threads.submit(connections.close_all).result)(5)


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


async def test_a_console_is_answered_by_one_thread_from_beginning_to_end(
    peer: httpx.AsyncClient, lin: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[str]()
    monkeypatch.setattr("console.views.pages.heartbeat", lambda _agent: seen.append(threading.current_thread().name))
    request_finished.connect(note := lambda **_named: seen.append(threading.current_thread().name))
    page = await peer.get("/console/", headers=await _cookie(lin))
    request_finished.disconnect(note)
    assert page.status_code == 200
    assert len(set(seen)) == 1
    assert seen[0].startswith("console")


@pytest.mark.parametrize("path", ["/console/files/7/original/", "/console/chats/7/uploads/"])
async def test_what_may_wait_for_a_storage_holds_up_no_other_console(
    peer: httpx.AsyncClient, lin: Agent, path: str
) -> None:
    names, cookie = list[str](), await _cookie(lin)
    request_finished.connect(note := lambda **_named: names.append(threading.current_thread().name))
    await peer.get(path, headers=cookie)
    request_finished.disconnect(note)
    assert names
    assert not [name for name in names if name.startswith("console")]


async def test_an_answer_that_is_written_while_it_is_read_comes_whole_and_leaves_no_connection(
    peer: httpx.AsyncClient, site: WebChatSite, waiting: Conversation, lin: Agent
) -> None:
    await sync_to_async(claim)(waiting, agent=lin)
    await sync_to_async(writes)(site, "daniel", "Is it long? " * 200)
    cookie, before = await _cookie(lin), await sync_to_async(_connections)()
    transcript = await peer.get(f"/console/chats/{waiting.pk}/transcript/", headers=cookie)
    assert transcript.status_code == 200
    assert "Is it long? " * 200 in transcript.text.replace("\n", " ")
    assert await sync_to_async(_connections)() == before


async def _cookie(agent: Agent) -> dict[str, str]:
    browser = await sync_to_async(signed_in)(agent)
    return {"cookie": browser.cookies.output(header="", attrs=[]).strip()}


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
