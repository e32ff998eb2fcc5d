"""A session counts as long as it lasts, and a key that nobody gave out never."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from console.models import Agent
from tests.conftest import signed_in

HOME = reverse("console:home")


def test_a_session_that_has_ended_lets_nobody_in(lin: Agent) -> None:
    browser = signed_in(lin)
    assert browser.get(HOME).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get(HOME).status_code == 401


def test_a_key_that_a_browser_made_up_is_not_taken_over(lin: Agent) -> None:
    browser = Client()
    browser.cookies["sessionid"] = "m" * 32
    assert browser.get(HOME).status_code == 401
    session = browser.session
    session["anything"] = True
    session.save()
    assert session.session_key != "m" * 32
