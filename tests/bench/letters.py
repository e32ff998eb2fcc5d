"""Requests ready for the wire, made before the clock runs: the client's own work must not count."""

import itertools
import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

from tests.wechat_simulator.accounts import DEMO
from tests.wechat_simulator.wire import push, xml

ACCOUNT = DEMO[0]
MARK = re.compile(r"(?:№|\\u2116)(\d+)")  # as it is, or in JSON
CROSS = "b" * 32  # a CSRF token, in the cookie and in the form
Make = Callable[[str, str], bytes]  # an OpenID and a text into a request
_numbers = itertools.count(1)


def mark() -> str:
    """A word that is in one message only, by which its frame is known again."""
    return f"№{next(_numbers)}"


def mark_in(text: str) -> str | None:
    """The mark that a frame holds, if it holds one."""
    found = MARK.search(text)
    return f"№{found[1]}" if found else None


def webhook(openid: str, text: str) -> bytes:
    """WeChat's delivery of an encrypted text."""
    query, body = delivery(openid, text)
    return post(f"/channels/wechat/{ACCOUNT.slug}/?{query}", body)


def delivery(openid: str, text: str) -> tuple[str, bytes]:
    """The query string and body of an encrypted text."""
    now = int(time.time())
    words = {"ToUserName": ACCOUNT.original_id, "FromUserName": openid, "CreateTime": now}
    message = words | {"MsgType": "text", "Content": text, "MsgId": 24_000_000_000_000_000 + next(_numbers)}
    return push(ACCOUNT, openid, xml(message), now)


def to(address: str) -> Make:
    """The floor's requests at that address: a POST of the text alone."""
    return lambda _openid, text: post(address, text.encode())


def post(address: str, body: bytes) -> bytes:
    """A POST of HTTP/1.1 that leaves the connection open."""
    head = (
        f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def form(address: str, session: str, values: dict[str, str]) -> bytes:
    """A POST of a browser in whose cookies that session is, and which has filled in a form."""
    body = urlencode(values | {"csrfmiddlewaretoken": CROSS}).encode()
    cookies = f"sessionid={session}; csrftoken={CROSS}"
    kind = "application/x-www-form-urlencoded"
    head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def get(address: str, session: str = "") -> bytes:
    """A GET of a browser in whose cookies that session is."""
    cookie = f"Cookie: sessionid={session}\r\n" if session else ""
    return f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n".encode()
