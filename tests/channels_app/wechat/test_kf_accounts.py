"""Agents' identities become customer-service accounts at WeChat, and go with them."""

from datetime import timedelta
from typing import Any

import pytest

from channels_app.models import KfAccount, WeChatAccount
from channels_app.wechat import kf_plan
from channels_app.wechat.adapter import client_for
from console.models import Agent, IdentityText
from tests.channels_app.wechat.kf import DELETE, kept, nicknames, picture_of, rename, requests, sweep, workers
from tests.conftest import person
from tests.faces import given_to, written
from tests.wechat_simulator.server import Simulator


@pytest.fixture(autouse=True)
def _at_once(eager: None) -> None:
    """A worker does at once what beat asks for."""


def test_an_identity_appears_at_wechat_with_its_chinese_name_and_its_face(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    identity = given_to(lin, en="Lin", zh_hans="林薇", avatar="green")
    sweep()
    (worker,) = workers(wechat)
    row = KfAccount.objects.get()
    assert (worker.nickname, worker.kf_account) == ("林薇", row.kf_account)
    assert picture_of(platform, worker) == kept(identity.texts.all()[0].avatar.name)
    assert (row.state, row.nickname, row.error, row.synced_at is not None) == ("ready", "林薇", "", True)


def test_what_has_not_changed_is_not_sent_again(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    given_to(lin, zh_hans="林薇", avatar="green")
    for _ in range(3):
        sweep(after=timedelta(days=1))
    assert requests(platform) == [1, 0, 0, 1]


def test_a_name_is_shortened_and_where_there_is_no_chinese_the_first_is_taken(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, en="Alexandra Johnson", zh_hant="林薇")
    sweep()
    assert nicknames(wechat) == ["Alexandra"]


def test_a_new_name_and_a_new_face_follow(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    identity = given_to(lin, zh_hans="林薇", avatar="green")
    sweep()
    rename(identity, "林 & <薇>")
    sweep()
    assert nicknames(wechat) == ["林 & <薇>"]
    red = written(identity, "en", "Lin", avatar="red").avatar.name
    IdentityText.objects.update(avatar=red)
    sweep()
    assert picture_of(platform, workers(wechat)[0]) == kept(red)
    assert requests(platform) == [1, 1, 0, 2]


def test_a_face_that_is_taken_away_is_gone_there_too(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    given_to(lin, zh_hans="林薇", avatar="green")
    sweep()
    IdentityText.objects.update(avatar="")
    sweep()
    (worker,) = workers(wechat)
    assert (worker.nickname, worker.avatar_url) == ("林薇", "")


@pytest.mark.parametrize("how", ["deleted", "unused", "left", "no WeChat ID"])
def test_what_nobody_uses_any_more_is_removed(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, marco: Agent, how: str
) -> None:
    identity = given_to(lin, zh_hans="林薇")
    given_to(marco, zh_hans="马可")
    sweep()
    if how == "deleted":
        identity.delete()
    elif how == "unused":
        Agent.objects.filter(pk=lin.pk).update(identity=None)
    elif how == "left":
        lin.user.is_active = False
        lin.user.save()
    else:
        WeChatAccount.objects.filter(pk=wechat.pk).update(wechat_id="")
    sweep()
    left = [] if how == "no WeChat ID" else ["马可"]
    assert nicknames(wechat) == left
    assert list(KfAccount.objects.values_list("nickname", flat=True)) == left


def test_an_identity_that_is_used_again_before_it_was_removed_stays(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    identity = given_to(lin, zh_hans="林薇", avatar="green")
    sweep()
    Agent.objects.update(identity=None)
    platform.control("faults", endpoint=DELETE, errcode=-1)
    sweep()
    assert KfAccount.objects.get().identity is None
    Agent.objects.update(identity=identity)
    sweep(after=timedelta(hours=1))
    row = KfAccount.objects.get()
    assert (row.identity, row.state) == (identity, "ready")
    assert nicknames(wechat) == ["林薇"]


def test_every_account_with_a_wechat_id_has_its_own(
    platform: Simulator, wechat: WeChatAccount, wechat_plain: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, zh_hans="林薇")
    sweep()
    assert nicknames(wechat) == nicknames(wechat_plain) == ["林薇"]
    assert {row.kf_account.partition("@")[2] for row in KfAccount.objects.all()} == {"grata_demo", "grata_demo_shop"}


def test_an_account_that_gets_its_wechat_id_gets_its_faces_and_with_another_id_new_ones(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, zh_hans="林薇")
    WeChatAccount.objects.update(wechat_id="")
    sweep()
    assert not KfAccount.objects.exists()
    WeChatAccount.objects.update(wechat_id="grata_demo")
    sweep()
    assert nicknames(wechat) == ["林薇"]
    platform.control("account", wechat_id="harbour-hotel")
    WeChatAccount.objects.update(wechat_id="harbour-hotel")
    sweep()
    assert [worker.kf_account.partition("@")[2] for worker in workers(wechat)] == ["harbour-hotel"]
    assert KfAccount.objects.get().state == "ready"


def test_one_that_is_there_already_is_taken_over(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    given_to(lin, zh_hans="林薇", avatar="green")
    kf_plan.compare()
    client_for(wechat).kf_add(KfAccount.objects.get().kf_account, "Somebody")
    sweep()
    (worker,) = workers(wechat)
    assert worker.nickname == "林薇"
    assert worker.avatar_url
    assert KfAccount.objects.get().state == "ready"


@pytest.mark.parametrize("change", ["name", "face"])
def test_one_that_somebody_removed_at_wechat_is_made_anew_with_its_face(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, change: str
) -> None:
    identity = given_to(lin, zh_hans="林薇", avatar="green")
    sweep()
    client_for(wechat).kf_delete(KfAccount.objects.get().kf_account)
    if change == "name":
        rename(identity, "林小薇")
    else:
        written(identity, "zh-hant", "林薇", avatar="red")
        IdentityText.objects.update(avatar=IdentityText.objects.get(language="zh-hant").avatar.name)
    for _ in range(2):
        sweep(after=timedelta(hours=1))
    (worker,) = workers(wechat)
    assert worker.nickname == ("林小薇" if change == "name" else "林薇")
    assert picture_of(platform, worker) == kept(IdentityText.objects.get(language="zh-hans").avatar.name)
    assert KfAccount.objects.get().state == "ready"


@pytest.mark.parametrize("code", [65401, 61452, 65404, 65400])
def test_what_is_not_there_need_not_be_removed(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, code: int
) -> None:
    given_to(lin, zh_hans="林薇")
    sweep()
    Agent.objects.update(identity=None)
    platform.control("faults", endpoint=DELETE, errcode=code)
    sweep()
    assert not KfAccount.objects.exists()


def test_the_hundred_and_first_is_told_so_and_comes_when_there_is_room(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, marco: Agent
) -> None:
    for number in range(99):
        client_for(wechat).kf_add(f"old_{number}@grata_demo", "Old")
    given_to(lin, zh_hans="林薇")
    given_to(marco, zh_hans="马可")
    sweep()
    assert [(row.nickname, row.state, row.error_code) for row in KfAccount.objects.all()] == [
        ("林薇", "ready", ""),
        ("", "failed", "65405"),
    ]
    assert "100 at most" in KfAccount.objects.get(state="failed").error
    Agent.objects.filter(pk=lin.pk).update(identity=None)
    for _ in range(2):
        sweep()
    assert [(row.nickname, row.state) for row in KfAccount.objects.all()] == [("马可", "ready")]


def test_an_identity_without_words_has_no_face_there(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    given_to(lin)
    given_to(person("eve@demo.test", "Eve"), zh_hans="\u3000 ")
    sweep()
    assert workers(wechat) == []


def test_looking_for_changes_costs_few_queries(
    wechat: WeChatAccount, wechat_plain: WeChatAccount, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        given_to(person(f"agent{number}@demo.test", "Agent"), zh_hans=f"客服{number}")
    kf_plan.compare()
    with django_assert_max_num_queries(5):
        kf_plan.compare()
