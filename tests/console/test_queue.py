"""An agent's say in chats that open by themselves, and how every page follows what a supervisor sets."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels_app.models import WebChatSite
from console import frames, queries
from console.actions.auto_open import auto_open
from console.actions.choose_queue import choose_queue
from console.actions.claim import claim
from console.actions.heartbeat import heartbeat
from console.actions.pause_chats import pause_chats
from console.actions.release import release
from console.actions.resume_chats import resume_chats
from console.models import Agent, DeskSettings
from console.refusals import Unfit
from history.cursor import snapshot
from history.models import Conversation
from tests.conftest import signed_in, writes

PAUSE, CHOICE = reverse("console:queue_pause"), reverse("console:queue_choice")


@pytest.fixture
def desk(db: None) -> DeskSettings:
    """Chats open by themselves."""
    return DeskSettings.objects.create(pk=1, queue="auto")


def _frame(agent: Agent, url: str, **form: str) -> dict[str, Any]:
    (frame,) = signed_in(agent).post(url, form).json()["frames"]
    return dict(frame)


def test_a_pause_lasts_until_the_agent_resumes(desk: DeskSettings, waiting: Conversation, lin: Agent) -> None:
    heartbeat(lin)
    assert _frame(lin, PAUSE, paused="on")["paused"]
    assert not auto_open()
    assert not _frame(lin, PAUSE, paused="off")["paused"]
    assert auto_open()
    assert queries.insiders(waiting) == [lin]


def test_a_second_press_does_not_move_the_beginning_of_a_pause(lin: Agent) -> None:
    pause_chats(lin)
    lin.refresh_from_db()
    began = lin.paused_at
    pause_chats(lin)
    lin.refresh_from_db()
    assert lin.paused_at == began is not None
    resume_chats(lin)
    resume_chats(lin)
    lin.refresh_from_db()
    assert lin.paused_at is None


def test_who_takes_chats_is_given_none(desk: DeskSettings, waiting: Conversation, lin: Agent) -> None:
    heartbeat(lin)
    assert _frame(lin, CHOICE, takes="on")["takes"]
    assert not auto_open()
    assert not _frame(lin, CHOICE, takes="off")["takes"]
    assert auto_open()


def test_where_agents_may_not_choose_they_are_told_so(lin: Agent) -> None:
    DeskSettings.objects.create(pk=1, queue="auto", agents_choose=False)
    response = signed_in(lin).post(CHOICE, {"takes": "on"})
    assert response.status_code == 422
    assert response.json()["error"] == "A supervisor has set how chats come to you."
    with pytest.raises(Unfit):
        choose_queue(lin, takes_chats=True)
    lin.refresh_from_db()
    assert lin.takes_chats is None


@pytest.mark.parametrize("form", [{}, {"paused": "yes", "takes": "1"}, {"paused": "", "takes": ""}])
def test_a_switch_that_is_neither_on_nor_off_changes_nothing(lin: Agent, form: dict[str, str]) -> None:
    for url in (PAUSE, CHOICE):
        assert signed_in(lin).post(url, form).status_code == 422
    lin.refresh_from_db()
    assert (lin.paused_at, lin.takes_chats) == (None, None)


def test_one_agents_choice_is_no_other_agents(desk: DeskSettings, lin: Agent, marco: Agent) -> None:
    signed_in(lin).post(PAUSE, {"paused": "on", "agent": str(marco.pk)})
    marco.refresh_from_db()
    assert marco.paused_at is None


def test_an_entry_tells_with_whom_it_opened_by_itself_and_that_another_time_is_another(
    desk: DeskSettings, waiting: Conversation, lin: Agent, ana: Agent
) -> None:
    heartbeat(lin)
    given = set()
    for _time in range(2):
        auto_open()
        html = frames.chat(queries.listed().get(pk=waiting.pk), "en")["html"]
        given.add(html.split('data-given="')[1].split('"')[0])
        release(waiting, by=ana)
    assert len(given) == 2
    assert all(key.startswith(f"{lin.pk}:") for key in given)
    claim(waiting, agent=lin)
    assert 'data-given=""' in frames.chat(queries.listed().get(pk=waiting.pk), "en")["html"]


# ---- what pages learn


@pytest.mark.django_db(transaction=True)
def test_a_page_that_missed_a_change_of_the_settings_learns_of_it_once(lin: Agent) -> None:
    browser, cursor = signed_in(lin), str(snapshot())
    DeskSettings.objects.create(pk=1)
    told = _missed(browser, cursor, "desk")
    DeskSettings.objects.update(queue="auto", hours_first=True)
    (frame,) = _missed(browser, told[1], "desk")[0]
    assert (frame["opens"], frame["hours_first"], frame["list_hidden"], frame["agents_choose"]) == (
        True,
        True,
        False,
        True,
    )
    assert frame["version"] > told[0][0]["version"]
    assert _missed(browser, str(snapshot()), "desk")[0] == []


@pytest.mark.django_db(transaction=True)
def test_a_page_that_missed_the_agents_own_choice_learns_of_it_and_of_nobody_elses(lin: Agent, marco: Agent) -> None:
    browser, cursor = signed_in(lin), str(snapshot())
    pause_chats(lin)
    pause_chats(marco)
    (frame,) = _missed(browser, cursor, "queue")[0]
    assert (frame["id"], frame["paused"], frame["takes"]) == (str(lin.pk), True, False)


def test_a_page_begins_with_both(desk: DeskSettings, lin: Agent) -> None:
    pause_chats(lin)
    page = signed_in(lin).get(reverse("console:home")).text
    assert '"opens": true' in page
    assert '"paused": true' in page


def _missed(browser: Client, cursor: str, entity: str) -> tuple[list[dict[str, Any]], str]:
    """The frames of that kind since the cursor, and the next cursor."""
    answer = browser.get(reverse("console:changes"), {"cursor": cursor}).json()
    return [frame for frame in answer["frames"] if frame.get("entity") == entity], str(answer["cursor"])


def test_a_supervisor_sets_it_in_the_admin_panel(site: WebChatSite, ana: Agent, lin: Agent) -> None:
    page = reverse("admin:console_desksettings_change", args=[1])
    form = {
        "queue": "auto",
        "capacity": "3",
        "agents_choose": "on",
        "list_hidden": "on",
        "offer_seconds": "60",
        "transfer_seconds": "60",
        "away_release_seconds": "300",
        "target_minutes": "20",
        "idle_minutes": "",
        "time_zone": "UTC",
    }
    assert signed_in(ana).post(page, form).status_code == 302
    writes(site, "daniel", "Hello")
    heartbeat(lin)
    assert auto_open()
    assert DeskSettings.load().list_hidden
    assert signed_in(lin).post(page, form).status_code == 403
    assert DeskSettings.objects.get().capacity == 3
