"""Signed out after a while without a hand on the keyboard, if a supervisor wants it so."""

from datetime import timedelta
from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from console.models import Agent, DeskSettings, SignIn
from tests.conftest import PASSWORD, signed_in

PAGE = {"accept": "text/html"}


@pytest.fixture
def browser(lin: Agent) -> Client:
    """Lin, signed in; ten idle minutes are allowed."""
    DeskSettings.objects.create(pk=1, idle_minutes=10)
    return signed_in(lin)


def idle_for(**time: float) -> None:
    SignIn.objects.update(active_at=timezone.now() - timedelta(**time))


def idle_seconds() -> float:
    return (timezone.now() - SignIn.objects.get().active_at).total_seconds()


def asks(browser: Client) -> int:
    """What the page asks by itself."""
    return int(browser.get(reverse("console:changes")).status_code)


def test_by_default_nobody_is_signed_out(lin: Agent) -> None:
    browser = signed_in(lin)
    idle_for(days=3)
    assert asks(browser) == 200
    assert browser.get(reverse("console:activity")).json() == {"limit": None, "left": None}


def test_who_was_idle_for_too_long_is_out_and_is_told_why(browser: Client) -> None:
    idle_for(minutes=10, seconds=1)
    answer = browser.get(reverse("console:changes"))
    assert answer.status_code == 401
    assert answer.json()["login"] == "/login/?why=idle"
    assert "nothing happened here" in Client().get("/login/?why=idle").text


def test_what_the_page_asks_by_itself_does_not_count(browser: Client) -> None:
    for minutes in (9, 9.9):
        idle_for(minutes=minutes)
        assert asks(browser) == 200
        assert browser.get(reverse("console:activity")).status_code == 200
        assert browser.get(reverse("console:home"), headers={"accept": "*/*"}).status_code == 200
        assert idle_seconds() > minutes * 60 - 1


def test_a_hand_on_the_keyboard_does(browser: Client) -> None:
    idle_for(minutes=9)
    answer = browser.post(reverse("console:activity"), {"ago": "20"}).json()
    assert answer["limit"] == 600
    assert answer["left"] == pytest.approx(580, abs=5)
    assert idle_seconds() == pytest.approx(20, abs=5)


def test_so_does_opening_a_page_of_the_console_or_the_panel(browser: Client, ana: Agent) -> None:
    idle_for(minutes=9)
    browser.get(reverse("console:home"), headers=PAGE)
    assert idle_seconds() < 5
    SignIn.objects.all().delete()
    panel = signed_in(ana)
    idle_for(minutes=9)
    panel.get("/admin/", headers=PAGE)
    assert idle_seconds() < 5


@pytest.mark.parametrize("ago", ["", "-5", "x", "1e9", "99999999", "²"])
def test_what_is_no_number_of_seconds_counts_as_a_minute_ago(browser: Client, ago: str) -> None:
    idle_for(minutes=9)
    browser.post(reverse("console:activity"), {"ago": ago})
    assert 55 < idle_seconds() < 65


def test_news_of_earlier_activity_does_not_turn_time_back(browser: Client) -> None:
    browser.post(reverse("console:activity"), {"ago": "0"})
    browser.post(reverse("console:activity"), {"ago": "50"})
    assert idle_seconds() < 5


def test_activity_that_comes_too_late_does_not_open_the_session_again(browser: Client) -> None:
    idle_for(minutes=11)
    assert browser.post(reverse("console:activity"), {"ago": "0"}).status_code == 401
    assert asks(browser) == 401


def test_a_session_that_was_ended_stays_ended_when_more_minutes_are_allowed(browser: Client) -> None:
    idle_for(minutes=11)
    assert asks(browser) == 401
    DeskSettings.objects.update(idle_minutes=None)
    assert asks(browser) == 401


def test_signing_in_again_is_all_it_takes(browser: Client) -> None:
    idle_for(minutes=11)
    assert asks(browser) == 401
    assert browser.post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).status_code == 302
    assert asks(browser) == 200


def test_supervisors_set_it_on_a_page_of_one_row(ana: Agent) -> None:
    browser = signed_in(ana)
    url = reverse("admin:console_desksettings_change", args=[1])
    assert browser.get(reverse("admin:console_desksettings_changelist")).headers["Location"] == url
    assert browser.post(url, _form(idle_minutes="15")).status_code == 302
    assert DeskSettings.load().idle_minutes == 15
    assert browser.post(url, _form(idle_minutes="")).status_code == 302
    assert DeskSettings.load().idle_minutes is None
    assert browser.get(reverse("admin:console_desksettings_change", args=[2])).status_code == 302
    assert browser.get(reverse("admin:console_desksettings_add")).status_code == 403


def _form(**fields: str) -> dict[str, Any]:
    """The page as it is, but for these fields."""
    kept = {name: value for name, value in model_to_dict(DeskSettings.load()).items() if value not in (None, False)}
    return kept | fields


@pytest.mark.parametrize("minutes", ["0", "1", "-1", "1441", "x"])
def test_a_number_of_minutes_that_makes_no_sense_is_refused(ana: Agent, minutes: str) -> None:
    page: Any = signed_in(ana).post(reverse("admin:console_desksettings_change", args=[1]), _form(idle_minutes=minutes))
    assert page.status_code == 200
    assert DeskSettings.load().idle_minutes is None


def test_agents_do_not_set_it(lin: Agent) -> None:
    answer = signed_in(lin).post(reverse("admin:console_desksettings_change", args=[1]), {"idle_minutes": "2"})
    assert answer.status_code == 403
    assert DeskSettings.load().idle_minutes is None
