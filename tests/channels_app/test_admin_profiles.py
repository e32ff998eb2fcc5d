"""What administrators are told about customers' profiles that WeChat and we do not share."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from channels_app.models import WeChatAccount, WeChatProfile
from console.models import Agent
from tests.conftest import signed_in, writes

LIST = "/admin/channels_app/wechatprofile/"
ACCOUNT = "/admin/channels_app/wechataccount/"


@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin@demo.test", password="harbour-view-7"))
    return client


@pytest.fixture
def troubled(wechat: WeChatAccount) -> WeChatProfile:
    """WeChat did not take two of 陈晓雨's tags."""
    customer = writes(wechat, "o-xiaoyu", "你好", name="陈晓雨").customer
    error = "WeChat does not know this tag. (<b>)\nThe tag's name is too long for WeChat. (海)"
    return WeChatProfile.objects.create(customer=customer, error=error, pushing={"remark": "secret"})


def test_troubles_are_listed_in_words_and_others_are_not(
    browser: Client, troubled: WeChatProfile, wechat: WeChatAccount
) -> None:
    WeChatProfile.objects.create(customer=writes(wechat, "o-wang", "你好", name="王建国").customer)
    page = browser.get(LIST).text
    assert "WeChat does not know this tag. (&lt;b&gt;)<br>The tag&#x27;s name is too long for WeChat. (海)" in page
    assert "陈晓雨" in page
    assert "王建国" not in page
    assert "too long" in browser.get(f"{LIST}{troubled.pk}/change/").text


def test_nobody_changes_or_deletes_them(browser: Client, troubled: WeChatProfile) -> None:
    for url in (f"{LIST}add/", f"{LIST}{troubled.pk}/delete/"):
        assert browser.post(url, {"post": "yes"}).status_code == 403
    assert browser.post(f"{LIST}{troubled.pk}/change/", {"remark": "x"}).status_code == 403
    assert WeChatProfile.objects.get() == troubled


def test_they_are_for_administrators(troubled: WeChatProfile, lin: Agent, ana: Agent) -> None:
    assert signed_in(lin).get(LIST).status_code == 403
    assert signed_in(ana).get(LIST).status_code == 403


@pytest.mark.parametrize(("hours", "is_told"), [(1, True), (-1, False)])
def test_an_account_says_why_it_compares_nothing_for_now(
    browser: Client, wechat: WeChatAccount, hours: int, is_told: bool
) -> None:
    reason = "WeChat does not let this account see and change remarks and tags: it is not verified."
    until = timezone.now() + timedelta(hours=hours)
    WeChatAccount.objects.update(profiles_rest_until=until, profiles_rest_reason=reason)
    for url in (ACCOUNT, f"{ACCOUNT}{wechat.pk}/change/"):
        assert (reason in browser.get(url).text) is is_told
