"""Remarks and tags in WeChat's own back end."""

import pytest

from channels_app.adapters import DeliveryError
from channels_app.wechat.client import WeChatClient
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
WANG = "oGr4TaB7mPq3Rk9Yd5HxE2wZWang"
STRANGER = "oPl8NaXy5kZq8Wm2Lc7VbN1sChen"


def refusal(client: WeChatClient, name: str, *args: object) -> str:
    with pytest.raises(DeliveryError) as caught:
        getattr(client, name)(*args)
    assert caught.value.permanent
    return caught.value.code


@pytest.mark.parametrize(
    ("remark", "kept"), [("陈晓雨 <VIP>", "陈晓雨 <VIP>"), ("长" * 40, "长" * 29), ("a\x0bb", "ab"), ("", "")]
)
def test_a_remark_is_kept_as_far_as_wechat_has_room(client: WeChatClient, remark: str, kept: str) -> None:
    client.set_remark(CHEN, "before")
    client.set_remark(CHEN, remark)
    assert client.user_info(CHEN)["remark"] == kept


def test_tags_are_made_given_and_taken(client: WeChatClient) -> None:
    vip = client.tag_create("VIP")
    assert client.tags() == {"星标组": 2, "VIP": vip}
    client.tag_add(vip, [CHEN, WANG])
    assert client.tags_of(CHEN) == client.tags_of(WANG) == [vip]
    client.tag_remove(vip, [CHEN])
    assert (client.tags_of(CHEN), client.tags_of(WANG)) == ([], [vip])


def test_many_customers_are_tagged_in_batches(client: WeChatClient, simulator: Simulator) -> None:
    openids = [simulator.post("/phone/customers", account="demo", name=str(n))["openid"] for n in range(51)]
    vip = client.tag_create("VIP")
    client.tag_add(vip, openids)
    assert client.tags_of(openids[0]) == client.tags_of(openids[50]) == [vip]
    assert simulator.count("/cgi-bin/tags/members/batchtagging") == 2


def test_for_nobody_nothing_is_asked(client: WeChatClient, simulator: Simulator) -> None:
    client.tag_add(100, [])
    assert simulator.count("/cgi-bin/tags/members/batchtagging") == 0


def test_a_tag_that_wechat_does_not_take_says_why(client: WeChatClient) -> None:
    client.tag_create("VIP")
    assert refusal(client, "tag_create", "VIP") == "45157"
    assert refusal(client, "tag_create", "") == "45157"
    assert refusal(client, "tag_create", "长" * 11) == "45158"
    assert refusal(client, "tag_add", 2, [CHEN]) == "45058"
    assert refusal(client, "tag_add", 999, [CHEN]) == "45159"
    assert refusal(client, "tag_add", client.tag_create("x"), [STRANGER]) == "49003"
    assert refusal(client, "tags_of", STRANGER) == "40003"
    assert refusal(client, "set_remark", STRANGER, "x") == "40003"


def test_twenty_tags_are_enough_for_one_and_a_hundred_for_all(client: WeChatClient) -> None:
    tags = [client.tag_create(f"tag {number}") for number in range(99)]
    assert refusal(client, "tag_create", "one more") == "45056"
    for tag in tags[:20]:
        client.tag_add(tag, [CHEN])
    assert refusal(client, "tag_add", tags[20], [WANG, CHEN]) == "45059"
    assert client.tags_of(WANG) == []
