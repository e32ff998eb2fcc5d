"""People in the admin panel: who may add whom, and do what to whom."""

from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from console.actions.change_person import change_person
from console.actions.deactivate import deactivate
from console.actions.invite import invite
from console.actions.invite_again import invite_again
from console.actions.reactivate import reactivate
from console.actions.send_letters import send_letters
from console.actions.set_password import set_password
from console.actions.withdraw_invitation import withdraw_invitation
from console.models import Agent, Letter
from console.people import roles
from console.people.roles import Role
from console.refusals import Forbidden, Refused
from tests.conftest import PASSWORD, person, signed_in
from tests.console.people.conftest import NEW
from tests.console.people.panel import DEEDS, LIST, does, page_of
from tests.together import at_once

ADD = f"{LIST}add/"
FORM = {
    "name": "Nora Lind",
    "email": "Nora@Demo.test",
    "role": "agent",
    "language": "zh-hans",
    "time_zone": "Asia/Tokyo",
}


def test_one_page_adds_a_person_and_the_invitation_leaves(ana: Agent) -> None:
    page = signed_in(ana).post(ADD, FORM, follow=True)
    assert "was added successfully" in page.text
    nora = Agent.objects.select_related("user").get(name="Nora Lind")
    assert (nora.user.email, nora.user.username, nora.language, nora.time_zone) == (
        *("nora@demo.test", "nora@demo.test"),
        *("zh-hans", "Asia/Tokyo"),
    )
    assert not nora.user.has_usable_password()
    send_letters()
    assert [letter.to for letter in mail.outbox] == [["nora@demo.test"]]


def test_an_e_mail_is_one_persons_however_it_is_written(ana: Agent, lin: Agent) -> None:
    page = signed_in(ana).post(ADD, FORM | {"email": "LIN@demo.TEST"})
    assert "Somebody has this e-mail already." in page.text
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="other", email="LIN@demo.TEST")
    for _number in range(2):
        User.objects.create_user(f"without-mail-{_number}")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_the_same_person_at_once_one_does(ana: Agent, admin_person: Agent) -> None:
    works = [
        partial(invite, by=one.user, name="Nora", email=email, role="agent")
        for one, email in ((ana, "nora@demo.test"), (admin_person, "Nora@demo.test"))
    ]
    outcomes = at_once(works)
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    assert Letter.objects.count() == 1


def test_supervisors_add_agents_and_no_others(ana: Agent) -> None:
    browser = signed_in(ana)
    assert 'value="administrator"' not in browser.get(ADD).text
    for role in ("supervisor", "administrator", "root", ""):
        assert browser.post(ADD, FORM | {"role": role}).status_code == 200
        with pytest.raises(Forbidden):
            invite(by=ana.user, name="Nora", email="nora@demo.test", role=role)
    assert not User.objects.filter(email="nora@demo.test").exists()


@pytest.mark.parametrize("role", list(Role))
def test_administrators_add_whom_they_will(admin_person: Agent, role: Role) -> None:
    signed_in(admin_person).post(ADD, FORM | {"role": role.value})
    user = User.objects.get(email="nora@demo.test")
    assert roles.of(user) == role
    assert user.groups.filter(name="Supervisors").exists() is (role == Role.SUPERVISOR)


def test_agents_add_nobody(lin: Agent) -> None:
    assert signed_in(lin).post(ADD, FORM).status_code == 403
    with pytest.raises(Forbidden):
        invite(by=lin.user, name="Nora", email="nora@demo.test", role="agent")
    assert Agent.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"email": "nora"}, {"email": ""}, {"name": ""}, {"time_zone": "Mars"}, {"language": "x"}]
)
def test_what_is_wrong_with_a_new_person_is_said_beside_its_field(ana: Agent, wrong: dict[str, str]) -> None:
    page = signed_in(ana).post(ADD, FORM | wrong)
    assert "errorlist" in page.text
    assert Agent.objects.count() == 1


def test_supervisors_change_an_agents_name_language_and_zone_but_not_their_e_mail_or_role(
    ana: Agent, lin: Agent
) -> None:
    signed_in(ana).post(page_of(lin), FORM | {"email": "ana@evil.test", "role": "administrator"})
    lin.refresh_from_db()
    assert (lin.name, lin.language, lin.time_zone) == ("Nora Lind", "zh-hans", "Asia/Tokyo")
    assert (lin.user.email, roles.of(lin.user)) == ("lin@demo.test", Role.AGENT)


