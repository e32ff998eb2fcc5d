"""The client at the wire: what leaves, what may have left, and what never will."""

import socket
import time
from contextlib import suppress
from typing import Any

import pytest

from channels_app.adapters import DeliveryError
from channels_app.wechat.api import core, messages
from channels_app.wechat.client import WeChatClient
from tests.channels_app.wechat.conftest import MakeClient, RawServer
from tests.wechat_simulator.server import Simulator

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
SEND = "/cgi-bin/message/custom/send"
STABLE = "/cgi-bin/stable_token"


@pytest.fixture(autouse=True)
def open_window(simulator: Simulator) -> None:
    simulator.say(CHEN, "你好")


def refused(client: WeChatClient, text: str = "好的", openid: str = CHEN) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        client.send_text(openid, text)
    return caught.value


@pytest.mark.parametrize("text", ["您好 <b>&amp; 😄 \\u0041 \n\t /::<", "a\u2028b", "x" * 2048])
def test_a_text_arrives_as_it_was_written(client: WeChatClient, simulator: Simulator, text: str) -> None:
    client.send_text(CHEN, text)
    assert [(sent["text"], sent["times"]) for sent in simulator.sends()] == [(text, 1)]


def test_control_characters_do_not_spoil_a_message(client: WeChatClient, simulator: Simulator) -> None:
    client.send_text(CHEN, "a\x0bb\x1bc")
    assert simulator.sends()[0]["text"] == "abc"


def test_the_agents_name_goes_along(client: WeChatClient, simulator: Simulator) -> None:
    client.kf_add("lin@grata_demo", "Lin Wei")
    client.send_text(CHEN, "我是林", kf_account="lin@grata_demo")
    line = simulator.wait_for(CHEN, direction="in")
    assert (line["sender"], line["sender_name"]) == ("lin@grata_demo", "Lin Wei")


def test_an_unknown_agents_name_does_not_hold_the_message_back(client: WeChatClient, simulator: Simulator) -> None:
    client.send_text(CHEN, "我是林", kf_account="not a kf account")
    assert [(sent["sender"], sent["times"]) for sent in simulator.sends()] == [("", 1)]


@pytest.mark.parametrize(("text", "code"), [("", "44004"), (" \n\x00", "44004"), ("长" * 683, "45002")])
def test_what_wechat_would_refuse_is_not_even_sent(
    client: WeChatClient, simulator: Simulator, text: str, code: str
) -> None:
    error = refused(client, text)
    assert (error.code, error.permanent) == (code, True)
    assert simulator.count(SEND) == 0


@pytest.mark.parametrize(
    ("errcode", "permanent", "broken", "at_least", "words"),
    [
        (-1, False, False, 1, "busy"),
        (45011, False, False, 30, "slow down"),
        (45009, False, False, 600, "quota for today"),
        (45015, True, False, 0, "wait for the customer to write"),
        (45047, True, False, 0, "wait for the customer to write"),
        (48002, True, False, 0, "refuses messages"),
        (43004, True, False, 0, "does not follow"),
        (70000, True, False, 0, "minors"),
        (48001, False, True, 0, "not verified"),
        (48004, False, True, 0, "restricted"),
        (50002, False, True, 0, "restricted"),
        (40013, False, True, 0, "AppID"),
        (99999, True, False, 0, "99999"),
    ],
)
def test_each_error_says_what_to_do_and_is_not_repeated(
    client: WeChatClient,
    simulator: Simulator,
    errcode: int,
    permanent: bool,
    broken: bool,
    at_least: int,
    words: str,
) -> None:
    simulator.control("faults", endpoint=SEND, errcode=errcode)
    error = refused(client)
    assert (error.code, error.permanent, error.channel_broken) == (str(errcode), permanent, broken)
    assert error.retry_after >= at_least
    assert words in error.message
    assert not error.unconfirmed
    assert simulator.count(SEND) == 1


def test_a_customer_of_another_account_is_refused_by_wechat(client: WeChatClient) -> None:
    error = refused(client, openid="oPl8NaXy5kZq8Wm2Lc7VbN1sChen")
    assert (error.code, error.permanent) == ("40003", True)


def test_an_address_that_is_not_allowed_is_named(client: WeChatClient, simulator: Simulator) -> None:
    errmsg = "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist"
    simulator.control("faults", endpoint=STABLE, errcode=40164, errmsg=errmsg)
    error = refused(client)
    assert error.channel_broken
    assert "203.0.113.9" in error.message


@pytest.mark.parametrize("errcode", [40125, 40001, 40243])
def test_a_wrong_secret_breaks_the_channel(client: WeChatClient, simulator: Simulator, errcode: int) -> None:
    simulator.control("faults", endpoint=STABLE, errcode=errcode)
    error = refused(client)
    assert (error.channel_broken, error.permanent) == (True, False)  # the reply waits until it is mended
    assert "AppSecret" in error.message
    assert simulator.count(STABLE) == 1


@pytest.mark.parametrize("how", ["revoke", "expire"])
def test_a_token_that_went_bad_is_replaced_and_the_message_sent_once(
    client: WeChatClient, simulator: Simulator, how: str
) -> None:
    client.send_text(CHEN, "一")
    simulator.control("tokens", do=how)
    client.send_text(CHEN, "二")
    assert [(sent["text"], sent["times"]) for sent in simulator.sends()] == [("一", 1), ("二", 1)]
    assert simulator.count(STABLE) == 2


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_token_that_is_refused_for_good_is_not_asked_for_again_and_again(
    client: WeChatClient, simulator: Simulator, errcode: int
) -> None:
    simulator.control("faults", endpoint=SEND, errcode=errcode, times=50)
    error = refused(client)
    assert (error.code, error.permanent) == (str(errcode), False)
    assert (simulator.count(STABLE), simulator.count(SEND)) == (2, 2)


