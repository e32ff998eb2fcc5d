"""Who is there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from console import presence
from console.actions.heartbeat import heartbeat
from console.actions.set_presence import set_presence
from console.models import Agent
from console.queries import counts
from console.refusals import Unfit


@pytest.mark.parametrize(
    ("seen", "away", "expected"),
    [
        (None, None, "offline"),
        (0, None, "available"),
        (44, None, "available"),
        (46, None, "offline"),
        (0, 10, "away"),
        (44, 3600, "away"),
        (46, 10, "offline"),
        (None, 10, "offline"),
    ],
)
def test_presence_follows_from_the_last_heartbeat_and_the_switch(
    settings: Any, seen: int | None, away: int | None, expected: str
) -> None:
    settings.GRATA_OFFLINE_SECONDS = 45
    now = timezone.now()
    ago = {0: now} | {seconds: now - timedelta(seconds=seconds) for seconds in (seen, away) if seconds}
    agent = Agent(
        name="Lin Wei", seen_at=None if seen is None else ago[seen], away_at=None if away is None else ago[away]
    )
    assert presence.of(agent, now=now) == expected


def test_a_heartbeat_brings_an_agent_online(lin: Agent) -> None:
    heartbeat(lin)
    lin.refresh_from_db()
    assert presence.of(lin) == lin.announced == "available"
    assert counts().online == 1


def test_heartbeats_of_more_tabs_never_flip_the_switch(lin: Agent) -> None:
    before_the_switch = Agent.objects.get(pk=lin.pk)
    set_presence(lin, state="away")
    for tab in (before_the_switch, Agent.objects.get(pk=lin.pk)):
        heartbeat(tab)
    lin.refresh_from_db()
    assert presence.of(lin) == "away"


def test_a_heartbeat_after_a_night_keeps_the_switch_too(lin: Agent) -> None:
    set_presence(lin, state="away")
    Agent.objects.update(seen_at=timezone.now() - timedelta(hours=9))
    heartbeat(Agent.objects.get())
    assert presence.of(Agent.objects.get()) == "away"


def test_many_tabs_write_one_heartbeat_in_ten_seconds(lin: Agent) -> None:
    heartbeat(Agent.objects.get())
    first = Agent.objects.get().seen_at
    for _tab in range(20):
        heartbeat(Agent.objects.get())
    assert Agent.objects.get().seen_at == first


def test_all_of_an_agent_that_is_more_than_a_beat_makes_a_newer_version(lin: Agent) -> None:
    beats = {"seen_at", "given_at", "version", "changed_xid"}
    names = [field.attname for field in Agent._meta.concrete_fields if field.attname not in beats]
    for name in names:
        before = Agent.objects.get().version
        Agent.objects.update(**{name: F(name)})
        assert Agent.objects.get().version == before + 1, name


def test_away_since_is_when_it_was_first_pressed(lin: Agent) -> None:
    set_presence(lin, state="away")
    since = lin.away_at
    set_presence(lin, state="away")
    assert lin.away_at == since
    set_presence(lin, state="available")
    assert lin.away_at is None


@pytest.mark.parametrize("state", ["offline", "", "AWAY", "busy", "away "])
def test_only_available_and_away_can_be_chosen(lin: Agent, state: str) -> None:
    with pytest.raises(Unfit, match="Choose Available or Away"):
        set_presence(lin, state=state)


def test_blocked_agents_and_those_without_a_screen_are_not_online(lin: Agent, marco: Agent, ana: Agent) -> None:
    heartbeat(lin)
    heartbeat(marco)
    marco.user.is_active = False
    marco.user.save()
    assert counts().online == 1
