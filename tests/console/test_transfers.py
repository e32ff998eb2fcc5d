"""Asking a colleague in, and each of its ends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from console import frames, queries, tasks
from console.actions.answer_transfer import accept, decline
from console.actions.ask_in import ask_in
from console.actions.cancel_transfer import cancel_transfer
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.actions.leave import leave
from console.models import Agent, DeskSettings, Participation, Transfer
from console.refusals import NotYours, TooLate, Unfit
from history.models import Conversation
from tests.conftest import signed_in


@pytest.fixture
def asked(mine: Conversation, lin: Agent, marco: Agent) -> Transfer:
    """Lin asks Marco into Daniel's chat."""
    heartbeat(marco)
    return ask_in(mine, asker=lin, asked=marco)


def _state(transfer: Transfer) -> str:
    transfer.refresh_from_db()
    return transfer.state


def _lines(chat: Conversation) -> list[tuple[str, str]]:
    return list(chat.messages.filter(author="system").order_by("position").values_list("kind", "sender_name"))


def test_whoever_accepts_is_in_the_chat_with_the_others(asked: Transfer, lin: Agent, marco: Agent) -> None:
    chat = accept(asked, agent=marco)
    assert queries.insiders(chat) == [lin, marco]
    assert Participation.objects.get(agent=marco).how == "asked"
    assert _lines(chat)[-1] == ("joined", "Marco Bianchi")
    assert _state(asked) == "accepted"


def test_accepting_twice_changes_nothing(asked: Transfer, marco: Agent) -> None:
    chat = accept(asked, agent=marco)
    before = _lines(chat)
    accept(asked, agent=marco)
    assert _lines(chat) == before


def test_whoever_declines_stays_out(asked: Transfer, lin: Agent, marco: Agent) -> None:
    decline(asked, agent=marco)
    assert _state(asked) == "declined"
    assert queries.insiders(asked.conversation) == [lin]
    with pytest.raises(TooLate):
        accept(asked, agent=marco)


def test_a_request_that_was_taken_back_can_not_be_accepted(asked: Transfer, lin: Agent, marco: Agent) -> None:
    cancel_transfer(asked, agent=lin)
    assert _state(asked) == "cancelled"
    with pytest.raises(TooLate):
        accept(asked, agent=marco)


def test_an_answer_is_not_taken_back(asked: Transfer, lin: Agent, marco: Agent) -> None:
    accept(asked, agent=marco)
    cancel_transfer(asked, agent=lin)
    assert _state(asked) == "accepted"


def test_a_colleague_has_the_time_that_the_desk_gives(mine: Conversation, lin: Agent, marco: Agent) -> None:
    DeskSettings.objects.create(pk=1, transfer_seconds=7)
    heartbeat(marco)
    before = timezone.now()
    due_at = ask_in(mine, asker=lin, asked=marco).due_at
    assert before <= due_at - timedelta(seconds=7) <= timezone.now()


def test_a_request_lapses_at_its_deadline_and_not_before(asked: Transfer, marco: Agent) -> None:
    tasks.keep_deadlines()
    assert _state(asked) == "pending"
    Transfer.objects.update(due_at=timezone.now())
    tasks.keep_deadlines()
    version = Transfer.objects.get().version
    tasks.keep_deadlines()
    assert _state(asked) == "lapsed"
    assert Transfer.objects.get().version == version


def test_an_answer_after_the_deadline_is_too_late_even_before_the_sweep(asked: Transfer, marco: Agent) -> None:
    Transfer.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(TooLate):
        accept(asked, agent=marco)


def test_nobody_is_asked_twice_at_once(asked: Transfer, lin: Agent, marco: Agent) -> None:
    assert ask_in(asked.conversation, asker=lin, asked=marco).pk == asked.pk
    decline(asked, agent=marco)
    assert ask_in(asked.conversation, asker=lin, asked=marco).pk != asked.pk


def test_only_those_who_are_in_ask_and_only_those_who_are_asked_answer(
    asked: Transfer, lin: Agent, marco: Agent, ana: Agent
) -> None:
    with pytest.raises(NotYours):
        ask_in(asked.conversation, asker=ana, asked=lin)
    for answer in (accept, decline):
        with pytest.raises(NotYours):
            answer(asked, agent=ana)
    with pytest.raises(NotYours):
        cancel_transfer(asked, agent=marco)
    assert _state(asked) == "pending"


