"""What supervisors and administrators see of the faces at WeChat."""

from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_app.models import KfAccount, WeChatAccount
from console.models import Agent
from tests.conftest import signed_in
from tests.faces import given_to

LIST = reverse("admin:channels_app_kfaccount_changelist")
REASON = "WeChat has room for no more customer-service accounts: 100 at most."


@pytest.fixture
def refused(wechat: WeChatAccount, lin: Agent) -> KfAccount:
    """Lin's face found no room."""
    identity = given_to(lin, en="Lin")
    return KfAccount.objects.create(
        account=wechat,
        identity=identity,
        kf_account="g1@grata_demo",
        wanted_nickname="Lin",
        state="failed",
        error=REASON,
        error_code="65405",
        attempts=3,
    )


def test_a_supervisor_sees_in_words_how_each_stands_and_no_secret(
    refused: KfAccount, wechat: WeChatAccount, ana: Agent
) -> None:
    for url in (LIST, f"{LIST}?account__channel_ptr__exact={wechat.pk}", f"{LIST}?q=g1", _page(refused)):
        page = unescape(signed_in(ana).get(url).text)
        assert "g1@grata_demo" in page
        assert REASON in page
        assert wechat.app_secret not in page


def test_one_that_is_to_go_says_so(refused: KfAccount, ana: Agent) -> None:
    KfAccount.objects.update(identity=None)
    assert "To be removed" in signed_in(ana).get(LIST).text


def test_a_supervisor_has_a_refused_one_tried_again_and_the_log_says_so(refused: KfAccount, ana: Agent) -> None:
    page = signed_in(ana).post(LIST, {"action": "try_again", "_selected_action": [refused.pk]}, follow=True)
    assert "1 is tried again." in page.text
    refused.refresh_from_db()
    assert (refused.state, refused.attempts, refused.error) == ("due", 0, "")
    assert refused.due_at is not None
    assert refused.due_at <= timezone.now()
    assert LogEntry.objects.get().user == ana.user


@pytest.mark.parametrize("state", ["ready", "working", "due"])
def test_only_what_was_refused_is_tried_again(refused: KfAccount, ana: Agent, state: str) -> None:
    KfAccount.objects.update(state=state)
    before = KfAccount.objects.values().get()
    signed_in(ana).post(LIST, {"action": "try_again", "_selected_action": [refused.pk]})
    assert KfAccount.objects.values().get() == before


def test_nobody_adds_changes_or_deletes_one_by_hand(refused: KfAccount, ana: Agent, admin_client: Client) -> None:
    for browser in (signed_in(ana), admin_client):
        assert browser.get(reverse("admin:channels_app_kfaccount_add")).status_code == 403
        assert browser.post(_page(refused), {"kf_account": "x@y"}).status_code == 403
        delete = reverse("admin:channels_app_kfaccount_delete", args=[refused.pk])
        assert browser.post(delete, {"post": "yes"}).status_code == 403
    assert KfAccount.objects.get().kf_account == "g1@grata_demo"


def test_agents_and_strangers_do_not_come_near(refused: KfAccount, lin: Agent) -> None:
    for browser, status in ((signed_in(lin), 403), (Client(), 302)):
        assert browser.get(LIST).status_code == status
        assert browser.post(LIST, {"action": "try_again", "_selected_action": [refused.pk]}).status_code == status
    assert KfAccount.objects.get().state == "failed"


def test_the_accounts_own_page_lists_its_faces_and_a_new_ones_does_not(
    refused: KfAccount, wechat: WeChatAccount, wechat_plain: WeChatAccount, admin_client: Client
) -> None:
    page = unescape(admin_client.get(_account(wechat)).text)
    assert REASON in page
    assert _page(refused) in page
    for url in (_account(wechat_plain), reverse("admin:channels_app_wechataccount_add")):
        assert "g1@grata_demo" not in admin_client.get(url).text


@pytest.mark.parametrize(
    ("wechat_id", "words"),
    [
        ("harbour hotel", "letters, digits"),
        ("酒店", "letters, digits"),
        ("a@b", "letters, digits"),
        ("x" * 31, "at most 30"),
        ("Grata_Demo_Shop", "Another account has this"),
    ],
)
def test_a_wechat_id_that_can_not_be_one_is_refused_in_words(
    wechat: WeChatAccount, wechat_plain: WeChatAccount, admin_client: Client, wechat_id: str, words: str
) -> None:
    assert words in admin_client.post(_account(wechat), _form(wechat, wechat_id)).text
    wechat.refresh_from_db()
    assert wechat.wechat_id == "grata_demo"


def test_a_wechat_id_is_entered_and_taken_away(wechat: WeChatAccount, admin_client: Client) -> None:
    for wechat_id in ("", "harbour-hotel_1"):
        admin_client.post(_account(wechat), _form(wechat, wechat_id))
        wechat.refresh_from_db()
        assert wechat.wechat_id == wechat_id


def _page(row: KfAccount) -> str:
    return reverse("admin:channels_app_kfaccount_change", args=[row.pk])


def _account(account: WeChatAccount) -> str:
    return reverse("admin:channels_app_wechataccount_change", args=[account.pk])


def _form(account: WeChatAccount, wechat_id: str) -> dict[str, Any]:
    names = ("name", "slug", "original_id", "app_id", "mode", "window_seconds", "window_replies")
    limits = {"brief_seconds": 60, "brief_replies": 3}
    return {name: getattr(account, name) for name in names} | limits | {"wechat_id": wechat_id}
