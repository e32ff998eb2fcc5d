"""What an administrator is told about the configuration that was just entered."""

import pytest

from channels_app.adapters import DeliveryError
from channels_app.wechat.client import WeChatClient
from channels_app.wechat.tokens import RedisTokenStore, Token
from tests.channels_app.wechat.conftest import MakeClient
from tests.wechat_simulator.server import Simulator

APP = "wx00000000000demo1"
CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
STABLE = "/cgi-bin/stable_token"


def told(client: WeChatClient) -> str:
    with pytest.raises(DeliveryError) as caught:
        client.check_connection()
    return caught.value.message


def test_a_right_configuration_passes_and_the_token_in_use_stays(
    client: WeChatClient, simulator: Simulator, store: RedisTokenStore
) -> None:
    client.user_info(CHEN)
    before = store.get(APP)
    client.check_connection()
    assert store.get(APP) == before
    client.user_info(CHEN)
    assert simulator.count(STABLE) == 2


def test_the_check_asks_wechat_and_not_what_is_remembered(
    client: WeChatClient, simulator: Simulator, store: RedisTokenStore
) -> None:
    store.put(APP, Token("a token of yesterday", 7200))
    client.check_connection()
    assert simulator.count(STABLE) == 1
    simulator.control("account", app_secret="another-secret")
    assert "AppSecret" in told(client)


def test_a_wrong_appid_is_named(client: WeChatClient, simulator: Simulator) -> None:
    simulator.control("account", app_id="wx0000000000000000")
    assert "AppID" in told(client)


def test_the_address_that_must_be_allowed_is_named(client: WeChatClient, simulator: Simulator) -> None:
    simulator.control("account", refused_ip="203.0.113.9")
    assert "allow-list" in told(client)
    assert "203.0.113.9" in told(client)


def test_what_is_out_of_reach_and_what_is_not_wechat_are_told_apart(
    make_client: MakeClient, client: WeChatClient, simulator: Simulator
) -> None:
    assert "can't be reached" in told(make_client("http://no-such-host.invalid"))
    simulator.control("faults", endpoint=STABLE, fault="html")
    assert "not WeChat" in told(client)
    simulator.control("faults", endpoint="/cgi-bin/get_api_domain_ip", fault="drop_before")
    assert "can't be reached" in told(client)


def test_an_account_that_is_not_verified_is_told_so(client: WeChatClient, simulator: Simulator) -> None:
    simulator.control("account", verified=False)
    with pytest.raises(DeliveryError) as caught:
        client.check_connection()
    assert (caught.value.code, caught.value.channel_broken) == ("48001", True)
