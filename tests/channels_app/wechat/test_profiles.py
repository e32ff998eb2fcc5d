"""Customers' names and tags, in step with the remarks and tags of WeChat's own back end."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from channels_app.models import WeChatAccount, WeChatTag
from channels_app.wechat.client import WeChatClient
from console.actions.add_comment import add_comment
from console.actions.edit_customer import edit_customer
from console.actions.merge_tags import merge_tags
from console.actions.rename_tag import rename_tag
from console.models import Agent
from history.models import Conversation, Tag
from tests.channels_app.wechat.back_end import (
    CREATE,
    INFO,
    REMARK,
    XIAOYU,
    Meanwhile,
    compared,
    is_settled,
    known,
    looks_again,
    name,
    tag,
    tags_there,
    there,
    untag,
    untags_there,
)
from tests.conftest import writes
from tests.wechat_simulator.server import Simulator


def test_a_new_customers_remark_and_tags_are_taken_over(back_end: WeChatClient, wechat: WeChatAccount) -> None:
    back_end.set_remark(XIAOYU, "陈晓雨 <VIP>")
    tags_there(back_end, "海景房", "VIP")
    writes(wechat, XIAOYU, "你好", name="WeChat user Chen")
    compared()
    assert known() == ("陈晓雨 <VIP>", ["VIP", "海景房"])
    assert is_settled()


@pytest.mark.parametrize("automatic", ["WeChat user Chen", "微信用户 Chen"])
def test_a_name_that_nobody_gave_is_no_remark(
    back_end: WeChatClient, wechat: WeChatAccount, platform: Simulator, automatic: str
) -> None:
    writes(wechat, XIAOYU, "你好", name=automatic)
    compared()
    assert platform.count(REMARK) == 0
    back_end.set_remark(XIAOYU, "陈晓雨")
    looks_again(Conversation.objects.get())
    compared()
    assert known()[0] == "陈晓雨"


def test_what_changed_at_wechat_is_seen_with_the_next_conversation(
    back_end: WeChatClient, in_step: Conversation
) -> None:
    tags_there(back_end, "VIP", "家庭")
    looks_again(in_step)
    compared()
    assert known() == ("WeChat user Chen", ["VIP", "家庭"])
    untags_there(back_end, "VIP")
    back_end.set_remark(XIAOYU, "陈晓雨")
    looks_again(Conversation.objects.latest("pk"))
    compared()
    assert known() == ("陈晓雨", ["家庭"])


def test_a_tag_that_was_renamed_at_wechat_is_known_by_its_new_name(
    back_end: WeChatClient, in_step: Conversation, wechat: WeChatAccount
) -> None:
    tags_there(back_end, "VIP")
    number = back_end.tags()["VIP"]
    WeChatTag.objects.create(account=wechat, tag_id=number, name="Silver")  # as it was when we last read them
    WeChatAccount.objects.update(tags_read_at=timezone.now() - timedelta(hours=1))
    looks_again(in_step)
    compared()
    assert known()[1] == ["VIP"]


def test_wechats_own_stars_are_no_tag(back_end: WeChatClient, in_step: Conversation, impostor_info: Any) -> None:
    impostor_info(tagid_list=[2, "x", None])
    looks_again(in_step)
    compared()
    assert known()[1] == []


def test_a_name_and_tags_that_agents_give_are_shown_by_wechat(
    back_end: WeChatClient, in_step: Conversation, lin: Agent
) -> None:
    name(in_step, lin, "陈晓雨")
    tag(in_step, lin, "VIP", "海景房")
    compared()
    assert there(back_end) == ("陈晓雨", ["VIP", "海景房"])
    untag(in_step, lin, "VIP")
    compared()
    assert there(back_end) == ("陈晓雨", ["海景房"])
    assert known() == ("陈晓雨", ["海景房"])


def test_a_tag_that_wechat_has_in_other_letters_is_that_tag(
    back_end: WeChatClient, in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    back_end.tag_create("vip")
    made = platform.count(CREATE)
    tag(in_step, lin, "VIP")
    compared()
    assert there(back_end)[1] == ["vip"]
    assert platform.count(CREATE) == made
    untag(in_step, lin, "VIP")
    compared()
    assert there(back_end)[1] == []


def test_renamed_and_merged_tags_are_so_at_wechat(back_end: WeChatClient, in_step: Conversation, lin: Agent) -> None:
    tag(in_step, lin, "VIP", "Silver")
    compared()
    rename_tag(Tag.objects.get(name="VIP"), name="Gold")
    compared()
    assert sorted(there(back_end)[1]) == ["Gold", "Silver"]
    merge_tags([Tag.objects.get(name="Silver")], into=Tag.objects.get(name="Gold"))
    compared()
    assert there(back_end)[1] == known()[1] == ["Gold"]


def test_a_long_name_is_cut_for_wechat_and_never_here(
    back_end: WeChatClient, in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    long = "Alexandra Johnson of the Travel Agency in Room 1207"
    name(in_step, lin, long)
    compared()
    assert there(back_end)[0] == long[:29].strip()
    for _again in range(2):
        looks_again(Conversation.objects.latest("pk"))
        compared()
    assert known()[0] == long
    assert platform.count(REMARK) == 1


def test_where_nothing_is_to_be_told_wechat_is_not_asked(
    in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    asked = platform.count(INFO)
    edit_customer(in_step, agent=lin, field="phone", value="12345")
    add_comment(in_step, agent=lin, text="Allergic to nuts.", client_id=uuid4())
    compared()
    compared()
    assert platform.count(INFO) == asked


def test_no_comment_reaches_wechat_or_the_phone(
    back_end: WeChatClient, in_step: Conversation, lin: Agent, platform: Simulator
) -> None:
    add_comment(in_step, agent=lin, text="Complains a lot.", client_id=uuid4())
    tag(in_step, lin, "VIP")
    compared()
    assert "Complains" not in str(there(back_end)) + str(platform.phone(XIAOYU)) + str(platform.get("/_control/sends"))


def test_where_both_gave_a_name_ours_wins(back_end: WeChatClient, in_step: Conversation, lin: Agent) -> None:
    back_end.set_remark(XIAOYU, "小雨")
    name(in_step, lin, "陈晓雨")
    compared()
    assert (known()[0], there(back_end)[0]) == ("陈晓雨", "陈晓雨")


def test_a_remark_that_was_emptied_at_wechat_takes_no_name_and_is_not_filled_again(
    back_end: WeChatClient, in_step: Conversation, lin: Agent
) -> None:
    name(in_step, lin, "陈晓雨")
    compared()
    back_end.set_remark(XIAOYU, "")
    for _again in range(2):
        looks_again(Conversation.objects.latest("pk"))
        compared()
    assert (known()[0], there(back_end)[0]) == ("陈晓雨", "")


def test_tags_that_both_gave_and_took_are_merged(back_end: WeChatClient, in_step: Conversation, lin: Agent) -> None:
    tag(in_step, lin, "A", "B", "C", "D")
    compared()
    untag(in_step, lin, "A")
    tag(in_step, lin, "E")
    untags_there(back_end, "B")
    tags_there(back_end, "F")
    untag(in_step, lin, "D")
    untags_there(back_end, "D")
    compared()
    assert sorted(known()[1]) == sorted(there(back_end)[1]) == ["C", "E", "F"]


def test_what_an_agent_changes_while_it_is_compared_is_not_overwritten(
    back_end: WeChatClient, in_step: Conversation, lin: Agent
) -> None:
    back_end.set_remark(XIAOYU, "小雨")
    looks_again(in_step)
    meanwhile = Meanwhile(partial(name, Conversation.objects.latest("pk"), lin, "陈晓雨"), before="pushing")
    with connection.execute_wrapper(meanwhile):
        compared()
    assert known()[0] == "陈晓雨"
    assert not is_settled()
    compared()
    assert (known()[0], there(back_end)[0]) == ("陈晓雨", "陈晓雨")
