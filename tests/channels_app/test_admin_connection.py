"""Test connection: what an administrator is told about an account, and who may ask."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from channels_app.models import WeChatAccount
from channels_app.wechat import adapter
from channels_app.wechat.tokens import RedisTokenStore
from console.actions.pause_channel import pause_channel
from console.models import Agent
from tests.conftest import signed_in
from tests.wechat_simulator.server import Simulator, running

STABLE = "/cgi-bin/stable_token"


@pytest.fixture(scope="module")
def wechat_itself() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(wechat_itself: Simulator, settings: Any) -> Simulator:
    wechat_itself.control("reset")
    settings.GRATA_WECHAT_API_URL = wechat_itself.url
    RedisTokenStore.from_url(settings.REDIS_URL)._redis.flushdb()
    adapter._tokens.cache_clear()
    return wechat_itself


@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin@demo.test", password="harbour-view-7"))
    return client


def told(browser: Client, account: WeChatAccount) -> str:
    return browser.post(f"/admin/channels_app/wechataccount/{account.pk}/test/", follow=True).text


def test_an_account_that_works_is_told_so_and_held_replies_leave_again(
    simulator: Simulator, browser: Client, wechat: WeChatAccount
) -> None:
    assert "The connection works." in told(browser, wechat)
    pause_channel(wechat, reason="WeChat does not accept the AppSecret. An administrator must correct it.")
    assert "Replies leave again." in told(browser, wechat)
    wechat.refresh_from_db()
    assert wechat.paused_at is None


def test_an_account_that_is_not_verified_is_told_so(
    simulator: Simulator, browser: Client, wechat: WeChatAccount
) -> None:
    simulator.control("faults", endpoint="/cgi-bin/customservice/getkflist", errcode=48001)
    assert "not verified" in told(browser, wechat)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"errcode": 40125}, "AppSecret"),
        ({"errcode": 40013}, "AppID"),
        ({"errcode": 40164, "errmsg": "invalid ip 203.0.113.9, not in whitelist"}, "203.0.113.9"),
        ({"fault": "bad_gateway"}, "not WeChat"),
    ],
)
def test_what_is_wrong_is_told_in_words_and_replies_stay_held(
    simulator: Simulator, browser: Client, wechat: WeChatAccount, fault: dict[str, Any], words: str
) -> None:
    pause_channel(wechat, reason="Something.")
    simulator.control("faults", endpoint=STABLE, **fault)
    page = told(browser, wechat)
    assert words in page
    assert wechat.app_secret not in page
    wechat.refresh_from_db()
    assert wechat.paused_at is not None


def test_only_administrators_may_ask_and_only_by_a_form_of_ours(
    browser: Client, wechat: WeChatAccount, lin: Agent, ana: Agent
) -> None:
    url = f"/admin/channels_app/wechataccount/{wechat.pk}/test/"
    assert signed_in(lin).post(url).status_code == 302  # to the admin's own door
    assert signed_in(ana).post(url).status_code == 403
    assert browser.get(url).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="admin@demo.test"))
    assert strict.post(url).status_code == 403
