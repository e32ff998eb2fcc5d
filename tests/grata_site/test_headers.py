"""What browsers are told besides the page: on a page of each kind."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from channels_app.models import WebChatSite, WeChatAccount
from channels_app.webchat import file_links
from console.actions.claim import claim
from console.models import Agent
from history.models import Conversation
from tests.conftest import signed_in
from tests.console.conftest import recording

UNSAFE = re.compile(r"unsafe-|\*|data:(?!;)|http:")
PRIVATE = ("chat", "console", "panel", "list", "board", "news", "messages", "login", "password", "invitation")
RECORDS = ("widget", "chat", "console", "messages", "news", "frame", "look", "shop", "phone", "file", "visitor's file")
FRAMED = "frame"
MACHINES = ("callback", "webhook", "health")  # no browser shows what stands there


@pytest.fixture
def addresses(
    waiting: Conversation, wechat: WeChatAccount, lin: Agent, settings: Any, tmp_path: Path
) -> dict[str, str]:
    """One of each kind."""
    settings.MEDIA_ROOT = tmp_path
    claim(waiting, agent=lin)
    file = recording(waiting)
    return {
        "login": "/login/",
        "password": "/password/forgotten/",
        "invitation": "/invitation/MQ/x-y/",
        "console": "/console/",
        "chat": f"/console/chats/{waiting.pk}/",
        "messages": f"/console/chats/{waiting.pk}/messages/",
        "news": "/console/changes/",
        "file": f"/console/files/{file.pk}/shown/",
        "visitor's file": file_links.address(file, key="demo"),
        "panel": "/admin/",
        "list": "/admin/channels_app/wechataccount/",
        "board": "/admin/board/",
        "frame": "/webchat/demo/frame/",
        "widget": "/webchat/demo/widget.js",
        "look": "/webchat/demo/look.css",
        "callback": "/channels/wechat/demo/",
        "webhook": "/channels/webchat/demo/messages/",
        "nothing": "/no/such/page/",
        "health": "/healthz",
        "shop": "/demo/shop/",
        "phone": "/demo/phone/",
    }


@pytest.fixture
def answers(addresses: dict[str, str], admin_person: Agent) -> dict[str, Any]:
    """What an administrator gets there; the door, what somebody gets who has not signed in."""
    admin, nobody = signed_in(admin_person), Client()
    asking = {name: nobody if name in ("login", "password", "invitation") else admin for name in addresses}
    found = {name: asking[name].get(url, headers={"accept": "text/html"}) for name, url in addresses.items()}
    for answer in found.values():
        b"".join(answer)  # a file is closed when it has been read
    return found


@pytest.fixture
def pages(answers: dict[str, Any]) -> dict[str, Any]:
    """What browsers show."""
    return {name: answer for name, answer in answers.items() if name not in MACHINES}


def test_what_machines_get_is_nothing_that_a_browser_could_take_for_a_page(answers: dict[str, Any]) -> None:
    for name in MACHINES:
        kind = answers[name]["Content-Type"].partition(";")[0]
        assert kind in ("text/plain", "application/problem+json", "text/xml"), name
        assert answers[name]["X-Content-Type-Options"] == "nosniff", name


def test_every_page_says_what_it_is_and_what_it_may(pages: dict[str, Any]) -> None:
    for name, answer in pages.items():
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        asked = dict(part.split("=") for part in answer["Permissions-Policy"].split(", "))
        assert asked.pop("microphone") == ("(self)" if name in RECORDS else "()"), name
        assert set(asked.values()) == {"()"}, name


def test_no_page_lets_anything_run_that_is_not_in_a_file_of_ours(pages: dict[str, Any]) -> None:
    for name, answer in pages.items():
        policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", name
        for kind in ("script-src", "style-src", "connect-src", "form-action", "base-uri", "object-src"):
            assert not UNSAFE.search(policy.get(kind, "")), (name, kind)
        assert "sandbox" in policy or policy["base-uri"] == "'none'", name


def test_no_page_but_the_chat_itself_stands_in_a_frame_of_others(pages: dict[str, Any], site: WebChatSite) -> None:
    for name, answer in pages.items():
        if name != FRAMED:
            assert answer["X-Frame-Options"] == "DENY", name
            assert re.search(r"sandbox|frame-ancestors 'none'", answer["Content-Security-Policy"]), name
    WebChatSite.objects.update(allowed_origins=["https://shop.example"])
    frame = Client().get("/webchat/demo/frame/")
    assert "frame-ancestors 'self' https://shop.example" in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame


def test_what_people_see_is_kept_nowhere(pages: dict[str, Any]) -> None:
    assert {name for name in PRIVATE if "no-store" not in pages[name].headers.get("Cache-Control", "")} == set()
    for name in ("file", "visitor's file"):
        assert "private" in pages[name]["Cache-Control"], name


@pytest.mark.django_db
def test_another_hosts_name_is_refused(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["chat.example.com"]
    for host in ("evil.example", "chat.example.com.evil.example", "evil.example:80", "chat.example.com@evil.example"):
        assert Client().get("/login/", headers={"host": host}).status_code == 400, host
    assert Client().get("/login/", headers={"host": "chat.example.com"}).status_code == 200


@pytest.fixture
def style() -> Iterator[str]:
    file = Path(configured.STATIC_ROOT) / "headers.css"
    file.write_text("a { color: red }")
    yield "/static/headers.css"
    file.unlink()


def test_our_files_say_what_they_are(style: str) -> None:
    answer = Client().get(style)
    b"".join(answer)  # it is closed when it has been read
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Permissions-Policy"].startswith("microphone=()")
    assert "Set-Cookie" not in answer


BEHIND_TLS = """
import django
from django.conf import settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
django.setup()
from django.test import Client
answer = Client(headers={"x-forwarded-proto": "https", "host": "chat.example.com"}).get("/login/")
token = answer.cookies["csrftoken"]
print(answer.status_code, bool(token["secure"]), token["samesite"], answer["Strict-Transport-Security"])
print(settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE)
"""


def test_behind_https_cookies_travel_by_nothing_else() -> None:
    given = {"GRATA_HTTPS": "1", "ALLOWED_HOSTS": "chat.example.com", "GRATA_DEMO": ""}
    environment = os.environ | given | {"DJANGO_SETTINGS_MODULE": "tests.stack_settings"}
    said = subprocess.run(
        [sys.executable, "-c", BEHIND_TLS], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert said.stdout.splitlines() == [
        "200 True Lax max-age=31536000; includeSubDomains; preload",
        "True True Lax",
    ], said.stderr
