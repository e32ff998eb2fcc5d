"""Every address of the console, and who gets what there."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from console.models import Agent
from console.urls import urlpatterns
from history.models import Conversation, Message
from tests.conftest import PASSWORD, signed_in

WHO = ("nobody", "no agent", "blocked", "foreign", "insider", "supervisor")

# (method, address, whose chat) -> what the six of WHO get. 302 and 401: sign in first. 409: somebody has it, or nobody waits.
# The agent whom forms name is Lin, who is in "mine" already, and offline.
TABLE: dict[tuple[str, str, str], tuple[int, int, int, int, int, int]] = {
    ("GET", "home", ""): (302, 403, 302, 200, 200, 200),
    ("GET", "chat", "waiting"): (302, 403, 302, 200, 200, 200),
    ("GET", "chat", "mine"): (302, 403, 302, 403, 200, 200),
    ("GET", "chat", "closed"): (302, 403, 302, 200, 200, 200),
    ("GET", "history", ""): (302, 403, 302, 200, 200, 200),
    ("GET", "transcript", "waiting"): (302, 403, 302, 200, 200, 200),
    ("GET", "transcript", "mine"): (302, 403, 302, 403, 200, 200),
    ("GET", "transcript", "closed"): (302, 403, 302, 200, 200, 200),
    ("POST", "reopening", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "reopening", "mine"): (401, 403, 401, 409, 200, 409),
    ("POST", "reopening", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "claims", ""): (401, 403, 401, 409, 409, 409),
    ("POST", "claim", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "claim", "mine"): (401, 403, 401, 409, 200, 409),
    ("POST", "claim", "closed"): (401, 403, 401, 409, 409, 409),
    ("GET", "messages", "waiting"): (401, 403, 401, 200, 200, 200),
    ("GET", "messages", "mine"): (401, 403, 401, 403, 200, 200),
    ("GET", "messages", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "messages", "waiting"): (401, 403, 401, 403, 403, 403),
    ("POST", "messages", "mine"): (401, 403, 401, 403, 200, 403),
    ("POST", "messages", "closed"): (401, 403, 401, 403, 403, 403),
    ("GET", "cards", "waiting"): (401, 403, 401, 200, 200, 200),
    ("GET", "cards", "mine"): (401, 403, 401, 403, 200, 200),
    ("GET", "cards", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "cards", "waiting"): (401, 403, 401, 422, 422, 422),
    ("POST", "cards", "mine"): (401, 403, 401, 422, 422, 422),
    ("GET", "quick-replies", "waiting"): (401, 403, 401, 403, 403, 403),
    ("GET", "quick-replies", "mine"): (401, 403, 401, 403, 200, 403),
    ("GET", "quick-replies", "closed"): (401, 403, 401, 403, 403, 403),
    ("POST", "quick-replies", "mine"): (401, 403, 401, 422, 422, 422),
    ("POST", "uploads", "waiting"): (401, 403, 401, 403, 403, 403),
    ("POST", "uploads", "mine"): (401, 403, 401, 403, 422, 403),
    ("POST", "uploads", "closed"): (401, 403, 401, 403, 403, 403),
    ("POST", "draft", "waiting"): (401, 403, 401, 403, 403, 403),
    ("POST", "draft", "mine"): (401, 403, 401, 403, 200, 403),
    ("POST", "draft", "closed"): (401, 403, 401, 403, 403, 403),
    ("POST", "closure", "waiting"): (401, 403, 401, 403, 403, 200),
    ("POST", "closure", "mine"): (401, 403, 401, 403, 200, 200),
    ("POST", "closure", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "departure", "waiting"): (401, 403, 401, 403, 403, 403),
    ("POST", "departure", "mine"): (401, 403, 401, 403, 200, 403),
    ("POST", "departure", "closed"): (401, 403, 401, 403, 403, 403),
    ("POST", "passing", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "passing", "offered"): (401, 403, 401, 403, 200, 403),
    ("POST", "claim", "offered"): (401, 403, 401, 409, 200, 409),
    ("POST", "transfers", "mine"): (401, 403, 401, 403, 422, 403),
    ("POST", "move", "waiting"): (401, 403, 401, 403, 403, 422),
    ("POST", "move", "mine"): (401, 403, 401, 403, 403, 422),
    ("POST", "release", "waiting"): (401, 403, 401, 403, 403, 200),
    ("POST", "release", "mine"): (401, 403, 401, 403, 403, 200),
    ("POST", "release", "closed"): (401, 403, 401, 403, 403, 200),
    ("POST", "acceptance", "asking"): (401, 403, 401, 403, 403, 403),
    ("POST", "refusal", "asking"): (401, 403, 401, 403, 403, 403),
    ("POST", "cancellation", "asking"): (401, 403, 401, 403, 200, 403),
    ("POST", "customer", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "customer", "mine"): (401, 403, 401, 403, 200, 200),
    ("POST", "customer", "closed"): (401, 403, 401, 200, 200, 200),
    ("GET", "tags", "waiting"): (401, 403, 401, 200, 200, 200),
    ("GET", "tags", "mine"): (401, 403, 401, 403, 200, 200),
    ("GET", "tags", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "tags", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "tags", "mine"): (401, 403, 401, 403, 200, 200),
    ("POST", "tags", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "tag-removal", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "tag-removal", "mine"): (401, 403, 401, 403, 200, 200),
    ("POST", "tag-removal", "closed"): (401, 403, 401, 200, 200, 200),
    ("GET", "comments", "waiting"): (401, 403, 401, 200, 200, 200),
    ("GET", "comments", "mine"): (401, 403, 401, 403, 200, 200),
    ("GET", "comments", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "comments", "waiting"): (401, 403, 401, 200, 200, 200),
    ("POST", "comments", "mine"): (401, 403, 401, 403, 200, 200),
    ("POST", "comments", "closed"): (401, 403, 401, 200, 200, 200),
    ("POST", "comment-removal", "remark"): (401, 403, 401, 403, 200, 403),
    ("POST", "comment-restoration", "remark"): (401, 403, 401, 403, 200, 403),
    ("POST", "retry", "failed"): (401, 403, 401, 403, 200, 403),
    ("GET", "file", "file"): (302, 403, 302, 403, 200, 200),
    ("POST", "fetch", "unfetched"): (401, 403, 401, 403, 200, 200),
    ("GET", "waiting", ""): (401, 403, 401, 200, 200, 200),
    ("GET", "colleagues", ""): (401, 403, 401, 200, 200, 200),
    ("GET", "changes", ""): (401, 403, 401, 200, 200, 200),
    ("POST", "presence", ""): (401, 403, 401, 200, 200, 200),
    ("POST", "alert_sound", ""): (401, 403, 401, 200, 200, 200),
    ("POST", "alert_words", ""): (401, 403, 401, 200, 200, 200),
    ("POST", "queue_pause", ""): (401, 403, 401, 200, 200, 200),
    ("POST", "queue_choice", ""): (401, 403, 401, 200, 200, 200),
    ("GET", "activity", ""): (401, 403, 401, 200, 200, 200),
    ("POST", "activity", ""): (401, 403, 401, 200, 200, 200),
    ("GET", "preferences", ""): (302, 403, 302, 200, 200, 200),
    ("POST", "preferences", ""): (401, 403, 401, 422, 422, 422),
}
FIELDS = {"text": "Until noon.", "name": "Daniel, room 12", "state": "away", "tag": "7"}
WHOSE = list(dict.fromkeys(whose for _method, _name, whose in TABLE))
PAGES = ("home", "chat", "file", "history", "preferences", "transcript")
FIELDS |= {
    "version": "0",
    "kind": "waiting",
    "sound": "off",
    "volume": "40",
    "words": "on",
    "paused": "on",
    "takes": "on",
}


@pytest.mark.parametrize("whose", WHOSE)
def test_everybody_gets_what_the_table_says(request: Any, lin: Agent, whose: str) -> None:
    """One row after the other; nothing that one did is there for the next."""
    rows = [row for row in TABLE if row[2] == whose]
    urls = [_url(name, request.getfixturevalue(whose).pk if whose else None) for _method, name, _whose in rows]
    found = zip(*(_statuses(who, lin, rows, urls) for who in WHO), strict=True)
    assert dict(zip(rows, found, strict=True)) == {row: TABLE[row] for row in rows}


def _statuses(who: str, lin: Agent, rows: list[tuple[str, str, str]], urls: list[str]) -> list[int]:
    with transaction.atomic():
        browser = _browser(who, lin)
        found = [_status(browser, lin, *row[:2], url) for row, url in zip(rows, urls, strict=True)]
        transaction.set_rollback(True)
    return found


def _status(browser: Client, lin: Agent, method: str, name: str, url: str) -> int:
    accept = "text/html" if name in PAGES else "*/*"
    fields = FIELDS | {"client_id": str(uuid4()), "agent": str(lin.pk)} if method == "POST" else {}
    with _undone(browser):
        response = browser.generic(method, url, _form(fields), FORM, headers={"accept": accept})
        b"".join(response)  # a file is closed when it has been read
    return response.status_code


@contextmanager
def _undone(browser: Client) -> Iterator[None]:
    """Whatever the block does to the database, or to the browser's cookies."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies


