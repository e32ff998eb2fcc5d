"""Customer-service accounts come to what they should be whatever happens on the way, and what can not be says why."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cards import pictures
from channels_app.adapters import DeliveryError
from channels_app.models import KfAccount, WeChatAccount
from channels_app.wechat import kf_plan, kf_rows, kf_sync
from channels_app.wechat.adapter import client_for
from console.actions.resume_channel import resume_channel
from console.avatars import AVATARS
from console.models import Agent
from tests.channels_app.wechat.kf import ADD, AVATAR, kept, nicknames, rename, requests, sweep, workers
from tests.faces import given_to
from tests.together import at_once
from tests.wechat_simulator.server import Simulator


@pytest.fixture(autouse=True)
def _at_once(eager: None) -> None:
    """A worker does at once what beat asks for."""


@pytest.mark.parametrize("endpoint", [ADD, AVATAR])
@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "bad_gateway", "html"])
def test_a_lost_answer_is_healed_by_asking_again(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, endpoint: str, fault: str
) -> None:
    given_to(lin, zh_hans="林薇", avatar="green")
    platform.control("faults", endpoint=endpoint, fault=fault)
    sweep()
    row = KfAccount.objects.get()
    assert row.state == "due"
    assert row.error
    assert kf_rows.due() == []  # not at once
    sweep(after=timedelta(minutes=1))
    (worker,) = workers(wechat)
    assert (worker.nickname, bool(worker.avatar_url)) == ("林薇", True)
    assert KfAccount.objects.get().state == "ready"


@pytest.mark.parametrize("died", ["before anything", "after it was added", "after all of it"])
def test_a_worker_that_died_is_made_up_for_when_its_time_is_over(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, died: str
) -> None:
    identity = given_to(lin, zh_hans="林薇", avatar="green")
    kf_plan.compare()
    row = kf_rows.take(KfAccount.objects.get().pk)
    assert row is not None
    if died != "before anything":
        client_for(wechat).kf_add(row.kf_account, "林薇")
    if died == "after all of it":
        client_for(wechat).kf_set_avatar(row.kf_account, kept(identity.texts.all()[0].avatar.name))
    sweep()
    assert KfAccount.objects.get().state == "working"
    sweep(after=kf_rows.LEASE)
    (worker,) = workers(wechat)
    assert (worker.nickname, bool(worker.avatar_url)) == ("林薇", True)
    assert KfAccount.objects.get().state == "ready"


def test_a_worker_that_died_after_a_removal_leaves_nothing(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, zh_hans="林薇")
    sweep()
    Agent.objects.update(identity=None)
    kf_plan.compare()
    row = kf_rows.take(KfAccount.objects.get().pk)
    assert row is not None
    client_for(wechat).kf_delete(row.kf_account)
    sweep(after=kf_rows.LEASE)
    assert not KfAccount.objects.exists()


def test_what_changes_while_a_worker_has_it_is_done_after_it(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    identity = given_to(lin, zh_hans="林薇")
    kf_plan.compare()
    row = kf_rows.take(KfAccount.objects.get().pk)
    assert row is not None
    rename(identity, "林小薇")
    sweep()
    assert workers(wechat) == []  # nobody takes it from the first, so that the older name can't come last
    kf_sync._attempt(row)()
    assert KfAccount.objects.get().state == "due"
    sweep()
    assert nicknames(wechat) == ["林小薇"]
    assert KfAccount.objects.get().state == "ready"


def test_an_outcome_that_comes_after_its_time_counts_no_more(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, zh_hans="林薇")
    kf_plan.compare()
    slow = kf_rows.take(KfAccount.objects.get().pk)
    assert slow is not None
    sweep(after=kf_rows.LEASE)
    kf_rows.refuse(slow, DeliveryError("Too late."))
    kf_rows.forget(slow)
    assert KfAccount.objects.get().state == "ready"


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ask_wechat_once(platform: Simulator, wechat: WeChatAccount, lin: Agent) -> None:
    given_to(lin, zh_hans="林薇", avatar="green")
    at_once([kf_plan.compare] * 4)
    row = KfAccount.objects.get()
    at_once([partial(kf_sync.sync, row.pk)] * 4)
    assert requests(platform) == [1, 0, 0, 1]
    assert KfAccount.objects.get().state == "ready"


@pytest.mark.parametrize(
    ("endpoint", "code", "words"),
    [
        (ADD, 65400, "not enabled"),
        (ADD, 65403, "nickname"),
        (ADD, 65404, "account name"),
        (ADD, 65405, "100 at most"),
        (ADD, 48001, "not verified"),
        (ADD, 99999, "(99999)"),
        (AVATAR, 40005, "type or size"),
        (AVATAR, 45001, "type or size"),
    ],
)
def test_what_wechat_refuses_says_why_and_waits_for_a_change(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, endpoint: str, code: int, words: str
) -> None:
    identity = given_to(lin, zh_hans="林薇", avatar="green")
    platform.control("faults", endpoint=endpoint, errcode=code)
    for _ in range(3):
        sweep(after=timedelta(days=1))
    row = KfAccount.objects.get()
    assert (row.state, row.error_code) == ("failed", str(code))
    assert words in row.error
    assert platform.count(endpoint) == 1
    wechat.refresh_from_db()
    assert wechat.paused_at is None  # whether replies leave, they find out themselves
    rename(identity, "林小薇")
    sweep()
    assert nicknames(wechat) == ["林小薇"]
    row.refresh_from_db()
    assert (row.state, row.error, row.error_code) == ("ready", "", "")


@pytest.mark.parametrize("code", [-1, 61450, 45011])
def test_what_passes_is_tried_again_later_and_later(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, code: int
) -> None:
    given_to(lin, zh_hans="林薇")
    platform.control("faults", endpoint=ADD, errcode=code, times=10)
    waits = []
    for _ in range(10):
        sweep(after=timedelta(days=1))
        due = KfAccount.objects.get().due_at
        assert due is not None
        waits.append((due - timezone.now()).total_seconds())
    assert waits[0] < waits[-1] <= kf_sync.WAIT_MOST * 1.25
    sweep(after=timedelta(days=1))
    assert KfAccount.objects.get().state == "ready"


def test_a_quota_that_is_used_up_holds_faces_and_no_replies(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, zh_hans="林薇")
    platform.control("faults", endpoint=ADD, errcode=45009)
    sweep()
    row = KfAccount.objects.get()
    assert (row.state, row.attempts) == ("due", 0)
    assert "quota" in row.error
    wechat.refresh_from_db()
    assert wechat.paused_at is None
    sweep(after=timedelta(days=1))
    assert nicknames(wechat) == ["林薇"]


@pytest.mark.parametrize("code", [40013, 40125, 40164, 48004, 50002])
def test_a_wrong_configuration_pauses_the_account_and_it_goes_on_when_that_is_mended(
    platform: Simulator, wechat: WeChatAccount, lin: Agent, marco: Agent, code: int
) -> None:
    given_to(lin, zh_hans="林薇")
    platform.control("faults", endpoint=ADD, errcode=code)
    sweep()
    wechat.refresh_from_db()
    assert wechat.paused_at is not None
    assert wechat.paused_reason
    given_to(marco, zh_hans="马可")
    sweep(after=timedelta(days=1))
    assert platform.count(ADD) == 1
    resume_channel(wechat)
    sweep()
    assert nicknames(wechat) == ["林薇", "马可"]


def test_one_account_in_trouble_keeps_no_other_from_its_faces(
    platform: Simulator, wechat: WeChatAccount, wechat_plain: WeChatAccount, lin: Agent
) -> None:
    given_to(lin, zh_hans="林薇")
    platform.control("account", kf_enabled=False)
    sweep()
    assert KfAccount.objects.get(account=wechat).state == "failed"
    assert nicknames(wechat_plain) == ["林薇"]


def test_a_picture_that_can_not_be_read_is_tried_again_and_costs_no_name(
    platform: Simulator, wechat: WeChatAccount, lin: Agent
) -> None:
    identity = given_to(lin, zh_hans="林薇", avatar="purple")
    name = str(identity.texts.all()[0].avatar.name)
    content = kept(name)
    default_storage.delete(name)
    sweep()
    row = KfAccount.objects.get()
    assert (row.state, row.nickname) == ("due", "林薇")
    assert "picture" in row.error
    default_storage.save(name, ContentFile(content))
    sweep(after=timedelta(hours=1))
    assert workers(wechat)[0].avatar_url
    assert KfAccount.objects.get().avatar_digest == pictures.sha_of(name, AVATARS)
