"""The Harbour Hotel's own server, from outside: it signs by the `standardwebhooks` library and knows nothing of ours."""

import base64
import hashlib
import hmac
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from django.test import Client
from standardwebhooks.webhooks import Webhook

from history.models import Message

SECRET = "whsec_ZGVtby13ZWJob29rLXNlY3JldC1vZi0zMi1ieXRlcyE="
OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret, of thirty-two by").decode()
URL = "/channels/webchat/demo/messages/"


def words(text: str | None = "Is late check-out possible?", **changes: Any) -> dict[str, Any]:
    """A message of Daniel's."""
    return {"id": "m-1", "visitor": {"id": "daniel"}, "type": "text", "text": text, **changes}


def signed(body: str, *, secret: str = SECRET, webhook_id: str = "", age: timedelta = timedelta(0)) -> dict[str, str]:
    """The headers with which the library signs a body."""
    webhook_id, when = webhook_id or f"msg_{uuid4().hex}", datetime.now(UTC) - age
    signature = Webhook(secret).sign(webhook_id, when, body)
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": signature,
    }


def post(message: Any, *, url: str = URL, content_type: str = "application/json", **how: Any) -> Any:
    """Posts a message, or any other text, as the site's server does."""
    body = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
    return post_raw(body.encode(), signed(body, **how), url=url, content_type=content_type)


def post_raw(body: bytes, headers: dict[str, str], *, url: str = URL, content_type: str = "application/json") -> Any:
    """Posts these bytes under these headers; the answer, as Django's test client gives it."""
    return Client().post(url, body, content_type=content_type, headers=headers)


def post_form(message: Any, file: bytes, *, name: str = "photo.jpg", webhook_id: str = "") -> Any:
    """Posts a form with a file: no text, so the signature is made as the rules say, over its bytes."""
    edge = uuid4().hex
    lines = [f"--{edge}", 'Content-Disposition: form-data; name="message"', "", json.dumps(message), f"--{edge}"]
    lines += [f'Content-Disposition: form-data; name="file"; filename="{name}"', "Content-Type: image/jpeg", "", ""]
    body = "\r\n".join(lines).encode() + file + f"\r\n--{edge}--\r\n".encode()
    webhook_id, now = webhook_id or uuid4().hex, str(int(datetime.now(UTC).timestamp()))
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{webhook_id}.{now}.".encode() + body, hashlib.sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}"
    headers = {"webhook-id": webhook_id, "webhook-timestamp": now, "webhook-signature": signature}
    return post_raw(body, headers, content_type=f"multipart/form-data; boundary={edge}")


def said(answer: Any, status: int) -> str:
    """What the problem says to its sender."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = json.loads(answer.content)
    assert (problem["status"], problem["type"]) == (status, "about:blank")
    assert problem["title"]
    assert not Message.objects.filter(author="customer").exists()
    return str(problem["detail"])


@dataclass
class Answer:
    """What the server does with a request. waits: for this to happen first."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    waits: threading.Event | None = None
    body: bytes = b""


@dataclass
class Server:
    """The hotel's server. `answers` says what the next requests come to, else 200; `came` holds (headers, body) of each."""

    url: str = ""
    answers: deque[Answer] = field(default_factory=deque)
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self, secret: str = SECRET) -> list[dict[str, Any]]:
        """What came, each of them verified by the library."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.came]

    def texts(self) -> list[str]:
        return [body["message"]["text"] for body in self.bodies()]

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.came]


@contextmanager
def serving() -> Iterator[Server]:
    """The server on a free port of this machine."""
    known = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(body)

        def do_GET(self) -> None:
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            known.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = known.answers.popleft() if known.answers else Answer()
            if answer.waits is not None:
                answer.waits.wait(30)
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Stays quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()
    thread.join(10)
