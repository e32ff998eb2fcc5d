"""Invitations in the admin panel: sent again, withdrawn, and handed over where no mail leaves."""

from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from console.actions.send_letters import send_letters
from console.models import Agent
from tests.conftest import signed_in
from tests.console.people.conftest import SITE
from tests.console.people.panel import DEEDS, LIST, does, page_of


def test_an_invitation_is_sent_again_and_withdrawn(ana: Agent, nora: Agent) -> None:
    send_letters()
    does(ana, "invite", nora)
    send_letters()
    assert len(mail.outbox) == 2
    assert "Its link does not work any more" in does(ana, "withdraw", nora).text
    assert "Invitation withdrawn" in signed_in(ana).get(LIST).text


@pytest.mark.parametrize("deed", ["invite", "withdraw"])
def test_who_has_joined_is_not_invited_any_more(ana: Agent, lin: Agent, deed: str) -> None:
    page = does(ana, deed, lin)
    assert "This person has joined already." in page.text
    lin.user.refresh_from_db()
    assert lin.user.is_active


def test_buttons_are_posts_from_our_own_pages(ana: Agent, lin: Agent) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana.user)
    for deed in (*DEEDS, "link"):
        assert signed_in(ana).get(f"{LIST}{lin.pk}/{deed}/").status_code == 405
    strict.force_login(ana.user)
    for deed in (*DEEDS, "link", "password"):
        assert strict.post(f"{LIST}{lin.pk}/{deed}/").status_code == 403
    assert signed_in(ana).post(f"{LIST}{lin.pk + 999}/deactivate/").status_code == 404


def test_without_mail_the_panel_says_so_and_an_administrator_can_show_the_link(
    admin_person: Agent, nora: Agent, settings: Any
) -> None:
    settings.GRATA_MAIL = {}
    browser = signed_in(admin_person)
    assert "E-mail is not set up" in browser.get(LIST).text
    assert "Show the invitation link" in browser.get(page_of(nora)).text
    shown = browser.post(f"{LIST}{nora.pk}/link/")
    assert "no-store" in shown.headers["Cache-Control"]
    link = unescape(shown.text).split(f'value="{SITE}')[1].split('"')[0]
    assert "Choose a password for nora@demo.test" in Client().get(link, follow=True).text


def test_with_mail_no_link_is_shown(admin_person: Agent, nora: Agent) -> None:
    browser = signed_in(admin_person)
    assert "E-mail is not set up" not in browser.get(LIST).text
    assert "Show the invitation link" not in browser.get(page_of(nora)).text
    assert browser.post(f"{LIST}{nora.pk}/link/").status_code == 403
