"""Two deeds at the same moment that exclude each other, many times over: one clear end each time, and nothing broken."""

import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from channels_app.models import WebChatSite
from console import queries, tasks
from console.actions.answer_transfer import accept, decline
from console.actions.ask_in import ask_in
from console.actions.cancel_transfer import cancel_transfer, lapse_transfer
from console.actions.claim import claim
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.actions.leave import leave
from console.models import Agent, Transfer
from console.refusals import NotYours, Refused, TooLate
from history.models import Conversation
from tests.conftest import writes
from tests.flows import desk_invariants as invariants
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 25
Deed = Callable[[], Any]


class Round:
    """A chat of Lin's into which Marco is asked: another one each time."""

    def __init__(self, site: WebChatSite, lin: Agent, marco: Agent, number: int) -> None:
        self.lin, self.marco = lin, marco
        heartbeat(marco)
        self.chat = writes(site, f"visitor-{number}", "Hello").conversation
        claim(self.chat, agent=lin)
        self.request = ask_in(self.chat, asker=lin, asked=marco)

    def together(self, *deeds: Deed) -> list[Any]:
        """What came of each of them, begun at the same moment in any order; the rules of the desk hold afterwards."""
        order = random.sample(range(len(deeds)), len(deeds))
        came = dict(zip(order, at_once([deeds[number] for number in order]), strict=True))
        invariants.check()
        invariants.check_record()
        return [came[number] for number in range(len(deeds))]

    def accepts(self) -> Conversation:
        return accept(self._request(), agent=self.marco)

    def declines(self) -> None:
        decline(self._request(), agent=self.marco)

    def cancels(self) -> None:
        cancel_transfer(self._request(), agent=self.lin)

    def lapses(self) -> None:
        lapse_transfer(self._request())

    def closes(self) -> None:
        close(self._chat(), agent=self.lin)

    def leaves(self, agent: Agent) -> None:
        leave(self._chat(), agent=agent)

    @property
    def state(self) -> str:
        """Of the request."""
        return self._request().state

    @property
    def insiders(self) -> list[Agent]:
        return queries.insiders(self._chat())

    @property
    def lines(self) -> list[str]:
        """What the record says was done."""
        return list(self.chat.messages.filter(author="system").order_by("position").values_list("kind", flat=True))

    def _request(self) -> Transfer:
        return Transfer.objects.select_related("conversation", "asker", "asked").get(pk=self.request.pk)

    def _chat(self) -> Conversation:
        return Conversation.objects.get(pk=self.chat.pk)


@pytest.fixture
def rounds(site: WebChatSite, lin: Agent, marco: Agent) -> list[Round]:
    return [Round(site, lin, marco, number) for number in range(TIMES)]


@pytest.mark.parametrize(("other", "state"), [("cancels", "cancelled"), ("declines", "declined")])
def test_a_request_is_accepted_or_ended_and_never_both(rounds: list[Round], other: str, state: str) -> None:
    for one in rounds:
        accepted, ended = one.together(one.accepts, getattr(one, other))
        if one.state == "accepted":
            assert (one.insiders, one.lines) == ([one.lin, one.marco], ["claimed", "joined"])
            assert isinstance(accepted, Conversation)
            assert ended is None or isinstance(ended, TooLate)
        else:
            assert (one.state, one.insiders, one.lines) == (state, [one.lin], ["claimed"])
            assert isinstance(accepted, TooLate)


def test_a_request_is_accepted_or_lapses_and_never_both(rounds: list[Round]) -> None:
    for one in rounds:
        due_at = timezone.now() + timedelta(milliseconds=random.randrange(1, 30))
        Transfer.objects.filter(pk=one.request.pk).update(due_at=due_at)
        accepted, *_lapsed = one.together(one.accepts, one.lapses, partial(_when, due_at, one.lapses))
        if isinstance(accepted, Conversation):
            assert (one.state, one.insiders) == ("accepted", [one.lin, one.marco])
        else:
            assert isinstance(accepted, TooLate)
            tasks.keep_deadlines()
            assert (one.state, one.insiders) == ("lapsed", [one.lin])


def test_of_two_who_leave_at_once_the_second_closes_the_chat(rounds: list[Round]) -> None:
    for one in rounds:
        one.accepts()
        assert one.together(*(partial(one.leaves, agent) for agent in (one.lin, one.marco))) == [None, None]
        one.chat.refresh_from_db()
        assert (one.chat.state, one.insiders) == ("closed", [])
        assert one.lines == ["claimed", "joined", "left", "closed"]


def test_an_agent_who_leaves_in_two_tabs_at_once_leaves_once(rounds: list[Round]) -> None:
    for one in rounds:
        one.accepts()
        came = one.together(*[partial(one.leaves, one.marco)] * 2)
        assert sorted(isinstance(answer, NotYours) for answer in came) == [False, True]
        assert (one.insiders, one.lines) == ([one.lin], ["claimed", "joined", "left"])


def test_a_chat_that_is_closed_while_a_colleague_comes_in_is_closed_for_both(rounds: list[Round]) -> None:
    for one in rounds:
        accepted, closed = one.together(one.accepts, one.closes)
        one.chat.refresh_from_db()
        assert (one.chat.state, one.insiders, closed) == ("closed", [], None)
        came_in = not isinstance(accepted, Refused)
        assert one.lines == (["claimed", "joined", "closed"] if came_in else ["claimed", "closed"])
        assert one.state == ("accepted" if came_in else "cancelled")


def _when(moment: Any, deed: Deed) -> None:
    time.sleep(max(0.0, (moment - timezone.now()).total_seconds()))
    deed()
