"""The simulator keeps WeChat's rules. What it receives is checked by a callback that knows only the protocol."""

import base64
import hashlib
import json
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.wechat_simulator.server import Simulator, running

CHEN = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"
WANG = "oGr4TaB7mPq3Rk9Yd5HxE2wZWang"
CHEN_PLAIN = "oPl8NaXy5kZq8Wm2Lc7VbN1sChen"
SEND = "/cgi-bin/message/custom/send"
KEY = base64.b64decode("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=")


class Callback:
    """Our side: notes what came, and answers what it is told to."""

    def __init__(self) -> None:
        self.came: queue.Queue[tuple[str, dict[str, str], bytes]] = queue.Queue()
        self.answers: list[tuple[int, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                url = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(url.query).items()}
                status, answer = outer.answers.pop(0) if outer.answers else (200, b"success")
                outer.came.put((url.path, query, body))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:
                """Stays quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def next(self) -> tuple[str, dict[str, str], bytes]:
        return self.came.get(timeout=10)


@pytest.fixture
def callback() -> Iterator[Callback]:
    callback = Callback()
    thread = threading.Thread(target=callback.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield callback
    callback.server.shutdown()
    callback.server.server_close()
    thread.join(10)


@pytest.fixture(scope="module")
def wechat() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(wechat: Simulator, callback: Callback) -> Simulator:
    wechat.control("reset")
    wechat.control("settings", callback_url=callback.url, gap=0)
    return wechat


def signed(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def opened(body: bytes) -> dict[str, str]:
    sealed = ElementTree.fromstring(body).findtext("Encrypt", "")
    decryptor = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    end = 20 + int.from_bytes(plain[16:20], "big")
    assert plain[end : -plain[-1]] == b"wx00000000000demo1"
    return {node.tag: node.text or "" for node in ElementTree.fromstring(plain[20:end])}


def token(simulator: Simulator) -> str:
    grant = {"grant_type": "client_credential", "appid": "wx00000000000demo1", "secret": "demo-app-secret"}
    return str(simulator.post("/cgi-bin/stable_token", **grant)["access_token"])


def send(simulator: Simulator, access_token: str, text: str, openid: str = CHEN) -> int:
    body = json.dumps({"touser": openid, "msgtype": "text", "text": {"content": text}}, ensure_ascii=False)
    answer = httpx.post(f"{simulator.url}{SEND}?access_token={access_token}", content=body.encode(), trust_env=False)
    return int(answer.json()["errcode"])


def test_in_safe_mode_a_message_comes_signed_and_sealed(simulator: Simulator, callback: Callback) -> None:
    line = simulator.say(CHEN, " 你好 ]]> <b>")
    path, query, body = callback.next()
    sealed = ElementTree.fromstring(body).findtext("Encrypt", "")
    assert path == "/channels/wechat/demo/"
    assert query["msg_signature"] == signed("demo-token", query["timestamp"], query["nonce"], sealed)
    assert opened(body)["Content"] == " 你好 ]]> <b>"
    assert opened(body)["MsgId"] == line["msg_id"]
    assert int(line["msg_id"]) > 2**53


def test_in_plain_mode_a_message_comes_signed_and_readable(simulator: Simulator, callback: Callback) -> None:
    simulator.say(CHEN_PLAIN, "您好", account="demo-plain")
    path, query, body = callback.next()
    assert path == "/channels/wechat/demo-plain/"
    assert query["signature"] == signed("demo-plain-token", query["timestamp"], query["nonce"])
    assert "encrypt_type" not in query
    assert ElementTree.fromstring(body).findtext("Content") == "您好"


def test_a_message_nobody_takes_comes_three_times_and_then_the_phone_says_so(
    simulator: Simulator, callback: Callback
) -> None:
    callback.answers = [(500, b""), (200, b'{"ok": true}'), (404, b"success")]
    simulator.say(CHEN, "在吗")
    failure = simulator.wait_for(CHEN, direction="system")
    ids = {opened(callback.next()[2])["MsgId"] for _ in range(3)}
    assert failure["text"] == "该公众号提供的服务出现故障，请稍后再试"
    assert len(ids) == 1
    assert callback.came.empty()
    assert simulator.phone(CHEN)[0]["tries"] == 3


def test_a_customers_messages_come_in_the_order_in_which_they_were_typed(
    simulator: Simulator, callback: Callback
) -> None:
    for number in range(20):
        simulator.say(CHEN, str(number))
    assert [opened(callback.next()[2])["Content"] for _ in range(20)] == [str(number) for number in range(20)]


def test_a_passive_reply_shows_on_the_phone_only_when_it_is_right(simulator: Simulator, callback: Callback) -> None:
    reply = (
        f"<xml><ToUserName>{CHEN_PLAIN}</ToUserName><FromUserName>%s</FromUserName>"
        "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>欢迎</Content></xml>"
    )
    callback.answers = [(200, (reply % "wx00000000000demo2").encode()), (200, (reply % "gh_demo00000002").encode())]
    simulator.say(CHEN_PLAIN, "你好", account="demo-plain")
    assert simulator.wait_for(CHEN_PLAIN, direction="in", source="passive")["text"] == "欢迎"
    assert [line["tries"] for line in simulator.phone(CHEN_PLAIN)] == [2, 0]


def test_nothing_may_be_sent_to_who_never_wrote_nor_after_48_hours_nor_a_sixth_time(simulator: Simulator) -> None:
    access_token = token(simulator)
    assert send(simulator, access_token, "early") == 45015
    simulator.say(CHEN, "你好")
    assert [send(simulator, access_token, str(n)) for n in range(6)] == [0, 0, 0, 0, 0, 45047]
    simulator.say(CHEN, "还在吗")
    assert send(simulator, access_token, "again") == 0
    simulator.control("clock", advance=48 * 3600 + 1)
    assert send(simulator, token(simulator), "late") == 45015


def test_a_tap_on_a_menu_opens_the_window_for_a_minute_only(simulator: Simulator) -> None:
    simulator.post("/phone/events", account="demo", openid=WANG, event="CLICK", fields={"EventKey": "help"})
    access_token = token(simulator)
    assert [send(simulator, access_token, str(n), WANG) for n in range(4)] == [0, 0, 0, 45047]
    simulator.control("clock", advance=61)
    assert send(simulator, access_token, "late", WANG) == 45015


@pytest.mark.parametrize(
    ("text", "errcode"), [("", 44004), ("长" * 683, 45002), ("长" * 682, 0), ("\x01", 40033), ("\\u0041", 0)]
)
def test_a_body_is_refused_as_wechat_refuses_it(simulator: Simulator, text: str, errcode: int) -> None:
    simulator.say(CHEN, "你好")
    assert send(simulator, token(simulator), text) == errcode


def test_the_stable_token_stays_the_same_until_near_its_end(simulator: Simulator) -> None:
    first = token(simulator)
    assert token(simulator) == first
    simulator.control("clock", advance=7000)
    second = token(simulator)
    assert second != first
    assert send(simulator, first, "both are good") == 45015
    simulator.control("clock", advance=300)
    assert send(simulator, first, "only the new one") == 42001
    assert send(simulator, "short", "x") == 40014
    assert send(simulator, "", "x") == 41001


def test_errors_come_with_http_200_and_an_id_for_support(simulator: Simulator) -> None:
    answer = httpx.get(f"{simulator.url}{SEND}", trust_env=False)
    assert answer.status_code == 200
    assert answer.json()["errcode"] == 43002
    assert " rid: " in answer.json()["errmsg"]


@pytest.mark.parametrize(("fault", "accepted"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_tells_nothing_of_what_was_accepted(
    simulator: Simulator, fault: str, accepted: int
) -> None:
    simulator.say(CHEN, "你好")
    access_token = token(simulator)
    simulator.control("faults", endpoint=SEND, fault=fault)
    with pytest.raises(httpx.RemoteProtocolError):
        send(simulator, access_token, "好的")
    assert [sent["times"] for sent in simulator.sends()] == [1] * accepted


def test_a_waiting_phone_hears_at_once(simulator: Simulator) -> None:
    seq = simulator.get("/phone/state")["seq"]
    writer = threading.Timer(0.2, simulator.say, [CHEN, "你好"])
    writer.start()
    news = simulator.get("/phone/state", since=seq, wait=25)
    writer.join()
    assert [item["text"] for item in news["items"]] == ["你好"]
    assert {customer["name"] for customer in news["customers"]} >= {"陈晓雨"}
