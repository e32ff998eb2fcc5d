"""The sign that somebody is typing: nice to have, and never a reason for trouble."""

import pytest

from channels_app.wechat.client import WeChatClient
from tests.channels_app.wechat.conftest import MakeClient
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
TYPING = "/cgi-bin/message/custom/typing"


def shown(simulator: Simulator) -> bool:
    on_the_page = {one["openid"]: one["typing_seconds"] for one in simulator.get("/phone/state")["customers"]}
    on_the_phone = simulator.get("/phone/messages", openid=CHEN)["typing_seconds"]
    assert bool(on_the_page[CHEN]) == bool(on_the_phone)
    return bool(on_the_phone)


def test_the_customer_sees_that_somebody_types_until_the_message_comes(
    client: WeChatClient, simulator: Simulator
) -> None:
    simulator.say(CHEN, "你好")
    client.typing(CHEN, True)
    assert shown(simulator)
    client.send_text(CHEN, "您好")
    assert not shown(simulator)


def test_the_sign_can_be_taken_back_and_ends_by_itself(client: WeChatClient, simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")
    client.typing(CHEN, True)
    client.typing(CHEN, False)
    assert not shown(simulator)
    client.typing(CHEN, True)
    assert shown(simulator)
    simulator.control("clock", advance=15)
    assert not shown(simulator)


@pytest.mark.parametrize("errcode", [45072, 45080, 45081, 40003, 48001, 45009, -1])
def test_no_error_of_the_sign_reaches_anybody(client: WeChatClient, simulator: Simulator, errcode: int) -> None:
    simulator.control("faults", endpoint=TYPING, errcode=errcode)
    client.typing(CHEN, True)
    assert simulator.count(TYPING) == 1


def test_not_even_a_wechat_that_is_away(make_client: MakeClient, client: WeChatClient) -> None:
    client.user_info(CHEN)
    make_client("http://no-such-host.invalid").typing(CHEN, True)


def test_without_a_word_in_thirty_seconds_there_is_no_sign(client: WeChatClient, simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")
    simulator.control("clock", advance=31)
    client.typing(CHEN, True)
    assert not shown(simulator)
