"""What WeChat does not take of a customer's name and tags, and what goes wrong on the way."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from channels_app.models import WeChatAccount, WeChatProfile, WeChatTag
from channels_app.wechat import profiles, tasks
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.trial import try_connection
from console.models import Agent
from history.models import Conversation, Customer
from tests.channels_app.wechat.back_end import (
    CREATE,
    GIVE,
    INFO,
    REMARK,
    TAKE,
    Meanwhile,
    break_down,
    compared,
    die,
    is_settled,
    known,
    looks_again,
    name,
    profile,
    tag,
    tags_there,
    there,
    untag,
)
from tests.conftest import writes
from tests.together import at_once
from tests.wechat_simulator.server import Simulator


def test_what_wechat_has_no_room_for_is_said_and_the_rest_goes_on(
    back_end: WeChatClient, in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    name(in_step, lin, "陈晓雨")
    tag(in_step, lin, "长" * 11, "星标组", "VIP")
    compared()
    assert there(back_end) == ("陈晓雨", ["VIP"])
    assert len(known()[1]) == 3
    assert profile().error.split("\n") == [
        "WeChat does not know this tag. (星标组)",
        f"The tag's name is too long for WeChat. ({'长' * 11})",
    ]
    assert is_settled()
    looks_again(in_step)
    compared()
    assert len(known()[1]) == 3


@pytest.mark.parametrize(
    ("endpoint", "errcode", "words"),
    [
        (CREATE, 45056, "no more tags"),
        (CREATE, 45157, "does not allow the name"),
        (CREATE, 45158, "too long"),
        (GIVE, 45059, "as many tags as WeChat allows"),
        (GIVE, 45057, "So many customers"),
        (REMARK, 40035, "could not read"),
        (GIVE, 99999, "99999"),
    ],
)
def test_a_refusal_concerns_one_thing_alone(
    back_end: WeChatClient,
    in_step: Conversation,
    lin: Agent,
    platform: Simulator,
    endpoint: str,
    errcode: int,
    words: str,
) -> None:
    name(in_step, lin, "陈晓雨")
    tag(in_step, lin, "A", "B")
    platform.control("faults", endpoint=endpoint, errcode=errcode)
    compared()
    remark, tags = there(back_end)
    assert (remark, tags) in [("陈晓雨", ["B"]), ("", ["A", "B"])]
    assert words in profile().error
    assert known() == ("陈晓雨", ["A", "B"])
    assert is_settled()
    looks_again(in_step)
    compared()
    assert known() == ("陈晓雨", ["A", "B"])
    assert there(back_end)[1] == (["B", "A"] if tags == ["B"] else ["A", "B"])


def test_a_tag_that_wechat_would_not_take_off_is_tried_again_next_time(
    back_end: WeChatClient, in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    tag(in_step, lin, "A")
    compared()
    untag(in_step, lin, "A")
    platform.control("faults", endpoint=TAKE, errcode=45057)
    compared()
    assert (known()[1], there(back_end)[1]) == ([], ["A"])
    looks_again(in_step)
    compared()
    assert (known()[1], there(back_end)[1]) == ([], [])


def test_a_tag_that_somebody_made_or_deleted_there_in_between_is_found_or_made_again(
    back_end: WeChatClient, in_step: Conversation, lin: Agent, wechat: WeChatAccount
) -> None:
    WeChatAccount.objects.update(tags_read_at=timezone.now())
    back_end.tag_create("A")
    WeChatTag.objects.create(account=wechat, tag_id=777, name="B")
    tag(in_step, lin, "A", "B")
    compared()
    assert (there(back_end)[1], profile().error) == (["A", "B"], "")


def test_more_tags_than_we_have_room_for_are_left_at_wechat(
    back_end: WeChatClient, in_step: Conversation, lin: Agent
) -> None:
    tag(in_step, lin, *(f"ours {number:02}" for number in range(19)))
    tags_there(back_end, "theirs 1", "theirs 2")
    compared()
    assert len(known()[1]) == 20
    assert "not all of WeChat's" in profile().error
    looks_again(in_step)
    compared()
    assert "theirs 2" in there(back_end)[1]


@pytest.mark.parametrize("errcode", [40003, 43004])
def test_a_customer_whom_wechat_does_not_know_is_left_alone(
    in_step: Conversation, lin: Agent, platform: Simulator, errcode: int
) -> None:
    tag(in_step, lin, "A")
    platform.control("faults", endpoint=INFO, errcode=errcode)
    compared()
    asked = platform.count(INFO)
    compared()
    assert platform.count(INFO) == asked
    assert profile().error
    assert known()[1] == ["A"]


def test_who_unsubscribed_is_skipped(in_step: Conversation, lin: Agent, platform: Simulator) -> None:
    asked = platform.count(INFO)
    tag(in_step, lin, "A")
    Customer.objects.update(left_at=timezone.now())
    compared()
    profiles.compare(Customer.objects.get().pk)
    assert platform.count(INFO) == asked
    Customer.objects.update(left_at=None)
    compared()
    assert platform.count(INFO) == asked + 1


def test_who_unsubscribed_without_a_word_to_us_keeps_what_we_know(
    in_step: Conversation, lin: Agent, platform: Simulator, impostor_info: Any
) -> None:
    tag(in_step, lin, "A")
    impostor_info(subscribe=0)
    compared()
    assert known()[1] == ["A"]
    assert profile().error == "The customer does not follow the WeChat account any more."
    assert is_settled()


def test_an_account_that_may_not_rests_for_a_day_and_still_sends(
    in_step: Conversation, lin: Agent, platform: Simulator, wechat: WeChatAccount
) -> None:
    tag(in_step, lin, "A")
    platform.control("account", verified=False)
    compared()
    wechat.refresh_from_db()
    assert wechat.paused_at is None
    assert "is not verified" in wechat.profiles_rest_reason
    assert wechat.profiles_rest_until is not None
    assert wechat.profiles_rest_until - timezone.now() > timedelta(hours=23)
    assert profiles.due() == []
    platform.control("account", verified=True)
    try_connection(wechat)
    compared()
    assert is_settled()


def test_a_used_up_quota_rests_until_midnight_in_beijing(
    in_step: Conversation, lin: Agent, platform: Simulator, wechat: WeChatAccount, back_end: WeChatClient
) -> None:
    name(in_step, lin, "陈晓雨")
    tag(in_step, lin, "A")
    platform.control("settings", quotas={REMARK: 0})
    compared()
    wechat.refresh_from_db()
    assert wechat.paused_at is None
    assert wechat.profiles_rest_until is not None
    assert (wechat.profiles_rest_until + timedelta(hours=8)).strftime("%H:%M") == "00:05"
    assert "quota" in wechat.profiles_rest_reason
    platform.control("settings", quotas={REMARK: 10_000})
    WeChatAccount.objects.update(profiles_rest_until=timezone.now())
    compared()
    assert there(back_end) == ("陈晓雨", ["A"])


@pytest.mark.parametrize("fault", ["html", "drop_before", "errcode"])
def test_a_passing_trouble_is_tried_again_later(
    in_step: Conversation, lin: Agent, platform: Simulator, back_end: WeChatClient, fault: str
) -> None:
    tag(in_step, lin, "A")
    platform.control("faults", endpoint=INFO, fault=fault, times=2)
    compared()
    assert profiles.due() == []
    assert not is_settled()
    for _try in range(2):
        WeChatAccount.objects.update(profiles_rest_until=None)
        WeChatProfile.objects.update(due_at=None)
        compared()
    assert there(back_end)[1] == ["A"]
    assert profile().error == ""


@pytest.mark.parametrize("lost", [REMARK, GIVE, CREATE])
def test_what_was_done_and_never_answered_is_not_done_twice_and_not_taken_for_wechats(
    in_step: Conversation, lin: Agent, platform: Simulator, back_end: WeChatClient, lost: str
) -> None:
    name(in_step, lin, "陈晓雨")
    tag(in_step, lin, "A")
    platform.control("faults", endpoint=lost, fault="drop_after")
    compared()
    name(in_step, lin, "Ms Chen")
    untag(in_step, lin, "A")
    WeChatAccount.objects.update(profiles_rest_until=None)
    WeChatProfile.objects.update(due_at=None)
    compared()
    assert known() == ("Ms Chen", [])
    assert there(back_end) == ("Ms Chen", [])


@pytest.mark.parametrize("step", ["pushing", "synced_at"])
def test_a_worker_that_dies_is_followed_by_another_after_its_lease(
    in_step: Conversation, lin: Agent, back_end: WeChatClient, step: str
) -> None:
    tag(in_step, lin, "A")
    with connection.execute_wrapper(Meanwhile(die, before=f'"{step}" =')), pytest.raises(KeyboardInterrupt):
        compared()
    assert profiles.due() == []
    untag(in_step, lin, "A")
    WeChatProfile.objects.update(due_at=timezone.now())
    compared()
    assert (known()[1], there(back_end)[1]) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_compare_a_customer_once(in_step: Conversation, lin: Agent, platform: Simulator) -> None:
    tag(in_step, lin, "A")
    asked = platform.count(INFO)
    pk = Customer.objects.get().pk
    at_once([partial(profiles.compare, pk)] * 4)
    assert platform.count(INFO) == asked + 1


@pytest.mark.django_db(transaction=True)
def test_an_accident_of_ours_is_tried_again_and_then_given_up(
    in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    tag(in_step, lin, "A")
    for _try in range(12):
        with connection.execute_wrapper(Meanwhile(break_down, before="pushing")):
            compared()
        WeChatProfile.objects.update(due_at=None)
    assert profile().error == "The profile could not be compared on our side."
    assert is_settled()


def test_web_chat_customers_and_broken_accounts_are_left_out(
    site: Any, in_step: Conversation, lin: Agent, wechat: WeChatAccount
) -> None:
    writes(site, "daniel", "Hello")
    tag(in_step, lin, "A")
    assert profiles.due() == [in_step.customer_id]
    WeChatAccount.objects.update(paused_at=timezone.now())
    assert profiles.due() == []


def test_a_customer_who_is_gone_is_nobodys_business(db: None) -> None:
    profiles.compare(999_999)


@pytest.mark.usefixtures("eager")
def test_the_sweep_asks_a_worker_for_each(in_step: Conversation, lin: Agent, back_end: WeChatClient) -> None:
    tag(in_step, lin, "A")
    tasks.compare_profiles()
    assert there(back_end)[1] == ["A"]
