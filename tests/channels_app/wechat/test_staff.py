"""Agents' names and pictures at WeChat."""

import pytest

from channels_app.adapters import DeliveryError
from channels_app.wechat.client import WeChatClient
from tests.channels_app.wechat.files import jpeg
from tests.wechat_simulator.server import Simulator

LIN = "lin@grata_demo"


def code(error: pytest.ExceptionInfo[DeliveryError]) -> str:
    assert error.value.permanent
    assert not error.value.unconfirmed
    return error.value.code


def test_an_agent_is_added_renamed_given_a_face_and_removed(client: WeChatClient, simulator: Simulator) -> None:
    client.kf_add(LIN, "Lin Wei")
    client.kf_update(LIN, "林 & <薇>")
    client.kf_set_avatar(LIN, jpeg())
    (worker,) = client.kf_list()
    assert (worker.kf_account, worker.nickname) == (LIN, "林 & <薇>")
    assert simulator.bytes(worker.avatar_url.removeprefix(simulator.url)) == jpeg()
    client.kf_delete(LIN)
    assert client.kf_list() == []


@pytest.mark.parametrize(
    ("kf_account", "nickname", "expected"),
    [
        (LIN, "Lin", "65406"),
        ("marco@gh_demo00000001", "Marco", "65404"),
        ("marco.b@grata_demo", "Marco", "65404"),
        ("marcobianchi@grata_demo", "Marco", "65404"),
        ("marco@grata_demo", "", "65403"),
        ("marco@grata_demo", "长" * 17, "65403"),
    ],
)
def test_a_form_that_wechat_does_not_take_says_why(
    client: WeChatClient, kf_account: str, nickname: str, expected: str
) -> None:
    client.kf_add(LIN, "Lin Wei")
    with pytest.raises(DeliveryError) as caught:
        client.kf_add(kf_account, nickname)
    assert code(caught) == expected
    assert expected not in caught.value.message


def test_the_hundred_and_first_agent_finds_no_room(client: WeChatClient) -> None:
    for number in range(100):
        client.kf_add(f"agent_{number}@grata_demo", "Agent")
    with pytest.raises(DeliveryError) as caught:
        client.kf_add(LIN, "Lin")
    assert code(caught) == "65405"


def test_what_is_not_there_can_be_neither_renamed_nor_removed(client: WeChatClient) -> None:
    with pytest.raises(DeliveryError) as caught:
        client.kf_update(LIN, "Lin")
    assert code(caught) == "65401"
    with pytest.raises(DeliveryError) as caught:
        client.kf_delete(LIN)
    assert code(caught) == "65401"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [(b"\x89PNG\r\n\x1a\n" + bytes(9), "40005"), (jpeg() + bytes(5 << 20), "45001"), (b"", "40005")],
)
def test_a_picture_that_is_none_is_refused(client: WeChatClient, picture: bytes, expected: str) -> None:
    client.kf_add(LIN, "Lin")
    with pytest.raises(DeliveryError) as caught:
        client.kf_set_avatar(LIN, picture)
    assert code(caught) == expected


def test_without_the_feature_messages_still_leave(client: WeChatClient, simulator: Simulator) -> None:
    simulator.say("oGr4TaXy5kZq8Wm2Lc7VbN1sChen", "你好")
    simulator.control("account", kf_enabled=False)
    with pytest.raises(DeliveryError) as caught:
        client.kf_add(LIN, "Lin")
    assert code(caught) == "65400"
    client.send_text("oGr4TaXy5kZq8Wm2Lc7VbN1sChen", "好的", kf_account=LIN)
    assert [sent["sender"] for sent in simulator.sends()] == [""]
