"""How an agent is alerted is theirs to choose, and the same on all their screens."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from console import queries
from console.actions.set_alert_sound import set_alert_sound
from console.models import Agent, AlertSettings
from tests.conftest import signed_in
from tests.together import at_once

AT_FIRST = {"on": True, "volume": 70}
SOUND: dict[str, str] = {"kind": "message", "sound": "off", "volume": "35"}


def test_an_agent_who_chose_nothing_hears_everything_and_shows_no_words(lin: Agent) -> None:
    settings = queries.alert_settings(lin)
    assert settings.of_each_kind() == dict.fromkeys(("waiting", "message", "request", "offer"), AT_FIRST)
    assert not settings.shows_words
    assert not AlertSettings.objects.exists()


def test_a_chosen_sound_is_kept_and_leaves_the_others_as_they_were(lin: Agent) -> None:
    frame = _choose(lin, **SOUND)
    assert frame["sounds"]["message"] == {"on": False, "volume": 35}
    assert frame["sounds"]["waiting"] == AT_FIRST
    assert _choose(lin, kind="waiting", sound="on", volume="0")["sounds"]["message"] == {"on": False, "volume": 35}
    assert queries.alert_settings(lin).of_each_kind()["waiting"] == {"on": True, "volume": 0}


def test_each_change_is_a_newer_version(lin: Agent) -> None:
    versions = [queries.alert_settings(lin).version, *(_choose(lin, **SOUND)["version"] for _time in range(3))]
    assert versions == sorted(set(versions))


def test_words_in_notifications_are_shown_only_while_the_agent_wants_it(lin: Agent) -> None:
    assert _say(lin, "on")["shows_words"]
    assert not _say(lin, "off")["shows_words"]


def test_one_agents_choice_is_no_other_agents(lin: Agent, marco: Agent) -> None:
    _choose(lin, **SOUND, agent=str(marco.pk))
    _say(lin, "on")
    assert queries.alert_settings(marco).of_each_kind()["message"] == AT_FIRST
    assert not queries.alert_settings(marco).shows_words


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "everything"},
        {"kind": ""},
        {"kind": "__class__"},
        {"sound": "yes"},
        {"sound": ""},
        {"volume": "101"},
        {"volume": "-1"},
        {"volume": ""},
        {"volume": "1.5"},
        {"volume": "٣"},
        {"volume": "9" * 5000},
        {"volume": "\x00"},
    ],
)
def test_a_sound_that_can_not_be_is_refused_and_nothing_is_kept(lin: Agent, wrong: dict[str, str]) -> None:
    response = signed_in(lin).post(reverse("console:alert_sound"), SOUND | wrong)
    assert response.status_code == 422
    assert response.json()["error"]
    assert not AlertSettings.objects.exists()


@pytest.mark.parametrize("words", ["", "yes", "ON", "\x00"])
def test_a_switch_is_on_or_off(lin: Agent, words: str) -> None:
    assert signed_in(lin).post(reverse("console:alert_words"), {"words": words}).status_code == 422
    assert not AlertSettings.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_begins_with_what_was_chosen_and_a_catch_up_brings_what_changed(lin: Agent, marco: Agent) -> None:
    browser = signed_in(lin)
    cursor = browser.get(reverse("console:home")).context["cursor"]
    _choose(lin, **SOUND)
    _choose(marco, **SOUND | {"volume": "90"})
    browser = signed_in(lin)
    frames = browser.get(reverse("console:changes"), {"cursor": cursor}).json()["frames"]
    (caught,) = [frame for frame in frames if frame.get("entity") == "alerts"]
    assert caught["sounds"]["message"] == {"on": False, "volume": 35}
    assert browser.get(reverse("console:home")).context["alerts_frame"] == caught


@pytest.mark.django_db(transaction=True)
def test_choices_made_at_once_on_two_devices_are_both_kept(lin: Agent) -> None:
    works = [partial(set_alert_sound, lin, kind=kind, is_on=False, volume=10) for kind in AlertSettings.Kind.values]
    assert at_once(works) == [None] * 4
    chosen = queries.alert_settings(lin).of_each_kind()
    assert chosen == {kind: {"on": False, "volume": 10} for kind in chosen}


def _choose(who: Agent, **fields: str) -> dict[str, Any]:
    return _frame(who, "alert_sound", fields)


def _say(agent: Agent, words: str) -> dict[str, Any]:
    return _frame(agent, "alert_words", {"words": words})


def _frame(agent: Agent, name: str, fields: dict[str, str]) -> dict[str, Any]:
    (frame,) = signed_in(agent).post(reverse(f"console:{name}"), fields).json()["frames"]
    return dict(frame)