def test_supervisors_touch_no_administrator_no_supervisor_and_not_themselves(ana: Agent, admin_person: Agent) -> None:
    other = person("rosa@demo.test", "Rosa Klee", role=Role.SUPERVISOR)
    browser = signed_in(ana)
    for agent in (admin_person, other, ana):
        assert browser.get(page_of(agent)).status_code == 200  # to read
        assert browser.post(page_of(agent), FORM).status_code == 403
        for deed in (*DEEDS, "link", "password"):
            assert browser.post(f"{LIST}{agent.pk}/{deed}/").status_code == 403, deed
    assert not Agent.objects.filter(name="Nora Lind").exists()


def test_nor_by_asking_the_actions_themselves(ana: Agent, admin_person: Agent, lin: Agent) -> None:
    for deed in (deactivate, reactivate, invite_again, withdraw_invitation):
        for agent, by in ((admin_person, ana), (ana, ana), (ana, lin), (lin, lin)):
            with pytest.raises(Refused):
                deed(agent, by=by.user)
    for by, email, role in (
        (ana, "lin@demo.test", "supervisor"),
        (ana, "x@demo.test", "agent"),
        (lin, "x@x.test", "agent"),
    ):
        with pytest.raises(Forbidden):
            change_person(lin, by=by.user, email=email, role=role)
    assert User.objects.filter(is_active=True).count() == 3


def test_supervisors_set_no_passwords_and_see_no_links(ana: Agent, lin: Agent, nora: Agent, settings: Any) -> None:
    settings.GRATA_MAIL = {}
    browser = signed_in(ana)
    assert browser.get(f"{LIST}{lin.pk}/password/").status_code == 403
    assert browser.post(f"{LIST}{lin.pk}/password/", {"new_password1": NEW, "new_password2": NEW}).status_code == 403
    assert browser.post(f"{LIST}{nora.pk}/link/").status_code == 403
    assert "Set a password" not in browser.get(page_of(lin)).text


def test_supervisors_find_nothing_of_accounts_groups_and_channels_in_the_panel(ana: Agent, wechat: Any) -> None:
    browser = signed_in(ana)
    page = browser.get("/admin/").text
    assert "/admin/console/agent/" in page
    for model in (
        "auth",
        "channels_app/we",
        "channels_app/kept",
        "axes",
        "console/letter",
        "console/signin",
        "sessions",
    ):
        assert f"/admin/{model}" not in page
    assert browser.get("/admin/auth/user/").status_code == 404
    assert browser.get(f"/admin/channels_app/wechataccount/{wechat.pk}/change/").status_code == 403


def test_an_administrator_changes_role_and_e_mail(admin_person: Agent, lin: Agent) -> None:
    browser = signed_in(admin_person)
    browser.post(page_of(lin), FORM | {"role": "supervisor"})
    user = User.objects.get(pk=lin.pk)
    assert (user.email, user.username, roles.of(user)) == ("nora@demo.test", "nora@demo.test", Role.SUPERVISOR)
    browser.post(page_of(lin), FORM | {"role": "agent"})
    assert not Group.objects.get(name="Supervisors").user_set.filter(pk=lin.pk).exists()
    assert Client().post("/login/", {"username": "nora@demo.test", "password": PASSWORD}).status_code == 302