def test_the_table_has_every_address_of_the_console() -> None:
    assert {name for _method, name, _whose in TABLE} == {p.name for p in urlpatterns if isinstance(p, URLPattern)}


def test_other_methods_are_refused(mine: Conversation, lin: Agent) -> None:
    """Before anything is looked for: whose it is makes no difference."""
    browser = signed_in(lin)
    for name in {name for _method, name, _whose in TABLE}:
        url, known = _url(name, _pk_for(name, mine)), {method for method, other, _whose in TABLE if other == name}
        for other in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
            assert browser.generic(other, url).status_code == 405, (other, url)


def test_a_form_of_another_site_changes_nothing(mine: Conversation, failed: Message, lin: Agent) -> None:
    urls = [_url(name, _pk_for(name, mine)) for method, name, _whose in TABLE if method == "POST"]
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(lin).cookies
    before = list(Message.objects.values_list("pk", "version"))
    assert {url: browser.post(url, FIELDS).status_code for url in urls} == dict.fromkeys(urls, 403)
    assert list(Message.objects.values_list("pk", "version")) == before


def test_signing_out_needs_our_own_form_too(lin: Agent) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lin.user)
    assert browser.post("/logout/").status_code == 403
    assert browser.get("/logout/").status_code == 405
    assert browser.get(reverse("console:home")).status_code == 200


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(mine: Conversation, lin: Agent) -> None:
    url = reverse("console:chat", args=[mine.pk])
    browser = Client()
    door = browser.get(url, headers={"accept": "text/html"})
    assert door.headers["Location"] == f"/login/?next={url}"
    entered = browser.post(door.headers["Location"], {"username": "Lin@Demo.test", "password": PASSWORD})
    assert entered.headers["Location"] == url


