"""The list of agents: its pages, the search, and who is on the first one."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from console import colleagues
from console.actions.ask_in import ask_in
from console.actions.heartbeat import heartbeat
from console.models import Agent
from history.models import Conversation
from tests.conftest import signed_in

LIST = reverse("console:colleagues")
HOME = reverse("console:home")


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Agent]:
    """Eight behind Lin; the list has three on a page."""
    monkeypatch.setattr(colleagues, "PAGE", 3)
    users = User.objects.bulk_create(User(username=f"team{number}") for number in range(8))
    return Agent.objects.bulk_create(Agent(user=user, name=f"Team {n}") for n, user in enumerate(users))


def _page(browser: Client, url: str = LIST, **asked: str) -> tuple[list[str], str]:
    answer = browser.get(url, asked).json()
    return [_name(frame) for frame in answer["frames"]], answer["more"]


def _name(frame: dict[str, Any]) -> str:
    found = re.search(r'data-name="([^"]*)"', frame["html"])
    assert found
    return found[1]


def _all(browser: Client, **asked: str) -> list[str]:
    names, more = _page(browser, **asked)
    while more:
        found, more = _page(browser, more)
        names += found
    return names


def _drawn(html: str) -> list[str]:
    return re.findall(r'data-entity="agent"[^>]*data-name="([^"]*)"', html)


def test_pages_follow_one_another_by_name(team: list[Agent], lin: Agent) -> None:
    names = ["Lin Wei", *(one.name for one in team)]
    browser = signed_in(lin)
    assert _page(browser)[0] == names[:3]
    assert _all(browser) == names


def test_agents_of_one_name_are_all_there(team: list[Agent], lin: Agent) -> None:
    Agent.objects.exclude(pk=lin.pk).update(name="Wang Wei")
    assert _all(signed_in(lin)) == ["Lin Wei", *["Wang Wei"] * 8]


def test_a_name_is_found_by_any_part_of_it_on_whatever_page(team: list[Agent], lin: Agent) -> None:
    browser = signed_in(lin)
    assert _page(browser, search="AM 7") == (["Team 7"], "")
    assert _all(browser, search="team") == [one.name for one in team]
    assert _page(browser, search="Nobody") == ([], "")
    assert _page(browser, search="%") == ([], "")


def test_those_who_are_there_are_asked_for_apart(team: list[Agent], lin: Agent) -> None:
    for agent in (lin, team[1], team[3], team[5], team[7]):
        heartbeat(agent)
    browser = signed_in(lin)
    assert _page(browser, there="1")[0] == ["Lin Wei", "Team 1", "Team 3"]
    assert _all(browser, there="1") == ["Lin Wei", "Team 1", "Team 3", "Team 5", "Team 7"]


def test_who_is_only_invited_or_shut_out_is_on_no_page(team: list[Agent], lin: Agent) -> None:
    User.objects.filter(pk=team[0].pk).update(is_active=False)
    User.objects.filter(pk=team[1].pk).update(password="!never", last_login=None)
    assert _all(signed_in(lin)) == ["Lin Wei", *(one.name for one in team[2:])]


def test_the_console_brings_the_first_page_and_where_the_next_one_is(team: list[Agent], lin: Agent) -> None:
    browser = signed_in(lin)
    html = browser.get(HOME).text
    assert _drawn(html) == ["Lin Wei", "Team 0", "Team 1"]
    (more,) = re.findall(rf'data-more="({LIST}[^"]*)"', html)
    assert _page(browser, more)[0] == ["Team 2", "Team 3", "Team 4"]


def test_a_small_team_is_there_whole_and_has_nothing_to_search(lin: Agent, marco: Agent) -> None:
    html = signed_in(lin).get(HOME).text
    assert _drawn(html) == ["Lin Wei", "Marco Bianchi"]
    for part in ("find-agent", "more-agents"):
        tags = re.findall(rf'<(?:input|button)[^>]*id="{part}"[^>]*>', html)
        assert [tag.endswith("hidden>") for tag in tags] == [
            True,
            True,
        ]  # in the page, and spare for when no chat is open


def test_whom_one_waits_for_is_there_from_the_beginning(team: list[Agent], mine: Conversation, lin: Agent) -> None:
    heartbeat(team[6])
    ask_in(mine, asker=lin, asked=team[6])
    assert _drawn(signed_in(lin).get(HOME).text) == ["Lin Wei", "Team 0", "Team 1", "Team 6"]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 30, "9" * 18, "0", "999999"])
def test_a_place_in_the_list_that_is_none_is_refused(lin: Agent, after: str) -> None:
    response = signed_in(lin).get(LIST, {"after": after})
    assert (response.status_code, response.json()) == (422, {"error": "That is no place in this list."})


@pytest.mark.parametrize("many", [3, 30])
def test_a_page_costs_as_much_whoever_is_on_it(lin: Agent, many: int, django_assert_max_num_queries: Any) -> None:
    users = User.objects.bulk_create(User(username=f"team{number}") for number in range(many))
    Agent.objects.bulk_create(Agent(user=user, name=user.username) for user in users)
    browser = signed_in(lin)
    with django_assert_max_num_queries(4):
        assert len(browser.get(LIST).json()["frames"]) == many + 1