def test_an_administrator_does_not_demote_or_shut_out_themselves(admin_person: Agent) -> None:
    browser = signed_in(admin_person)
    assert browser.post(page_of(admin_person), FORM).status_code == 403
    assert browser.post(f"{LIST}{admin_person.pk}/deactivate/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_administrators_do_not_demote_each_other_at_the_same_moment(admin_person: Agent) -> None:
    other = person("rosa@demo.test", "Rosa Klee", role=Role.ADMINISTRATOR)
    pairs = ((admin_person, other), (other, admin_person))
    works = [partial(change_person, one, by=by.user, email=one.user.email, role="agent") for one, by in pairs]
    outcomes = at_once(works)
    assert sorted(isinstance(outcome, Forbidden) for outcome in outcomes) == [False, True]
    assert User.objects.filter(is_superuser=True).count() == 1


def test_somebody_who_is_no_administrator_any_more_finds_the_panel_closed(admin_person: Agent, lin: Agent) -> None:
    other = person("rosa@demo.test", "Rosa Klee", role=Role.ADMINISTRATOR)
    browser = signed_in(other)
    change_person(other, by=admin_person.user, email="rosa@demo.test", role="agent")
    assert browser.get("/admin/", follow=True).status_code == 403


def test_deactivating_ends_the_session_and_shuts_the_door(ana: Agent, lin: Agent) -> None:
    browser = signed_in(lin)
    assert "signed out everywhere" in does(ana, "deactivate", lin).text
    assert browser.get(reverse("console:changes")).status_code == 401
    assert Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).status_code == 200
    assert "Deactivated" in signed_in(ana).get(page_of(lin)).text
    does(ana, "reactivate", lin)
    assert browser.get(reverse("console:changes")).status_code == 401
    assert Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).status_code == 302


def test_an_administrator_sets_a_password_which_ends_the_session(admin_person: Agent, lin: Agent) -> None:
    browser = signed_in(lin)
    form = {"new_password1": NEW, "new_password2": NEW}
    url = f"{LIST}{lin.pk}/password/"
    assert "errorlist" in signed_in(admin_person).post(url, form | {"new_password2": "x"}).text
    assert browser.get(reverse("console:changes")).status_code == 200
    assert "Set a password" in signed_in(admin_person).get(page_of(lin)).text
    page = signed_in(admin_person).post(url, form, follow=True)
    assert NEW not in page.text
    assert browser.get(reverse("console:changes")).status_code == 401
    assert Client().post("/login/", {"username": "lin@demo.test", "password": NEW}).status_code == 302


def test_who_is_deactivated_is_given_no_password(admin_person: Agent, lin: Agent) -> None:
    deactivate(lin, by=admin_person.user)
    browser = signed_in(admin_person)
    assert "Set a password" not in browser.get(page_of(lin)).text
    form = {"new_password1": NEW, "new_password2": NEW}
    assert browser.post(f"{LIST}{lin.pk}/password/", form).status_code == 403


def test_a_locked_person_is_shown_as_such_with_a_button_that_unlocks(ana: Agent, lin: Agent) -> None:
    for _time in range(6):
        Client().post("/login/", {"username": "lin@demo.test", "password": "wrong"})
    browser = signed_in(ana)
    assert "Locked: too many wrong passwords" in browser.get(LIST).text
    assert 'value="Unlock"' in browser.get(page_of(lin)).text
    does(ana, "unlock", lin)
    assert 'value="Unlock"' not in signed_in(ana).get(page_of(lin)).text
    assert Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD}).status_code == 302


def test_nobody_is_deleted(admin_person: Agent, lin: Agent) -> None:
    assert signed_in(admin_person).post(f"{LIST}{lin.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Agent.objects.filter(pk=lin.pk).exists()


def test_the_list_costs_the_same_however_many_people_there_are(ana: Agent, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        person(f"agent-{number}@demo.test", f"Agent {number}")
    browser = signed_in(ana)
    with django_assert_max_num_queries(11):
        page = browser.get(LIST)
    assert "Agent 11" in page.text


def test_people_are_found_by_role_and_name(ana: Agent, lin: Agent, admin_person: Agent) -> None:
    browser = signed_in(ana)
    assert "Lin Wei" not in browser.get(LIST, {"role": "supervisor"}).text
    assert "Lin Wei" in browser.get(LIST, {"role": "agent"}).text
    assert browser.get(LIST, {"role": "'; --"}).status_code == 200
    assert "Lin Wei" in browser.get(LIST, {"q": "LIN@demo"}).text


def test_who_is_only_invited_is_not_among_the_agents_of_the_console_and_who_has_joined_is(
    lin: Agent, nora: Agent
) -> None:
    page = signed_in(lin).get(reverse("console:home"))
    assert "Nora Lind" not in page.text
    set_password(nora.user, password=NEW)
    signed_in(nora)
    assert "Nora Lind" in signed_in(lin).get(reverse("console:home")).text