def test_who_is_offline_or_in_already_is_not_asked(mine: Conversation, lin: Agent, marco: Agent) -> None:
    with pytest.raises(Unfit, match="offline"):
        ask_in(mine, asker=lin, asked=marco)
    with pytest.raises(Unfit, match="already"):
        ask_in(mine, asker=lin, asked=lin)
    heartbeat(marco)
    marco.user.is_active = False
    marco.user.save()
    with pytest.raises(Unfit):
        ask_in(mine, asker=lin, asked=Agent.objects.select_related("user").get(pk=marco.pk))


def test_closing_the_chat_ends_its_requests(asked: Transfer, lin: Agent, marco: Agent) -> None:
    close(asked.conversation, agent=lin)
    assert _state(asked) == "cancelled"
    with pytest.raises(TooLate):
        accept(asked, agent=marco)


def test_the_chat_goes_on_when_one_leaves_and_is_closed_by_the_last(asked: Transfer, lin: Agent, marco: Agent) -> None:
    chat = accept(asked, agent=marco)
    leave(chat, agent=lin)
    chat.refresh_from_db()
    assert (chat.state, queries.insiders(chat)) == ("active", [marco])
    with pytest.raises(NotYours):
        leave(chat, agent=lin)
    leave(chat, agent=marco)
    chat.refresh_from_db()
    assert (chat.state, chat.closed_by) == ("closed", marco.user)
    assert [kind for kind, _name in _lines(chat)] == ["claimed", "joined", "left", "closed"]


@pytest.mark.django_db(transaction=True)
def test_the_doors_show_a_request_to_both_and_open_the_chat_for_whoever_accepts(
    mine: Conversation, lin: Agent, marco: Agent
) -> None:
    heartbeat(marco)
    url = reverse("console:transfers", args=[mine.pk])
    frame = signed_in(lin).post(url, {"agent": marco.pk}).json()["frames"][0]
    assert (frame["state"], frame["asked_name"]) == ("pending", "Marco Bianchi")
    since = signed_in(marco).get(reverse("console:changes"), {"cursor": "1:1:"}).json()["frames"]
    assert [one["id"] for one in since if one.get("entity") == "transfer"] == [frame["id"]]
    panel = signed_in(marco).post(reverse("console:acceptance", args=[frame["id"]]))
    assert panel.status_code == 200
    assert "check-out" in panel.text


def test_a_request_that_ends_tells_whether_its_asker_is_still_in_the_chat(
    asked: Transfer, lin: Agent, marco: Agent
) -> None:
    """So that a page can say who ended it."""
    cancel_transfer(asked, agent=lin)
    assert frames.transfer(queries.transfers().get(), "en")["asker_is_in"] is True
    again = ask_in(asked.conversation, asker=lin, asked=marco)
    close(asked.conversation, agent=lin)
    frame = frames.transfer(queries.transfers().get(pk=again.pk), "en")
    assert (frame["state"], frame["asker_is_in"]) == ("cancelled", False)


def test_a_page_begins_with_the_requests_that_concern_its_agent(asked: Transfer, lin: Agent, marco: Agent) -> None:
    home, chat = reverse("console:home"), reverse("console:chat", args=[asked.conversation_id])
    for agent, url in ((lin, home), (marco, home), (lin, chat)):
        assert f"transfer-{asked.pk}" in signed_in(agent).get(url).text
    decline(asked, agent=marco)
    assert f"transfer-{asked.pk}" not in signed_in(marco).get(home).text
    assert f"transfer-{asked.pk}" in signed_in(lin).get(chat).text  # its answer stands beside the name


@pytest.mark.parametrize("agent", ["", "x", "-1", "٣", "1" * 30, "999999"])
def test_somebody_who_does_not_exist_is_not_asked(mine: Conversation, lin: Agent, agent: str) -> None:
    response = signed_in(lin).post(reverse("console:transfers", args=[mine.pk]), {"agent": agent})
    assert response.status_code == 404
    assert not Transfer.objects.exists()
