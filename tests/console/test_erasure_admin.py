"""Supervisors erase customers, administrators say how long the record is kept; both see first what will go."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from console.actions.ask_erasure import ask_erasure
from console.actions.erase import erase
from console.models import Agent, Erasure, Retention
from history.models import Conversation, Customer
from tests.conftest import signed_in

ADD = reverse("admin:console_erasure_add")
LIST = reverse("admin:console_erasure_changelist")
KEEP = reverse("admin:console_retention_change", args=[1])
pytestmark = pytest.mark.django_db


def add(customer: Customer) -> str:
    return f"{ADD}?customer={customer.pk}"


@pytest.fixture
def old(closed: Conversation) -> Conversation:
    """Maria's chat was closed forty days ago."""
    then = timezone.now() - timedelta(days=40)
    Conversation.objects.filter(pk=closed.pk).update(closed_at=then)
    Customer.objects.update(created_at=then)
    return closed


def test_a_supervisor_sees_what_will_go_and_erases_with_a_reason(mine: Conversation, ana: Agent) -> None:
    browser = signed_in(ana)
    page = browser.get(add(mine.customer)).text
    assert "Daniel Ortiz" in page
    assert "A chat with this customer is open. It is closed." in page
    assert not Erasure.objects.exists()
    assert "This field is required" in browser.post(add(mine.customer)).text
    answer = browser.post(add(mine.customer), {"why": "asked"})
    erasure = Erasure.objects.get()
    assert (erasure.customer, erasure.asked_by, erasure.why) == (mine.customer, ana.user, "asked")
    page_of_it = browser.get(answer.headers["Location"])
    assert page_of_it.headers["Refresh"] == "3"
    assert "Daniel" not in page_of_it.text + browser.get(LIST).text


def test_the_console_leads_supervisors_there(mine: Conversation, ana: Agent) -> None:
    browser = signed_in(ana)
    for page in ("console:chat", "admin:history_conversation_change"):
        assert f'href="{add(mine.customer)}"' in browser.get(reverse(page, args=[mine.pk])).text


@pytest.mark.parametrize("key", ["", "0", "999999", "1 OR 1=1", "９"])
def test_nobody_is_nobody(ana: Agent, key: str) -> None:
    assert signed_in(ana).get(ADD, {"customer": key}).status_code == 404


def test_agents_and_strangers_get_nowhere(mine: Conversation, lin: Agent, ana: Agent) -> None:
    for browser in (signed_in(lin), Client()):
        for url in (add(mine.customer), LIST, KEEP, reverse("admin:console_erasure_off", args=[1])):
            assert browser.post(url, {"why": "asked", "left_days": "0"}).status_code in (302, 403)
    browser = signed_in(ana)
    assert browser.get(KEEP).status_code == 403
    assert browser.post(KEEP, {"chats_days": "7", "confirmed": "1"}).status_code == 403
    assert (Erasure.objects.count(), Retention.objects.count()) == (0, 0)


def test_one_that_has_not_begun_is_called_off(mine: Conversation, ana: Agent) -> None:
    browser = signed_in(ana)
    browser.post(add(mine.customer), {"why": "other"})
    erasure = Erasure.objects.get()
    off = reverse("admin:console_erasure_off", args=[erasure.pk])
    assert off in browser.get(reverse("admin:console_erasure_change", args=[erasure.pk])).text
    assert browser.get(off).status_code == 405
    browser.post(off)
    assert not Erasure.open().exists()
    assert "It is too late" in browser.post(off, follow=True).text
    assert browser.post(reverse("admin:console_erasure_off", args=[0])).status_code == 404


def test_what_is_old_is_shown_before_a_shorter_time_is_saved(old: Conversation, admin_person: Agent) -> None:
    browser = signed_in(admin_person)
    page = browser.post(KEEP, {"chats_days": "30", "files_days": "", "left_days": "5"}).text
    assert "is too old, and is erased from now on" in page
    assert not Retention.objects.exists()
    browser.post(KEEP, {"chats_days": "30", "files_days": "", "left_days": "5", "confirmed": "1"})
    kept, erasure = Retention.objects.get(), Erasure.objects.get()
    assert (kept.chats_days, kept.files_days, kept.left_days, erasure.why) == (30, None, 5, "age")


def test_what_takes_nothing_away_is_saved_at_once(old: Conversation, admin_person: Agent) -> None:
    signed_in(admin_person).post(KEEP, {"chats_days": "60", "files_days": "60", "left_days": ""})
    assert Retention.objects.get().chats_days == 60
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("days", ["-1", "6", "abc", "99999999999"])
def test_odd_numbers_of_days_are_refused(admin_person: Agent, days: str) -> None:
    answer = signed_in(admin_person).post(KEEP, {"chats_days": days, "confirmed": "1"})
    assert "errorlist" in answer.text
    assert not Retention.objects.exists()


def test_an_erased_chat_vanishes_from_screens_that_missed_the_push(mine: Conversation, ana: Agent, lin: Agent) -> None:
    browser = signed_in(lin)
    changes = reverse("console:changes")
    cursor = browser.get(changes).json()["cursor"]
    erasure = ask_erasure(mine.customer, by=ana.user, why=Erasure.Why.ASKED)
    erase(erasure, forget=lambda _customer: None)
    frames = browser.get(changes, {"cursor": cursor, "chat": mine.pk}).json()["frames"]
    (gone,) = (frame for frame in frames if frame["type"] == "gone")
    assert gone == {"type": "gone", "chats": [str(mine.pk)], "text": "This chat has been erased."}
    assert browser.get(reverse("console:chat", args=[mine.pk])).status_code == 404
