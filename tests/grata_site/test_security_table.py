"""Every address and socket, as everybody, against tests/security_table.py."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from channels_app.models import WebChatSite, WeChatAccount
from channels_app.sockets.routes import websocket_urlpatterns
from console.actions.add_comment import add_comment
from console.actions.ask_in import ask_in
from console.actions.claim import claim
from console.actions.heartbeat import heartbeat
from console.actions.reply import reply
from console.models import Agent
from history.models import Comment, Conversation, Message
from tests import security_table
from tests.channels_app.webchat.tabs import secret_of
from tests.conftest import person, signed_in
from tests.console.conftest import recording
from tests.console.test_views_access import FIELDS
from tests.grata_site import panel_rows
from tests.pacing import forget_counts
from tests.security_table import SOCKETS, WHO, WRITTEN_OUT
from tests.sockets import Socket

DOOR = re.compile(r"/(admin/)?login/\?(.*&)?next=")
APPS = re.compile(r"\^\(\?P<app_label>.*\)/\$")  # names every app that is in the panel
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
HUGE = 2**63
FAR = "203.0.113.9"
IN_JSON = {"channels/webchat/<str:key>/messages/"}
# No cookie speaks at these: the whole world may post there, and what is signed counts.
WITHOUT_OUR_FORM = {"POST channels/wechat/<slug:slug>/", "POST channels/webchat/<str:key>/messages/"}
WITHOUT_OUR_FORM |= {"POST webchat/<slug:key>/uploads/", "POST demo/phone/api/<path:what>"}

# To the panel a visitor is nobody, and one agent is like the other: they look at its pages, and that will do.
SENDS_FORMS = ("nobody", "another agent", "a supervisor", "an administrator")

Things = dict[str, object]


@pytest.fixture
def things(waiting: Conversation, wechat: WeChatAccount, lin: Agent, settings: Any, tmp_path: Path) -> Things:
    """What stands in addresses: all of it belongs to Daniel's chat, which Lin has, or is the first row of a table."""
    settings.MEDIA_ROOT = tmp_path
    forget_counts()
    claim(waiting, agent=lin)
    add_comment(waiting, agent=lin, text="Prefers a high floor.", client_id=uuid4())
    sofia = person("sofia@demo.test", "Sofia Reyes")
    heartbeat(sofia)
    message = reply(waiting, agent=lin, text="Until noon.", client_id=uuid4())
    Message.objects.filter(pk=message.pk).update(state="failed", error="No.")
    panel_rows.make(message, wechat)
    tables = panel_rows.tables()
    return {
        "console/chats/": waiting.pk,
        "admin/board/chats/": waiting.pk,
        "console/comments/": Comment.objects.get().pk,
        "console/transfers/": ask_in(waiting, asker=lin, asked=sofia).pk,
        "console/messages/": message.pk,
        "console/files/": recording(waiting).pk,
        **{begin: model._default_manager.values_list("pk", flat=True).first() for begin, model in tables.items()},
        "admin/console/agent/": lin.pk,
    }


@pytest.fixture
def browsers(lin: Agent, marco: Agent, ana: Agent, admin_person: Agent) -> dict[str, Client]:
    """One for each of WHO."""
    visitor = Client(headers={"authorization": f"Bearer {secret_of('Maria')}"})
    people = (signed_in(one) for one in (marco, lin, ana, admin_person))
    return dict(zip(WHO, (Client(), visitor, *people), strict=True))


def test_the_table_has_every_address() -> None:
    """With -s it is printed."""
    known = {row.partition(" ")[2] for row in security_table.rows()}
    there = set(_routes(get_resolver().url_patterns))
    assert (there - known, known - there) == (set(), set()), "give each a line in tests/security_table.py"
    assert {str(one.pattern) for one in websocket_urlpatterns} == set(SOCKETS)
    print(security_table.shown())


@pytest.mark.parametrize("who", WHO)
def test_everybody_gets_what_the_table_says(who: str, things: Things, browsers: dict[str, Client]) -> None:
    expected = {row: cells[WHO.index(who)] for row, cells in security_table.rows().items()}
    found = {row: _cell(browsers[who], row, things) for row in expected}
    wrong = [f"{row}: {cell}" for row, cell in found.items() if cell != expected[row]]
    forms = _forms_behind(expected) if who in SENDS_FORMS else []
    wrong += [form for form in forms if not _is_refused(browsers[who], form, things)]
    assert not wrong, "\n".join(wrong)


