"""Mails: rows first, then sent, in the language of who reads them."""

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone

from console import tasks
from console.actions.ask_reset import ask_reset
from console.actions.deactivate import deactivate
from console.actions.send_letters import send_letters
from console.actions.withdraw_invitation import withdraw_invitation
from console.models import Agent, Letter
from tests.console.people.conftest import SITE, last_mail, link_in
from tests.together import at_once

troubles: list[Exception] = []


class Failing(BaseEmailBackend):
    """A mail server that has trouble with the next mails."""

    def send_messages(self, messages: Any) -> int:
        if troubles:
            raise troubles.pop(0)
        mail.outbox.extend(messages)
        return len(messages)


@pytest.fixture
def failing(settings: Any) -> Iterator[list[Exception]]:
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    yield troubles
    troubles.clear()


def forgets(email: str, **meta: Any) -> Any:
    return Client().post("/password/forgotten/", {"email": email}, **meta)


def test_an_invitation_leaves_in_the_persons_language_with_one_link(nora: Agent) -> None:
    tasks.send_letters()
    (letter,) = mail.outbox
    assert letter.to == ["nora@demo.test"]
    assert "Nora Lind" in str(letter.body)
    assert link_in(last_mail()).startswith("/invitation/")
    ((html, kind),) = last_mail().alternatives
    assert kind == "text/html"
    assert 'lang="zh-hans"' in str(html)


def test_names_do_no_harm_in_a_mail(nora: Agent) -> None:
    Agent.objects.filter(pk=nora.pk).update(name="<b>Nora</b> & co\r\nBcc: all@demo.test")
    letter = last_mail()
    assert "<b>Nora</b> & co" in str(letter.body)
    assert "&lt;b&gt;Nora" in str(letter.alternatives[0][0])
    assert letter.recipients() == ["nora@demo.test"]


def test_a_mail_leaves_once(nora: Agent) -> None:
    for _sweep in range(3):
        send_letters()
    assert len(mail.outbox) == 1


def test_the_answer_is_the_same_whether_the_address_exists_and_only_who_has_it_gets_a_mail(lin: Agent) -> None:
    answers = [forgets(email) for email in ("LIN@demo.test", "nobody@demo.test")]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/password/sent/")}
    send_letters()
    assert [letter.to for letter in mail.outbox] == [["lin@demo.test"]]
    assert link_in(last_mail()).startswith("/reset/")


def test_it_takes_the_same_work(lin: Agent, django_assert_num_queries: Any) -> None:
    browser = Client()
    for email in ("lin@demo.test", "nobody@demo.test"):
        with django_assert_num_queries(6):  # the transaction, the lock, two counts, the row
            browser.post("/password/forgotten/", {"email": email})


def test_what_is_no_e_mail_is_said_beside_the_field(db: None) -> None:
    page = forgets("lin")
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.text
    assert not Letter.objects.exists()


def test_the_fourth_request_in_an_hour_is_passed_over_without_a_word(lin: Agent, marco: Agent) -> None:
    answers = [forgets(email) for email in ("lin@demo.test", "Lin@demo.test", "lin@Demo.test", "LIN@DEMO.TEST")]
    assert {answer.headers["Location"] for answer in answers} == {"/password/sent/"}
    forgets("marco@demo.test")
    send_letters()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["lin@demo.test"] * 3 + ["marco@demo.test"]


def test_an_hour_later_one_may_ask_again(lin: Agent) -> None:
    for _time in range(4):
        forgets("lin@demo.test")
    Letter.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    forgets("lin@demo.test")
    assert Letter.objects.count() == 4


def test_one_address_asks_for_thirty_accounts_an_hour_and_not_for_more(lin: Agent) -> None:
    for number in range(31):
        forgets(f"somebody-{number}@demo.test", REMOTE_ADDR="203.0.113.9")
    assert Letter.objects.count() == 30
    forgets("lin@demo.test", REMOTE_ADDR="203.0.113.10")
    assert Letter.objects.count() == 31


