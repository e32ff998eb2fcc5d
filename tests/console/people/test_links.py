"""Links that set a password: for how long, how often, for whom."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from console.actions.ask_reset import ask_reset
from console.actions.deactivate import deactivate
from console.actions.invite_again import invite_again
from console.actions.reactivate import reactivate
from console.actions.withdraw_invitation import withdraw_invitation
from console.models import Agent, Letter
from console.people import links
from console.people.links import LinkTokens
from tests.conftest import PASSWORD, signed_in
from tests.console.people.conftest import NEW, last_mail, link_in
from tests.together import at_once

OVER = "This link does not work any more"
FORM = {"new_password1": NEW, "new_password2": NEW}


def opened(link: str, browser: Client | None = None) -> Any:
    return (browser or Client()).get(link, follow=True)


def uses(link: str, browser: Client | None = None) -> Any:
    """Opens the link and sets a password, as somebody does who has the mail."""
    browser = browser or Client()
    opened(link, browser)
    return browser.post(link.rpartition("/")[0].rpartition("/")[0] + "/set-password/", FORM)


def reset_link(agent: Agent) -> str:
    ask_reset(agent.user.email, asked_from=None)
    return link_in(last_mail())


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    monkeypatch.setattr(LinkTokens, "_now", lambda self: datetime.now() + timedelta(**time))  # noqa: DTZ005 - as Django's


def test_an_invitation_sets_a_password_and_signs_in(nora: Agent) -> None:
    browser = Client()
    assert uses(link_in(last_mail()), browser).headers["Location"] == "/console/"
    assert browser.get(reverse("console:home")).status_code == 200
    assert Client().post("/login/", {"username": "nora@demo.test", "password": NEW}).status_code == 302


def test_the_token_is_not_left_in_the_address_nor_on_the_page(nora: Agent) -> None:
    link = link_in(last_mail())
    token = link.split("/")[-2]
    page = opened(link)
    assert [address for address, _status in page.redirect_chain] == [link.replace(token, "set-password")]
    assert token not in page.text


def test_nothing_that_is_kept_holds_a_token(nora: Agent, lin: Agent) -> None:
    tokens = [link_in(last_mail()).split("/")[-2], reset_link(lin).split("/")[-2]]
    rows = str([*Letter.objects.values(), *User.objects.values()])
    assert not [token for token in tokens if token in rows or token.split("-")[1] in rows]


@pytest.mark.parametrize("hours", [47.9, 48.1])
def test_an_invitation_is_good_for_48_hours(nora: Agent, monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    link = link_in(last_mail())
    later(monkeypatch, hours=hours)
    assert (OVER in opened(link).text) is (hours > 48)


@pytest.mark.parametrize("minutes", [59, 61])
def test_a_link_for_a_new_password_is_good_for_one_hour(
    lin: Agent, monkeypatch: pytest.MonkeyPatch, minutes: float
) -> None:
    link = reset_link(lin)
    later(monkeypatch, minutes=minutes)
    assert (OVER in opened(link).text) is (minutes > 60)


def test_a_form_that_was_opened_in_time_is_no_good_when_time_is_up(lin: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    link, browser = reset_link(lin), Client()
    opened(link, browser)
    later(monkeypatch, minutes=61)
    assert OVER in browser.post(link.replace(link.split("/")[-2], "set-password"), FORM).text
    lin.user.refresh_from_db()
    assert lin.user.check_password(PASSWORD)


def test_each_works_once(nora: Agent, lin: Agent) -> None:
    for link in (link_in(last_mail()), reset_link(lin)):
        assert uses(link).status_code == 302
        assert OVER in opened(link).text
        assert OVER in uses(link).text


@pytest.mark.django_db(transaction=True)
def test_of_those_who_use_one_at_the_same_moment_one_sets_the_password(lin: Agent) -> None:
    link = reset_link(lin)
    browsers = [Client() for _number in range(5)]
    for browser in browsers:
        opened(link, browser)
    form = link.replace(link.split("/")[-2], "set-password")
    answers = at_once([partial(browser.post, form, FORM) for browser in browsers])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 302]  # type: ignore[union-attr]


def test_the_token_of_one_kind_is_worth_nothing_for_the_other(nora: Agent, lin: Agent) -> None:
    invitation, reset = link_in(last_mail()), reset_link(lin)
    assert OVER in opened(invitation.replace("/invitation/", "/reset/")).text
    assert OVER in opened(reset.replace("/reset/", "/invitation/")).text
    for agent, kind in ((nora, Letter.Kind.RESET), (lin, Letter.Kind.INVITATION)):
        other = next(one for one in Letter.Kind if one != kind)
        assert not links.TOKENS[kind].check_token(agent.user, links.TOKENS[other].make_token(agent.user))


@pytest.mark.parametrize("wrong", ["", "x", "-", "cz-", "cz-0123456789abcdef", "set-password", "é-ü"])
def test_made_up_links_say_that_they_do_not_work(lin: Agent, nora: Agent, wrong: str) -> None:
    for agent, kind in ((lin, "reset"), (nora, "invitation")):
        uid = links.make(agent.user, Letter.Kind(kind)).split("/")[-3]
        answer = Client().get(f"/{kind}/{uid}/{wrong or '%20'}/", follow=True)
        assert OVER in answer.text


@pytest.mark.parametrize("uid", ["x", "%20", "9" * 60, "LTE", "AAAA", "é"])
def test_so_do_links_for_nobody(lin: Agent, uid: str) -> None:
    assert OVER in Client().get(f"/reset/{uid}/cz-0123/", follow=True).text


def test_deactivated_people_can_not_use_old_links(nora: Agent, lin: Agent, ana: Agent) -> None:
    kept = [link_in(last_mail()), reset_link(lin)]
    for agent in (nora, lin):
        deactivate(agent, by=ana.user)
    for link in kept:
        assert OVER in opened(link).text
        assert OVER in uses(link).text


def test_nor_a_form_that_they_had_open(lin: Agent, ana: Agent) -> None:
    link, browser = reset_link(lin), Client()
    opened(link, browser)
    deactivate(lin, by=ana.user)
    assert OVER in browser.post(link.replace(link.split("/")[-2], "set-password"), FORM).text


def test_a_withdrawn_invitation_does_not_come_back_with_the_next_one(nora: Agent, ana: Agent) -> None:
    first = link_in(last_mail())
    withdraw_invitation(nora, by=ana.user)
    assert OVER in opened(first).text
    invite_again(nora, by=ana.user)
    assert OVER in opened(first).text
    assert uses(link_in(last_mail())).status_code == 302


def test_a_link_for_a_new_password_ends_with_the_next_sign_in(lin: Agent) -> None:
    link = reset_link(lin)
    signed_in(lin)
    assert OVER in opened(link).text


def test_a_new_password_unlocks_the_account_and_ends_the_session_that_there_was(lin: Agent) -> None:
    browser = signed_in(lin)
    for _time in range(6):
        Client().post("/login/", {"username": "lin@demo.test", "password": "wrong"})
    uses(reset_link(lin))
    assert browser.get(reverse("console:changes")).status_code == 401
    assert Client().post("/login/", {"username": "lin@demo.test", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (NEW, "something-else-9", "match"),
        ("12345678", "12345678", "too common"),
        ("short", "short", "too short"),
        ("nora@demo.test", "nora@demo.test", "too similar"),
        ("", "", "required"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    nora: Agent, first: str, second: str, words: str
) -> None:
    link, browser = link_in(last_mail()), Client()
    opened(link, browser)
    form = link.replace(link.split("/")[-2], "set-password")
    page = browser.post(form, {"new_password1": first, "new_password2": second})
    assert words in page.text
    assert 'aria-invalid="true"' in page.text
    assert "sessionid" not in browser.cookies or browser.get(reverse("console:changes")).status_code == 401


def test_a_form_of_another_site_sets_no_password(nora: Agent) -> None:
    link, browser = link_in(last_mail()), Client(enforce_csrf_checks=True)
    opened(link, browser)
    assert browser.post(link.replace(link.split("/")[-2], "set-password"), FORM).status_code == 403


def test_somebody_who_was_let_in_again_needs_no_new_password(lin: Agent, ana: Agent) -> None:
    deactivate(lin, by=ana.user)
    assert "sessionid" not in Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).cookies
    reactivate(lin, by=ana.user)
    assert Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).status_code == 302
