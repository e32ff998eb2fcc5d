"""Test connection: what an administrator is told about an account, and who may ask."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from channels_app.models import WeChatAccount
from channels_app.wechat import adapter
from channels_app.wechat.tokens import RedisTokenStore
from console.actions.pause_channel import pause_channel
from console.models import Agent
from tests.conftest import signed_in
from tests.wechat_simulator.server import Simulator, running

STABLE, STAFF = "/cgi-bin/stable_token", "/cgi-bin/customservice/getkflist"
LIST = "/admin/channels_app/wechataccount/"


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


def test_an_account_that_is_not_verified_is_told_so_and_stays_paused(
    simulator: Simulator, browser: Client, wechat: WeChatAccount
) -> None:
    pause_channel(wechat, reason="Something.")
    simulator.control("account", verified=False)
    assert "not verified" in told(browser, wechat)
    wechat.refresh_from_db()
    assert wechat.paused_at is not None


@pytest.mark.parametrize(("code", "words"), [(48004, "restricted"), (50002, "restricted")])
def test_an_account_that_wechat_has_restricted_is_told_so(
    simulator: Simulator, browser: Client, wechat: WeChatAccount, code: int, words: str
) -> None:
    simulator.control("faults", endpoint=STAFF, errcode=code)
    assert words in told(browser, wechat)


@pytest.mark.parametrize("code", [65400, 45009, -1])
def test_an_account_without_agents_names_works_all_the_same(
    simulator: Simulator, browser: Client, wechat: WeChatAccount, code: int
) -> None:
    simulator.control("faults", endpoint=STAFF, errcode=code)
    assert "The connection works." in told(browser, wechat)


def test_what_can_not_be_reached_is_told_so(browser: Client, wechat: WeChatAccount, settings: Any) -> None:
    settings.GRATA_WECHAT_API_URL = "http://127.0.0.1:9"
    assert "be reached from this server" in told(browser, wechat)


def test_an_account_that_is_not_there_is_not_found(browser: Client, wechat: WeChatAccount) -> None:
    assert browser.post(f"/admin/channels_app/wechataccount/{wechat.pk + 1}/test/").status_code == 404


def test_the_list_and_the_page_say_why_and_until_when_replies_are_held(browser: Client, wechat: WeChatAccount) -> None:
    tomorrow = timezone.now().replace(hour=16, minute=5) + timedelta(days=1)
    pause_channel(wechat, reason="The account's WeChat quota for today is used up.", until=tomorrow)
    for url in (LIST, f"{LIST}{wechat.pk}/change/"):
        page = unescape(browser.get(url).text)
        assert "quota for today is used up. Until" in page
        assert f"{tomorrow:%m/%d/%Y} 4:05 p.m." in page
        assert wechat.app_secret not in page


def test_an_account_needs_a_window_and_a_new_one_begins_with_wechats(
    browser: Client, wechat: WeChatAccount, settings: Any
) -> None:
    page = browser.get(f"{LIST}add/").text
    assert f'name="window_seconds" value="{settings.GRATA_WECHAT_WINDOW_SECONDS}"' in page
    assert f'name="window_replies" value="{settings.GRATA_WECHAT_WINDOW_REPLIES}"' in page
    form = {name: getattr(wechat, name) for name in ("name", "slug", "original_id", "app_id", "mode")}
    limits = {"window_replies": 7, "brief_seconds": 60, "brief_replies": 3}
    browser.post(f"{LIST}{wechat.pk}/change/", form | limits | {"window_seconds": ""})
    wechat.refresh_from_db()
    assert wechat.window_replies != 7
    browser.post(f"{LIST}{wechat.pk}/change/", form | limits | {"window_seconds": "3600"})
    wechat.refresh_from_db()
    assert (wechat.window_seconds, wechat.window_replies, wechat.app_secret) == (3600, 7, "demo-app-secret")


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
    assert signed_in(lin).post(url).status_code == 403
    assert signed_in(ana).post(url).status_code == 403
    assert browser.get(url).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="admin@demo.test"))
    assert strict.post(url).status_code == 403