def test_a_script_that_is_signed_out_learns_where_the_door_is(db: None) -> None:
    response = Client().get(reverse("console:changes"))
    assert response.json() == {"error": "You are signed out.", "login": "/login/"}
    assert response.headers["HX-Redirect"] == "/login/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_door_leads_to_no_other_site(lin: Agent, elsewhere: str) -> None:
    entered = Client().post(f"/login/?next={elsewhere}", {"username": "lin@demo.test", "password": PASSWORD})
    assert entered.headers["Location"] == "/console/"


@pytest.mark.parametrize(
    ("password", "blocked"), [("wrong", False), (PASSWORD, True), ("", False)], ids=["wrong", "blocked", "none"]
)
def test_the_door_stays_shut(lin: Agent, password: str, blocked: bool) -> None:
    User.objects.update(is_active=not blocked)
    browser = Client()
    response = browser.post("/login/", {"username": "lin@demo.test", "password": password})
    assert response.status_code == 200
    assert "sessionid" not in browser.cookies


def test_a_chat_that_others_have_shows_who_and_nothing_that_was_said(mine: Conversation, marco: Agent) -> None:
    browser = signed_in(marco)
    for headers in ({}, {"hx-request": "true"}):
        page = browser.get(reverse("console:chat", args=[mine.pk]), headers=headers)
        assert "Lin Wei" in page.text
        assert "check-out" not in page.text
    older = browser.get(reverse("console:messages", args=[mine.pk]))
    assert "check-out" not in older.text


def test_a_blocked_agent_is_out_with_the_next_request(lin: Agent) -> None:
    browser = signed_in(lin)
    assert browser.get(reverse("console:changes")).status_code == 200
    User.objects.update(is_active=False)
    assert browser.get(reverse("console:changes")).status_code == 401


def test_a_new_password_ends_every_old_session(lin: Agent) -> None:
    browser = signed_in(lin)
    lin.user.set_password("another-harbour-8")
    lin.user.save()
    assert browser.get(reverse("console:changes")).status_code == 401


def test_who_may_not_hears_it_in_words_and_htmx_shows_them(mine: Conversation, marco: Agent) -> None:
    response = signed_in(marco).post(reverse("console:claim", args=[mine.pk]), headers={"hx-request": "true"})
    assert response.json() == {"error": "Lin Wei has this chat."}
    assert "Lin Wei has this chat." in response.headers["HX-Trigger"]
    assert response.headers["HX-Reswap"] == "none"


def test_private_pages_are_kept_by_no_cache(mine: Conversation, lin: Agent) -> None:
    browser = signed_in(lin)
    for url in (reverse("console:home"), reverse("console:chat", args=[mine.pk]), reverse("console:changes")):
        assert "no-store" in browser.get(url).headers["Cache-Control"]


FORM = "application/x-www-form-urlencoded"


def _form(fields: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items())


def _pk_for(name: str, chat: Conversation) -> int | None:
    """A number for those addresses that have one."""
    return chat.pk if any(whose for _method, other, whose in TABLE if other == name) else None


def _url(name: str, pk: int | None) -> str:
    more = ["shown"] if name == "file" else []
    return reverse(f"console:{name}", args=[] if pk is None else [pk, *more])


def _browser(who: str, lin: Agent) -> Client:
    if who == "insider":
        return signed_in(lin)
    browser = Client()
    if who != "nobody":
        user = User.objects.create_user("ana@demo.test", is_staff=who == "supervisor")
        if who != "no agent":
            Agent.objects.create(user=user, name="Ana Lima")
        browser.force_login(user)
        User.objects.filter(pk=user.pk).update(is_active=who != "blocked")
    return browser
