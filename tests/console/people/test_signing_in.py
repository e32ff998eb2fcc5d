"""The door: how often one may be wrong, and that one is inside once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from console.actions.sign_in import sign_in
from console.actions.unlock import unlock
from console.models import Agent, SignIn
from console.people import sign_ins
from console.refusals import Refused
from tests.conftest import PASSWORD, signed_in
from tests.together import at_once

LOCKED = "this account is locked. Ask a supervisor"
WRONG = "do not belong together"
OTHER_OFFICE = "203.0.113.9"


def tries(email: str, password: str, client: Client | None = None, times: int = 1, **meta: Any) -> Any:
    for _time in range(times):
        answer = (client or Client()).post("/login/", {"username": email, "password": password}, **meta)
    return answer


def test_the_sixth_failure_in_a_row_locks_and_then_the_right_password_is_refused_too(lin: Agent) -> None:
    assert WRONG in tries("lin@demo.test", "wrong", times=5).text
    assert LOCKED in tries("lin@demo.test", "wrong").text
    browser = Client()
    assert LOCKED in tries("Lin@Demo.test", PASSWORD, browser).text
    assert "sessionid" not in browser.cookies


def test_after_five_failures_the_right_password_opens_and_the_count_begins_anew(lin: Agent) -> None:
    for _round in range(3):
        tries("lin@demo.test", "wrong", times=5)
        assert tries("lin@demo.test", PASSWORD).status_code == 302


def test_the_failures_count_wherever_they_come_from(lin: Agent) -> None:
    for number in range(6):
        tries("lin@demo.test", "wrong", REMOTE_ADDR=f"203.0.113.{number}", headers={"user-agent": f"Browser {number}"})
    assert LOCKED in tries("lin@demo.test", PASSWORD).text


def test_others_in_the_same_office_get_in_all_the_same(lin: Agent, marco: Agent) -> None:
    tries("lin@demo.test", "wrong", times=9)
    assert tries("marco@demo.test", PASSWORD).status_code == 302


def test_an_e_mail_that_nobody_has_is_answered_in_the_same_words_and_locked_too(lin: Agent) -> None:
    assert (
        tries("nobody@demo.test", "wrong").text.count(WRONG) == tries("lin@demo.test", "wrong").text.count(WRONG) == 1
    )
    assert LOCKED in tries("nobody@demo.test", "wrong", times=5).text


def test_the_password_is_checked_as_slowly_for_an_e_mail_that_nobody_has(
    lin: Agent, nora: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def counted(self: Any, password: str, salt: Any, *args: Any) -> str:
        hashed.append(password)
        return encode(self, password, salt, *args)

    monkeypatch.setattr(hasher, "encode", counted)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    for email in ("lin@demo.test", "nora@demo.test", "nobody@demo.test"):
        hashed.clear()
        assert WRONG in tries(email, PASSWORD).text
        assert len(hashed) == 1, email


def test_a_supervisor_unlocks(lin: Agent, ana: Agent) -> None:
    tries("lin@demo.test", "wrong", times=6)
    unlock(lin, by=ana.user)
    assert tries("lin@demo.test", PASSWORD).status_code == 302


def test_nobody_unlocks_themselves_and_no_agent_another(lin: Agent, marco: Agent, ana: Agent) -> None:
    tries("ana@demo.test", "wrong", times=6)
    for agent, by in ((ana, ana), (ana, lin), (marco, lin)):
        with pytest.raises(Refused):
            unlock(agent, by=by.user)
    assert LOCKED in tries("ana@demo.test", PASSWORD).text


def test_a_lock_opens_by_itself_after_a_day_and_trying_does_not_prolong_it(lin: Agent) -> None:
    tries("lin@demo.test", "wrong", times=6)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=23, minutes=59))
    assert LOCKED in tries("lin@demo.test", "wrong").text
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=24, minutes=1))
    assert tries("lin@demo.test", PASSWORD).status_code == 302


def test_what_is_noted_of_a_failure_holds_no_password(lin: Agent) -> None:
    tries("lin@demo.test", "my-other-secret", times=2)
    assert "my-other-secret" not in str(list(AccessAttempt.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_many_who_guess_at_once_lock_it_all_the_same(lin: Agent) -> None:
    at_once([partial(tries, "lin@demo.test", f"guess-{number}") for number in range(12)])
    assert LOCKED in tries("lin@demo.test", PASSWORD).text


def test_the_admin_panel_has_the_same_door(ana: Agent) -> None:
    browser = Client()
    door = browser.get("/admin/", follow=True)
    assert door.redirect_chain[-1][0] == "/login/?next=%2Fadmin%2F"
    tries("ana@demo.test", "wrong", times=6)
    assert browser.post("/admin/login/", {"username": "ana@demo.test", "password": PASSWORD}).status_code == 302
    assert "sessionid" not in browser.cookies


def test_through_that_door_a_supervisor_gets_to_the_panel(ana: Agent) -> None:
    browser = Client()
    entered = browser.post("/login/?next=/admin/", {"username": "ana@demo.test", "password": PASSWORD}, follow=True)
    assert entered.redirect_chain == [("/admin/", 302)]


def test_an_agent_is_told_that_the_panel_is_not_for_them(lin: Agent) -> None:
    page = signed_in(lin).get("/admin/", follow=True)
    assert page.status_code == 403
    assert "Only supervisors and administrators" in page.text


def test_the_sign_in_page_says_why_one_is_there_and_nothing_that_others_put_in_its_address(db: None) -> None:
    assert "another device" in Client().get("/login/?why=elsewhere").text
    assert "Give me" not in Client().get("/login/?why=Give+me+your+password").text


def test_the_sessions_key_is_another_one_after_signing_in(lin: Agent) -> None:
    browser = Client()
    session = browser.session
    session["planted"] = "by somebody"
    session.save()
    planted = str(session.session_key)
    browser.cookies["sessionid"] = planted
    tries("lin@demo.test", PASSWORD, browser)
    assert browser.cookies["sessionid"].value != planted


def test_no_cache_keeps_the_pages_of_the_door(lin: Agent) -> None:
    for url in ("/login/", "/password/forgotten/", "/password/sent/", "/reset/x/y-z/", "/invitation/x/y-z/"):
        assert "no-store" in Client().get(url).headers["Cache-Control"]
    for url in ("/password/", "/console/settings/"):
        assert "no-store" in signed_in(lin).get(url).headers["Cache-Control"]


def test_who_signs_in_elsewhere_is_out_where_they_were_and_is_told_so(lin: Agent) -> None:
    first, second = signed_in(lin), signed_in(lin)
    answer = first.get(reverse("console:changes"))
    assert answer.status_code == 401
    assert answer.json()["login"] == "/login/?why=elsewhere"
    page = first.get(reverse("console:home"), headers={"accept": "text/html"})
    assert page.headers["Location"] == "/login/?why=elsewhere&next=/console/"
    assert second.get(reverse("console:home")).status_code == 200


def test_the_panel_is_closed_to_the_earlier_session_too(ana: Agent) -> None:
    first, _second = signed_in(ana), signed_in(ana)
    assert "why=elsewhere" in first.get("/admin/", follow=True).redirect_chain[-1][0]


def test_signing_out_there_does_not_bring_the_earlier_session_back(lin: Agent) -> None:
    first, second = signed_in(lin), signed_in(lin)
    second.post("/logout/")
    assert first.get(reverse("console:changes")).status_code == 401
    assert second.get(reverse("console:changes")).status_code == 401


def test_one_agents_sign_in_does_not_end_anothers(lin: Agent, marco: Agent) -> None:
    lins, marcos = signed_in(lin), signed_in(marco)
    assert lins.get(reverse("console:changes")).status_code == 200
    assert marcos.get(reverse("console:changes")).status_code == 200


def test_two_who_share_a_browser_are_one_after_the_other(lin: Agent, marco: Agent) -> None:
    browser = signed_in(lin)
    browser.force_login(marco.user)
    assert "Marco Bianchi" in browser.get(reverse("console:home")).text


@pytest.mark.django_db(transaction=True)
def test_of_ten_sign_ins_at_once_one_stands(lin: Agent) -> None:
    at_once([partial(sign_in, lin, session_key=f"key-{number}") for number in range(10)])
    kept = SignIn.objects.get()
    assert kept.session in {sign_ins.digest(f"key-{number}") for number in range(10)}


def test_what_is_kept_of_a_sign_in_opens_no_door(lin: Agent) -> None:
    browser = signed_in(lin)
    assert browser.cookies["sessionid"].value not in str(SignIn.objects.values().get())


def test_a_page_costs_no_query_more_for_it(lin: Agent, django_assert_num_queries: Any) -> None:
    browser = signed_in(lin)
    with django_assert_num_queries(2):  # the session, the user with their agent and sign-in
        browser.get(reverse("console:activity"))