def _is_refused(browser: Client, form: str, things: Things) -> bool:
    response = _asked(browser, form, things)
    return response.status_code == 405 or _meaning(response) == "n"


def _forms_behind(expected: dict[str, str]) -> list[str]:
    """What nobody may send who may not see the page: those of the panel's pages, which stand in no row of their own."""
    shut = [row for row, cell in expected.items() if row.startswith("GET admin/") and cell == "n"]
    return [row.replace("GET", "POST", 1) for row in shut]


@pytest.mark.parametrize("who", ["the chat's agent", "an administrator"])
def test_no_form_of_another_site_is_taken(who: str, things: Things, browsers: dict[str, Client]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = browsers[who].cookies
    posted = {row: _asked(browser, row, things).status_code for row in security_table.rows() if row.startswith("POST")}
    assert {row for row, status in posted.items() if status != 403} <= WITHOUT_OUR_FORM


@pytest.mark.parametrize("pk", [0, HUGE, "-1", "%00"])
def test_ids_of_nothing_are_no_fault_of_ours(pk: object, things: Things, browsers: dict[str, Client]) -> None:
    rows = [row for row in security_table.rows() if "<" in row]
    browser = browsers["an administrator"]
    answers = {row: _asked(browser, row, dict.fromkeys(things, pk), other=pk).status_code for row in rows}
    assert {row: status for row, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("who", WHO)
async def test_sockets_let_in_whom_the_table_says(who: str, socket_threads: None, site: WebChatSite) -> None:
    browser = await sync_to_async(_browser_of)(who)
    for path, cells in SOCKETS.items():
        may = cells[WHO.index(who)] == "y"
        for origin, opens in (("https://grata.test", may), ("https://evil.example", False), (None, False)):
            socket = Socket("/" + PARAMETER.sub("demo", path), client=browser, origin=origin)
            assert (path, origin, await socket.opens()) == (path, origin, opens)
            await socket.leave()


def _browser_of(who: str) -> Client:
    if who in ("nobody", "a visitor"):
        return Client()
    roles = {"a supervisor": "supervisor", "an administrator": "administrator"}
    return signed_in(person("one@demo.test", "One", role=roles.get(who, "agent")))  # type: ignore[arg-type]


def _cell(browser: Client, row: str, things: Things) -> str:
    """What the answer means, as a letter of the table."""
    response = _asked(browser, row, things)
    assert response.status_code < 500 or row == "GET readyz", (row, response.status_code)
    return _meaning(response)


def _meaning(response: Any) -> str:
    if response.status_code in (401, 403) or DOOR.match(response.headers.get("Location", "")):
        return "n"
    return "-" if response.status_code == 404 else "y"


def _asked(browser: Client, row: str, things: Things, *, other: object = None) -> Any:
    """The answer; all that was done in the database is undone, and the browser's cookies are as before."""
    method, _space, route = row.partition(" ")
    cookies = deepcopy(browser.cookies)
    browser.raise_request_exception = False
    with transaction.atomic():
        response = browser.generic(
            method,
            _address(route, things, other),
            urlencode(FIELDS | {"client_id": str(uuid4()), "agent": str(things["admin/console/agent/"])}),
            "application/json" if route in IN_JSON else "application/x-www-form-urlencoded",
            headers={"accept": "text/html"},
            REMOTE_ADDR=FAR,
        )
        b"".join(response)  # a file is closed when it has been read
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response


def _address(route: str, things: Things, other: object) -> str:
    """The address with everything filled in; other: what is put into each of its places."""
    if route in WRITTEN_OUT:
        return WRITTEN_OUT[route]
    mine = next((thing for begin, thing in things.items() if route.startswith(begin)), 0)
    words = {"slug": "demo", "key": "demo", "which": "shown", "sha": "a" * 64, "token": "b" * 24, "pk": mine}
    words |= {
        "signed": "x:y",
        "uidb64": "MQ",
        "what": "nothing",
        "object_id": mine,
        "content_type_id": 0,
        "app_label": "console",
        "upload": 0,
    }
    return "/" + PARAMETER.sub(lambda found: str(words[found[1]] if other is None else other), route)


def _routes(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = f"{before}{APPS.sub('<app_label>/', str(one.pattern))}"
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from _routes(one.url_patterns, route)
