"""The doors through which supervisors move and release chats."""

import pytest
from django.urls import reverse

from console import queries
from console.actions.heartbeat import heartbeat
from console.models import Agent
from history.models import Conversation
from tests.conftest import signed_in


def test_a_supervisor_gives_a_chat_to_a_colleague_who_is_there(
    mine: Conversation, lin: Agent, marco: Agent, ana: Agent
) -> None:
    heartbeat(marco)
    answer = signed_in(ana).post(reverse("console:move", args=[mine.pk]), {"agent": marco.pk})
    (frame,) = answer.json()["frames"]
    assert (frame["state"], frame["agents"], frame["were"]) == ("active", [str(marco.pk)], [str(lin.pk)])
    assert queries.insiders(queries.listed().get(pk=mine.pk)) == [marco]


def test_a_supervisor_puts_a_chat_back_on_the_waiting_list(mine: Conversation, ana: Agent) -> None:
    answer = signed_in(ana).post(reverse("console:release", args=[mine.pk]))
    (frame,) = answer.json()["frames"]
    assert (frame["state"], frame["agents"]) == ("waiting", [])


def test_a_chat_is_not_given_to_who_is_offline_nor_when_it_is_closed(
    mine: Conversation, closed: Conversation, marco: Agent, ana: Agent
) -> None:
    browser = signed_in(ana)
    offline = browser.post(reverse("console:move", args=[mine.pk]), {"agent": marco.pk})
    assert (offline.status_code, offline.json()) == (422, {"error": "Marco Bianchi is offline."})
    heartbeat(marco)
    late = browser.post(reverse("console:move", args=[closed.pk]), {"agent": marco.pk})
    assert (late.status_code, late.json()) == (409, {"error": "This chat is closed."})


@pytest.mark.parametrize("agent", ["", "x", "-1", "٣", "1" * 30, "999999"])
def test_a_chat_is_not_given_to_somebody_who_does_not_exist(mine: Conversation, ana: Agent, agent: str) -> None:
    assert signed_in(ana).post(reverse("console:move", args=[mine.pk]), {"agent": agent}).status_code == 404
    mine.refresh_from_db()
    assert mine.state == "active"


def test_only_supervisors_see_how_to_do_it(mine: Conversation, lin: Agent, ana: Agent) -> None:
    url = reverse("console:chat", args=[mine.pk])
    assert reverse("console:move", args=[mine.pk]) in signed_in(ana).get(url).text
    assert reverse("console:move", args=[mine.pk]) not in signed_in(lin).get(url).text
