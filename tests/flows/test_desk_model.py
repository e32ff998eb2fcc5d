"""The desk as a model: its verbs in any order, and many at once, never break what must always be true."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from channels_app.models import WebChatSite, WeChatAccount
from console import queries, tasks
from console.actions.answer_transfer import accept, decline
from console.actions.ask_in import ask_in
from console.actions.cancel_transfer import cancel_transfer
from console.actions.claim import claim
from console.actions.claim_next import claim_next
from console.actions.close import close
from console.actions.heartbeat import heartbeat
from console.actions.leave import leave
from console.actions.move import move
from console.actions.pass_offer import pass_offer
from console.actions.pause_chats import pause_chats
from console.actions.release import release
from console.actions.reply import reply
from console.actions.resume_chats import resume_chats
from console.actions.set_presence import set_presence
from console.models import Agent, DeskSettings, Participation, Transfer
from console.people.roles import Role
from console.refusals import NotYours, Refused
from history.models import Channel, Conversation
from tests.conftest import person, writes
from tests.flows import desk_invariants as desk

CHANCE = st.randoms(use_true_random=True)
CAPACITY = 1
WHO = ["daniel", "maria", "xiaoyu", "liu"]  # the last two on WeChat, with its reply window


class Desk:
    """Agents, customers and the verbs; what is refused is refused."""

    def __init__(self, site: Channel, wechat: Channel) -> None:
        names = [("lin", "Lin Wei"), ("marco", "Marco Bianchi"), ("sofia", "Sofia Reyes")]
        self.agents = [person(f"{name}@demo.test", full) for name, full in names]
        self.agents.append(person("ana@demo.test", "Ana Lima", role=Role.SUPERVISOR))
        self.channels = [site, site, wechat, wechat]

    def writes(self, who: int) -> None:
        writes(self.channels[who], WHO[who], "Hello")

    def claims(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            claim(chat, agent=self._agent(agent))

    def claims_next(self, agent: int, pick: int) -> None:
        claim_next(agent=self._agent(agent))

    def asks(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            ask_in(chat, asker=self._one_of(chat, agent, pick), asked=self._agent(pick % 4))

    def accepts(self, agent: int, pick: int) -> None:
        self._answer(accept, agent, pick)

    def declines(self, agent: int, pick: int) -> None:
        self._answer(decline, agent, pick)

    def cancels(self, agent: int, pick: int) -> None:
        self._answer(cancel_transfer, agent, pick, who="asker")

    def passes(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            pass_offer(chat, agent=self._agent(agent))

    def leaves(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            leave(chat, agent=self._one_of(chat, agent, pick))

    def closes(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            close(chat, agent=self._one_of(chat, agent, pick))

    def closes_own(self, agent: int, pick: int) -> None:
        for chat in queries.mine(self._agent(agent)):
            close(chat, agent=self._agent(agent))

    def replies(self, agent: int, pick: int) -> None:
        chat = self._chat(pick)
        if chat is None:
            return
        writer = self._one_of(chat, agent, pick)
        try:
            message = reply(chat, agent=writer, text="Yes", client_id=uuid4())
        except NotYours:
            return
        came = Participation.objects.filter(conversation=chat, agent=writer, joined_at__lte=message.created_at)
        assert came.filter(Q(left_at__isnull=True) | Q(left_at__gte=message.created_at)).exists()

    def releases(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            release(chat, by=self._agent(agent))

    def moves(self, agent: int, pick: int) -> None:
        if chat := self._chat(pick):
            move(chat, to=self._agent(pick % 4), by=self._agent(agent))

    def goes_away(self, agent: int, pick: int) -> None:
        set_presence(self._agent(agent), state="away" if pick % 2 else "available")

    def pauses(self, agent: int, pick: int) -> None:
        (resume_chats if pick % 3 else pause_chats)(self._agent(agent))

    def is_seen(self, agent: int, pick: int) -> None:
        heartbeat(self._agent(agent))

    def _agent(self, agent: int) -> Agent:
        return Agent.objects.select_related("user").get(pk=self.agents[agent].pk)

    def _answer(self, verb: Callable[..., object], agent: int, pick: int, who: str = "asked") -> None:
        found = list(Transfer.objects.select_related("conversation", "asker__user", "asked__user").order_by("-pk")[:2])
        if found:
            transfer = found[pick % len(found)]
            verb(transfer, agent=getattr(transfer, who) if pick % 3 else self._agent(agent))

    def _one_of(self, chat: Conversation, agent: int, pick: int) -> Agent:
        """Mostly somebody who is in the chat: what is only ever refused breaks nothing."""
        inside = queries.insiders(chat) if pick % 4 else []
        return inside[pick % len(inside)] if inside else self._agent(agent)

    def _chat(self, pick: int) -> Conversation | None:
        found = list(Conversation.objects.exclude(state="closed").order_by("pk") or Conversation.objects.all())
        return found[pick % len(found)] if found else None


VERBS = [name for name in vars(Desk) if name[0] != "_" and name != "writes"]
AT_ONCE = [*VERBS, "writes", "writes", "sweep"]


def _do(verb: Callable[..., object], *values: int) -> None:
    with suppress(Refused):
        verb(*values)


class Machine(RuleBasedStateMachine):
    """Each turn is drawn from one seed: hypothesis' own small numbers would do the same few things all the time."""

    people: Desk

    def __init__(self) -> None:
        super().__init__()
        desk.wipe()
        DeskSettings.objects.update_or_create(pk=1, defaults={"queue": "manual", "capacity": CAPACITY})
        Agent.objects.update(seen_at=timezone.now(), away_at=None, paused_at=None, given_at=None)
        for who in range(4):
            self.people.writes(who)
            _do(self.people.claims, who, who)

    @rule(chance=CHANCE)
    def somebody_at_the_desk_does_something(self, chance: Any) -> None:
        for _turn in range(6):
            _do(getattr(self.people, chance.choice(VERBS)), chance.randrange(4), chance.randrange(1000))
            desk.check()

    @rule(chance=CHANCE)
    def somebody_is_asked_in_and_answers(self, chance: Any) -> None:
        for verbs in (["asks"], ["accepts", "declines", "cancels", "leaves", "closes", "replies"]):
            _do(getattr(self.people, chance.choice(verbs)), chance.randrange(4), chance.randrange(1000))
            desk.check()

    @rule(chance=CHANCE)
    def a_customer_comes_back(self, chance: Any) -> None:
        agent = chance.randrange(4)
        self.people.is_seen(agent, 0)
        for verb in ("claims_next", "closes_own", "claims_next", chance.choice(["closes_own", "passes", "releases"])):
            _do(getattr(self.people, verb), agent, chance.randrange(1000))
            for who in range(4):
                self.people.writes(who)
            desk.check()

    @rule(chance=CHANCE)
    def a_customer_writes(self, chance: Any) -> None:
        for who in chance.sample(range(4), 2):
            self.people.writes(who)

    @rule(queue=st.sampled_from(["manual", "auto"]))
    def a_supervisor_sets_the_queue(self, queue: str) -> None:
        DeskSettings.objects.update(queue=queue)

    @rule(chance=CHANCE)
    def time_passes(self, chance: Any) -> None:
        desk.step_clock(chance.choice([5, 61, 400, 50_000, 172_800]))
        for number in chance.sample(range(4), chance.randrange(1, 5)):
            self.people.is_seen(number, 0)

    @rule()
    def deadlines_are_kept_once(self) -> None:
        before, since = desk.loads(), timezone.now()
        tasks.keep_deadlines()
        desk.check_given(before, since=since, capacity=CAPACITY)
        done = desk.fingerprint()
        tasks.keep_deadlines()
        assert desk.fingerprint() == done

    @invariant()
    def nothing_is_broken(self) -> None:
        desk.check()

    def teardown(self) -> None:
        desk.check_record()


def test_the_desks_verbs_in_any_order_break_nothing(site: WebChatSite, wechat: WeChatAccount) -> None:
    Machine.people = Desk(site, wechat)
    steps = settings(
        max_examples=30,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # to shrink takes minutes
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Machine, settings=steps)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 3])
def test_many_at_once_break_nothing(site: WebChatSite, wechat: WeChatAccount, seed: int) -> None:
    people = Desk(site, wechat)
    DeskSettings.objects.create(pk=1, queue="auto" if seed == 3 else "manual", offer_seconds=1, transfer_seconds=1)
    with ThreadPoolExecutor(6) as threads:
        for worker in [threads.submit(_works, people, random.Random(seed * 10 + n)) for n in range(6)]:
            worker.result()
    desk.check()
    desk.check_record()


def _works(people: Desk, chance: Any) -> None:
    try:
        for _turn in range(30):
            agent, pick, name = chance.randrange(4), chance.randrange(1000), chance.choice(AT_ONCE)
            if name == "writes":
                people.writes(agent)
            elif name == "sweep":
                tasks.keep_deadlines()
            else:
                _do(getattr(people, name), agent, pick)
    finally:
        connections.close_all()