def test_the_same_refused_token_coming_back_does_not_loop(client: WeChatClient, simulator: Simulator) -> None:
    client.send_text(CHEN, "一")
    simulator.control("tokens", do="stick")
    assert refused(client).code == "40001"
    assert (simulator.count(STABLE), simulator.count(SEND)) == (2, 3)


@pytest.mark.parametrize("fault", ["html", "bad_gateway"])
def test_an_answer_that_is_not_wechats_is_never_taken_for_sent(
    client: WeChatClient, simulator: Simulator, fault: str
) -> None:
    simulator.control("faults", endpoint=SEND, fault=fault)
    error = refused(client)
    assert (error.code, error.permanent, error.unconfirmed) == ("-1", False, False)
    assert error.tries_most == 3


@pytest.mark.parametrize("body", [b"{}", b"[]", b"1", b'{"errcode": "0"}', b"[" * 5000, b"\xff", b""])
def test_an_answer_without_a_clear_yes_is_never_taken_for_sent(
    make_client: MakeClient, raw_server: RawServer, body: bytes
) -> None:
    client = make_client()
    client.user_info(CHEN)  # the token is there: only the message meets the strange server

    def answer(visitor: socket.socket) -> None:
        visitor.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with raw_server(answer) as url:
        error = refused(make_client(url))
    assert (error.code, error.permanent) == ("-1", False)


@pytest.mark.parametrize(("fault", "accepted"), [("drop_before", []), ("drop_after", [1])])
def test_a_connection_lost_after_writing_leaves_the_message_unconfirmed(
    client: WeChatClient, simulator: Simulator, fault: str, accepted: list[int]
) -> None:
    simulator.control("faults", endpoint=SEND, fault=fault)
    error = refused(client)
    assert (error.unconfirmed, error.permanent) == (True, False)
    assert "may have arrived" in error.message
    assert [sent["times"] for sent in simulator.sends()] == accepted
    assert simulator.count(SEND) == 1


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after"])
def test_an_answer_that_never_comes_leaves_the_message_unconfirmed(
    client: WeChatClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    client.user_info(CHEN)
    simulator.control("faults", endpoint=SEND, fault=fault)
    monkeypatch.setattr(core, "WHOLE_SECONDS", 0.5)
    assert refused(client).unconfirmed
    assert simulator.count(SEND) == 1


def test_a_message_with_all_its_requests_has_one_limit(
    client: WeChatClient, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.control("faults", endpoint=STABLE, fault="timeout_before")
    monkeypatch.setattr(messages, "SEND_SECONDS", 0.3)
    begun = time.monotonic()
    error = refused(client)
    assert time.monotonic() - begun < 5
    assert (error.unconfirmed, error.permanent) == (False, False)
    assert simulator.count(SEND) == 0


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "html"])
def test_while_the_token_is_fetched_nothing_can_be_unconfirmed(
    client: WeChatClient, simulator: Simulator, fault: str
) -> None:
    simulator.control("faults", endpoint=STABLE, fault=fault)
    error = refused(client)
    assert (error.unconfirmed, error.permanent) == (False, False)
    assert simulator.count(SEND) == 0


def test_a_server_that_is_not_there_is_tried_again(make_client: MakeClient, client: WeChatClient) -> None:
    client.user_info(CHEN)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for url in (closed, "http://no-such-host.invalid", "not a url", "http://[::1"):
        error = refused(make_client(url))
        assert (error.permanent, error.unconfirmed) == (False, False)
        assert "out of reach" in error.message


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_server_that_dribbles_can_not_hold_us(
    make_client: MakeClient, raw_server: RawServer, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    make_client().user_info(CHEN)
    monkeypatch.setattr(core, "WHOLE_SECONDS", 0.5)

    def dribble(visitor: socket.socket) -> None:
        visitor.settimeout(0.05)
        with suppress(ConnectionError):  # who gives up may leave with a reset
            visitor.sendall(head)
            for _ in range(200):
                visitor.sendall(b"x")
                with suppress(TimeoutError):
                    if not visitor.recv(1):
                        return

    begun = time.monotonic()
    with raw_server(dribble) as url:
        assert refused(make_client(url)).unconfirmed
    assert time.monotonic() - begun < 5


def test_an_endless_answer_is_cut_short(make_client: MakeClient, raw_server: RawServer) -> None:
    make_client().user_info(CHEN)

    def flood(visitor: socket.socket) -> None:
        visitor.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                visitor.sendall(b" " * 65536)
        except OSError:
            return

    with raw_server(flood) as url:
        assert refused(make_client(url)).code == "-1"


def test_a_redirect_does_not_carry_the_token_elsewhere(
    make_client: MakeClient, raw_server: RawServer, simulator: Simulator
) -> None:
    make_client().user_info(CHEN)
    elsewhere = f"Location: {simulator.url}{SEND}\r\n".encode()

    def redirect(visitor: socket.socket) -> None:
        visitor.sendall(b"HTTP/1.1 307 Go\r\nContent-Length: 0\r\n" + elsewhere + b"\r\n")

    with raw_server(redirect) as url:
        assert refused(make_client(url)).code == "-1"
    assert simulator.count(SEND) == 0


def test_wechat_tells_whether_a_customer_follows(client: WeChatClient, simulator: Simulator) -> None:
    assert client.user_info(CHEN)["subscribe"] == 1
    simulator.post("/phone/events", account="demo", openid=CHEN, event="unsubscribe")
    answer: dict[str, Any] = client.user_info(CHEN)
    assert answer == {"subscribe": 0, "openid": CHEN}
    assert refused(client).code == "45015"
