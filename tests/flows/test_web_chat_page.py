"""docs/web-chat-on-a-site.md by copy and paste: every piece of code that runs on a site's server does what the page says."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jwt
import pytest

from grata_site.embedded.processes import wait_until
from tests.flows.desk import Desk
from tests.stack import ROOT, Stack

PAGE = (ROOT / "docs/web-chat-on-a-site.md").read_text()
DEMO, CALLBACK = "http://localhost:8000", ("127.0.0.1", 9000)
SITE = "(SELECT id FROM history_channel WHERE kind = 'webchat' AND slug = 'demo')"
ENTER_CALLBACK = f"""INSERT INTO channels_app_webhookendpoint (site_id, callback_url, media_hosts, previous_secret)
VALUES ({SITE}, %s, '[]', '') ON CONFLICT (site_id) DO UPDATE SET callback_url = EXCLUDED.callback_url RETURNING 1"""
SECONDS = 30


def code(language: str, holds: str) -> str:
    """The one piece of code on the page, in that language, in which those words stand."""
    (found,) = (piece for piece in re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S) if holds in piece)
    return str(found)


def run(*command: str) -> str:
    """What it prints."""
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout


@contextmanager
def sites_server(log: Path) -> Iterator[str]:
    """The page's server, which takes replies; its address. What it prints goes to the log."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    server = code("python", "HTTPServer(").replace(str(CALLBACK[1]), str(port))
    with log.open("w") as output, subprocess.Popen([sys.executable, "-u", "-c", server], stdout=output) as process:
        try:
            assert wait_until(lambda: listens(port), SECONDS)
            yield f"http://localhost:{port}/"
        finally:
            process.terminate()


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def callback(stack: Stack, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """The demo's site has the page's server for its replies; what that prints."""
    log = tmp_path / "replies.log"
    with sites_server(log) as address:
        stack.rows(ENTER_CALLBACK, address)
        yield log.read_text
        stack.rows(ENTER_CALLBACK, "")


async def test_both_ways_of_posting_a_message_are_taken_and_the_reply_comes_to_the_sites_server(
    desk: Desk, stack: Stack, callback: Callable[[], str]
) -> None:
    lin = await desk.screen("lin")
    answer = run(sys.executable, "-c", code("python", "httpx.post(").replace(DEMO, stack.url))
    assert answer.startswith('202 {"message_id": "')
    chat = await desk.take(lin, "Hello")
    assert "202 Accepted" in run("sh", "-c", code("sh", "openssl").replace(DEMO, stack.url))
    await lin.reply(chat, "Until 2 pm.")
    assert wait_until(lambda: "Until 2 pm." in callback(), SECONDS)
    assert "'visitor': {'id': 'daniel'}" in callback()
    await lin.close(chat)


def test_the_token_is_one_that_names_the_person_for_an_hour() -> None:
    given: dict[str, Any] = {"user": SimpleNamespace(id=7, name="Daniel"), "IDENTITY_SECRET": "s" * 32}
    exec(code("python", "jwt.encode("), given)
    claims = jwt.decode(given["token"], "s" * 32, algorithms=["HS256"])
    assert (claims["sub"], claims["name"]) == ("7", "Daniel")
