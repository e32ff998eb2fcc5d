"""One access token for all threads and processes."""

import logging
import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import redis

from channels_app.wechat import tokens
from channels_app.wechat.tokens import RedisTokenStore, Token, TokenBusyError
from tests.channels_app.wechat.conftest import MakeClient
from tests.channels_app.wechat.token_worker import ask_at_once
from tests.wechat_simulator.server import Simulator

APP = "wx00000000000demo1"
CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
STABLE = "/cgi-bin/stable_token"
NO_REDIS = "unix:///nowhere/redis.sock"


def test_sixteen_threads_fetch_one_token(make_client: MakeClient, simulator: Simulator, redis_url: str) -> None:
    simulator.control("faults", endpoint=STABLE, fault="slow", seconds=0.2, times=16)
    clients = [make_client(tokens=RedisTokenStore.from_url(redis_url)) for _ in range(16)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda client: client.user_info(CHEN), clients))
    assert [answer["openid"] for answer in answers] == [CHEN] * 16
    assert simulator.count(STABLE) == 1


def test_sixteen_processes_fetch_one_token(simulator: Simulator, redis_url: str) -> None:
    simulator.control("faults", endpoint=STABLE, fault="slow", seconds=0.5, times=16)
    parent = multiprocessing.get_context("spawn").Process(target=ask_at_once, args=(16, simulator.url, redis_url))
    parent.start()
    parent.join(90)
    assert parent.exitcode == 0
    assert simulator.count("/cgi-bin/user/info") == 16
    assert simulator.count(STABLE) == 1


def test_sixteen_threads_replace_a_refused_token_once(make_client: MakeClient, simulator: Simulator) -> None:
    client = make_client()
    client.user_info(CHEN)
    simulator.control("tokens", do="revoke")
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(client.user_info, [CHEN] * 16))
    assert simulator.count(STABLE) == 2


def test_a_token_outlives_neither_its_time_nor_a_drop(store: RedisTokenStore, redis_url: str) -> None:
    store.put(APP, Token("first", 7200))
    with redis.Redis.from_url(redis_url) as client:
        assert 6890 <= int(client.ttl(f"grata:wechat:token:{APP}")) <= 6900
    store.drop(APP, "another")
    assert store.get(APP) == Token("first", 7200)
    store.drop(APP, "first")
    assert store.get(APP) is None


def test_a_token_near_its_end_is_used_for_half_a_minute(store: RedisTokenStore, redis_url: str) -> None:
    store.put(APP, Token("short", 300))
    with redis.Redis.from_url(redis_url) as client:
        assert 28 <= int(client.ttl(f"grata:wechat:token:{APP}")) <= 30


def test_accounts_do_not_share_tokens(store: RedisTokenStore) -> None:
    store.put(APP, Token("one", 7200))
    assert store.get("wx00000000000demo2") is None


def test_nobody_waits_for_ever_for_who_is_fetching(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LOCK_WAIT", 0.1)
    with RedisTokenStore.from_url(redis_url).lock(APP), pytest.raises(TokenBusyError):
        RedisTokenStore.from_url(redis_url).lock(APP).__enter__()


def test_the_lock_of_a_process_that_died_opens_by_itself(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LOCK_LIFE", 50)
    died = RedisTokenStore.from_url(redis_url).lock(APP)
    died.__enter__()
    with RedisTokenStore.from_url(redis_url).lock(APP):
        monkeypatch.setattr(tokens, "LOCK_LIFE", 60_000)
        monkeypatch.setattr(tokens, "LOCK_WAIT", 0.1)


def test_who_held_a_lock_too_long_does_not_take_it_from_the_next(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LOCK_LIFE", 50)
    slow = RedisTokenStore.from_url(redis_url).lock(APP)
    slow.__enter__()
    monkeypatch.setattr(tokens, "LOCK_LIFE", 60_000)
    with RedisTokenStore.from_url(redis_url).lock(APP):
        slow.__exit__(None, None, None)
        monkeypatch.setattr(tokens, "LOCK_WAIT", 0.1)
        with pytest.raises(TokenBusyError):
            RedisTokenStore.from_url(redis_url).lock(APP).__enter__()


def test_without_redis_threads_still_share_one_token(make_client: MakeClient, simulator: Simulator) -> None:
    client = make_client(tokens=RedisTokenStore.from_url(NO_REDIS))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(client.user_info, [CHEN] * 8))
    assert simulator.count(STABLE) == 1
    simulator.control("tokens", do="revoke")
    assert client.user_info(CHEN)["subscribe"] == 1
    assert simulator.count(STABLE) == 2


def test_secrets_reach_neither_logs_nor_reprs(
    make_client: MakeClient, simulator: Simulator, store: RedisTokenStore, caplog: pytest.LogCaptureFixture
) -> None:
    client = make_client()
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpx"):
        caplog.set_level(logging.DEBUG, logger="httpcore")
        client.user_info(CHEN)
        simulator.control("faults", endpoint="/cgi-bin/user/info", fault="bad_gateway")
        with pytest.raises(Exception, match="busy"):
            client.user_info(CHEN)
    token = store.get(APP)
    assert token is not None
    assert "/cgi-bin/user/info" in caplog.text
    for shown in (caplog.text, repr(token), repr(client), repr(vars(store))):
        assert token.value not in shown
        assert "demo-app-secret" not in shown


def test_the_lock_is_free_again_after_an_error(store: RedisTokenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LOCK_WAIT", 0.1)
    with pytest.raises(httpx.ReadError), store.lock(APP):
        raise httpx.ReadError("lost")
    entered = threading.Event()
    with store.lock(APP):
        entered.set()
    assert entered.is_set()