def test_behind_our_proxy_the_address_is_the_one_that_the_proxy_saw(settings: Any, db: None) -> None:
    settings.GRATA_HTTPS = True
    forgets("lin@demo.test", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.9"}, REMOTE_ADDR="10.0.0.1")
    settings.GRATA_HTTPS = False
    forgets("lin@demo.test", headers={"x-forwarded-for": "198.51.100.1"}, REMOTE_ADDR="10.0.0.1")
    assert list(Letter.objects.order_by("pk").values_list("asked_from", flat=True)) == ["203.0.113.9", "10.0.0.1"]


def test_neither_the_deactivated_nor_the_invited_get_a_link_for_a_new_password(
    lin: Agent, ana: Agent, nora: Agent
) -> None:
    deactivate(lin, by=ana.user)
    send_letters()
    mail.outbox.clear()
    for email in ("lin@demo.test", "nora@demo.test"):
        ask_reset(email, asked_from=None)
    send_letters()
    assert mail.outbox == []


def test_a_mail_to_somebody_who_is_deactivated_or_not_invited_any_more_stays_here(
    lin: Agent, ana: Agent, nora: Agent
) -> None:
    ask_reset("lin@demo.test", asked_from=None)
    deactivate(lin, by=ana.user)
    withdraw_invitation(nora, by=ana.user)
    send_letters()
    assert mail.outbox == []


def test_what_did_not_leave_leaves_later_and_the_panel_says_so_until_then(
    failing: list[Exception], nora: Agent
) -> None:
    failing[:] = [SMTPServerDisconnected("gone"), OSError("away")]
    send_letters()
    assert Letter.objects.get().error == "The mail server can't be reached."
    for _time in range(2):
        Letter.objects.update(due_at=timezone.now())
        send_letters()
    assert len(mail.outbox) == 1
    letter = Letter.objects.get()
    assert (letter.error, letter.due_at, letter.attempts) == ("", None, 3)


def test_the_pause_before_the_next_try_grows(failing: list[Exception], nora: Agent) -> None:
    pauses = list[timedelta]()
    failing[:] = [SMTPAuthenticationError(535, b"no"), OSError("away"), OSError("away")]
    for _time in range(3):
        Letter.objects.update(due_at=timezone.now())
        send_letters()
        due = Letter.objects.get().due_at
        assert due is not None
        pauses.append(due - timezone.now())
    assert [round(pause.total_seconds() / 60) for pause in pauses] == [1, 2, 4]


def test_one_that_the_server_refuses_does_not_hold_up_the_next_and_a_server_that_is_away_is_asked_once_a_turn(
    failing: list[Exception], nora: Agent, lin: Agent
) -> None:
    ask_reset("lin@demo.test", asked_from=None)
    failing[:] = [OSError("away")]
    send_letters()
    assert mail.outbox == []
    Letter.objects.update(due_at=timezone.now())
    failing[:] = [SMTPRecipientsRefused({"nora@demo.test": (550, b"no such user")})]
    send_letters()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_several_sweeps_at_once_send_each_mail_once(nora: Agent, lin: Agent, marco: Agent) -> None:
    for agent in (lin, marco):
        ask_reset(agent.user.email, asked_from=None)
    at_once([send_letters for _number in range(6)])
    send_letters()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["lin@demo.test", "marco@demo.test", "nora@demo.test"]


def test_an_address_that_does_not_exist_is_not_tried_again(failing: list[Exception], nora: Agent) -> None:
    failing[:] = [SMTPRecipientsRefused({"nora@demo.test": (550, b"no such user")})]
    send_letters()
    letter = Letter.objects.get()
    assert (letter.due_at, letter.error) == (None, "The mail server refuses this address.")


def test_trouble_is_logged_without_address_and_link(
    failing: list[Exception], nora: Agent, caplog: pytest.LogCaptureFixture
) -> None:
    failing[:] = [SMTPRecipientsRefused({"nora@demo.test": (550, b"no such user")})]
    send_letters()
    assert "SMTPRecipientsRefused" in caplog.text
    assert "nora" not in caplog.text
    assert SITE not in caplog.text


def test_a_mail_whose_worker_died_leaves_after_a_while_and_not_before(nora: Agent) -> None:
    Letter.objects.update(due_at=timezone.now() + timedelta(minutes=3), attempts=1)  # as the dead worker left it
    send_letters()
    assert mail.outbox == []
    Letter.objects.update(due_at=timezone.now())
    send_letters()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("missing", ["GRATA_MAIL", "GRATA_PUBLIC_URL"])
def test_without_a_mail_server_or_our_own_address_mails_wait(nora: Agent, settings: Any, missing: str) -> None:
    kept = getattr(settings, missing)
    setattr(settings, missing, kept.__class__())
    send_letters()
    assert mail.outbox == []
    setattr(settings, missing, kept)
    send_letters()
    assert len(mail.outbox) == 1


def test_requests_are_forgotten_after_a_day_and_invitations_are_not(lin: Agent, nora: Agent) -> None:
    ask_reset("lin@demo.test", asked_from="203.0.113.9")
    Letter.objects.update(created_at=timezone.now() - timedelta(hours=25))
    send_letters()
    assert [letter.kind for letter in Letter.objects.all()] == ["invitation"]


def test_who_has_no_console_gets_the_mail_in_english(db: None) -> None:
    User.objects.create_user("root@demo.test", "root@demo.test", "harbour-view-7")
    ask_reset("root@demo.test", asked_from=None)
    assert last_mail().subject == "A new password for Grata"


def test_where_no_mail_leaves_the_page_says_whom_to_ask(db: None, settings: Any) -> None:
    settings.GRATA_MAIL = {}
    page = Client().get("/password/forgotten/")
    assert "Ask an administrator" in page.text
    assert "<form" not in page.text
