"""What people change for themselves: language, time zone, password."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from console.models import Agent
from tests.conftest import PASSWORD, signed_in
from tests.console.people.conftest import NEW

SETTINGS = "/console/settings/"
FORM = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}


def test_language_and_time_zone_count_at_once(lin: Agent) -> None:
    browser = signed_in(lin)
    answer = browser.post(SETTINGS, {"language": "zh-hant", "time_zone": "Asia/Taipei"}, follow=True)
    assert 'lang="zh-hant"' in answer.text
    assert 'role="status"' in answer.text
    lin.refresh_from_db()
    assert (lin.language, lin.time_zone) == ("zh-hant", "Asia/Taipei")
    assert 'lang="zh-hant"' in browser.get(reverse("console:home")).text


@pytest.mark.parametrize(
    ("language", "zone"),
    [("xx", "UTC"), ("", "UTC"), ("en", ""), ("en", "Mars/Olympus"), ("en", "../../etc/passwd"), ("en", "a" * 65)],
)
def test_what_there_is_not_is_refused_beside_its_field(lin: Agent, language: str, zone: str) -> None:
    page = signed_in(lin).post(SETTINGS, {"language": language, "time_zone": zone})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    lin.refresh_from_db()
    assert (lin.language, lin.time_zone) == ("en", "UTC")


def test_ones_own_new_password_ends_the_session_and_counts_from_then_on(lin: Agent) -> None:
    browser = signed_in(lin)
    answer = browser.post("/password/", FORM)
    assert answer.headers["Location"] == "/login/?why=password"
    assert browser.get(reverse("console:changes")).status_code == 401
    assert Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).status_code == 200
    assert Client().post("/login/", {"username": "lin@demo.test", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old_password": "wrong"}, "not your present password"),
        ({"new_password2": "other-harbour-9"}, "match"),
        ({"new_password1": "12345678", "new_password2": "12345678"}, "too common"),
        ({"old_password": ""}, "required"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_changes_nothing(
    lin: Agent, fields: dict[str, str], words: str
) -> None:
    browser = signed_in(lin)
    page = browser.post("/password/", FORM | fields)
    assert words in page.text
    assert browser.get(reverse("console:changes")).status_code == 200
    lin.user.refresh_from_db()
    assert lin.user.check_password(PASSWORD)


def test_a_session_left_open_is_no_way_to_guess_the_password(lin: Agent) -> None:
    browser = signed_in(lin)
    for _time in range(6):
        page = browser.post("/password/", FORM | {"old_password": "wrong"})
    assert "this account is locked" in page.text
    assert "this account is locked" in browser.post("/password/", FORM).text
    lin.user.refresh_from_db()
    assert lin.user.check_password(PASSWORD)


def test_who_is_not_signed_in_changes_none(lin: Agent) -> None:
    assert Client().post("/password/", FORM).headers["Location"] == "/login/?next=/password/"


@pytest.mark.parametrize("url", ["/password/", SETTINGS, "/password/forgotten/"])
def test_forms_of_other_sites_change_nothing(lin: Agent, url: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lin.user)
    assert browser.post(url, FORM | {"email": "lin@demo.test"}).status_code == 403


def test_the_panels_own_page_for_it_leads_here(ana: Agent) -> None:
    answer: Any = signed_in(ana).get("/admin/password_change/")
    assert answer.headers["Location"] == "/password/"
