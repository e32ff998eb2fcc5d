"""Who gets a waiting customer, however many reach for them."""

from functools import partial

import pytest

from channels_app.models import WebChatSite
from console.actions.claim import claim
from console.actions.claim_next import claim_next
from console.actions.close import close
from console.models import Agent, Participation
from console.refusals import NobodyWaits, Taken
from history.models import Conversation, Message
from tests.conftest import person, writes
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_of_fifty_agents_who_claim_at_once_one_wins_and_the_others_hear_who(waiting: Conversation) -> None:
    agents = [person(f"agent{n}@demo.test", f"Agent {n}") for n in range(50)]
    answers = at_once([partial(claim, waiting, agent=agent) for agent in agents])
    winner = Participation.objects.get().agent
    assert [agent for agent, answer in zip(agents, answers, strict=True) if answer is None] == [winner]
    lost = [answer for answer in answers if isinstance(answer, Taken)]
    assert len(lost) == 49
    assert {tuple(refusal.by) for refusal in lost} == {(winner.name,)}
    assert {str(refusal) for refusal in lost} == {f"{winner.name} has this chat."}
    assert Message.objects.filter(kind="claimed").get().sender_name == winner.name


@pytest.mark.django_db(transaction=True)
def test_twenty_agents_who_press_next_customer_at_once_get_twenty_different_chats(site: WebChatSite) -> None:
    for number in range(20):
        writes(site, f"v{number}", "Hello")
    agents = [person(f"agent{n}@demo.test", f"Agent {n}") for n in range(20)]
    got = at_once([partial(claim_next, agent=agent) for agent in agents])
    assert set(got) == set(Conversation.objects.filter(state="active"))
    assert len(set(got)) == 20


@pytest.mark.django_db(transaction=True)
def test_more_agents_than_customers_leave_nobody_waiting_and_the_rest_hear_it(site: WebChatSite) -> None:
    for number in range(3):
        writes(site, f"v{number}", "Hello")
    agents = [person(f"agent{n}@demo.test", f"Agent {n}") for n in range(12)]
    got = at_once([partial(claim_next, agent=agent) for agent in agents])
    assert len({answer for answer in got if isinstance(answer, Conversation)}) == 3
    assert len([answer for answer in got if isinstance(answer, NobodyWaits)]) == 9


@pytest.mark.django_db(transaction=True)
def test_next_customer_waits_for_one_who_is_writing_just_now(site: WebChatSite, lin: Agent) -> None:
    chat = writes(site, "daniel", "Hello").conversation
    at_once([partial(writes, site, "daniel", str(n)) for n in range(6)] + [partial(_next, lin)])
    chat.refresh_from_db()
    assert chat.state == "active"
    assert chat.messages.filter(author="customer").count() == 7


def test_next_customer_is_the_one_who_has_waited_longest(site: WebChatSite, lin: Agent) -> None:
    chats = [writes(site, who, "Hello").conversation for who in ("daniel", "maria", "tom")]
    writes(site, "daniel", "Are you there?")  # writing again does not cost the place
    assert [claim_next(agent=lin) for _ in chats] == chats


def test_when_nobody_waits_next_customer_says_so(lin: Agent) -> None:
    with pytest.raises(NobodyWaits, match="Nobody is waiting right now"):
        claim_next(agent=lin)


def test_claiming_ones_own_chat_again_changes_nothing(waiting: Conversation, lin: Agent) -> None:
    claim(waiting, agent=lin)
    claim(waiting, agent=lin)
    assert Participation.objects.count() == 1
    assert Message.objects.filter(kind="claimed").count() == 1


def test_a_closed_chat_cannot_be_claimed_even_by_who_had_it(waiting: Conversation, lin: Agent, marco: Agent) -> None:
    claim(waiting, agent=lin)
    close(waiting, agent=lin)
    for agent in (lin, marco):
        with pytest.raises(Taken, match="This chat is closed"):
            claim(waiting, agent=agent)


def test_the_record_says_who_took_the_chat_and_how(waiting: Conversation, lin: Agent) -> None:
    claim(waiting, agent=lin)
    waiting.refresh_from_db()
    taken = Participation.objects.get()
    assert (waiting.state, waiting.waiting_since) == ("active", None)
    assert (taken.agent, taken.how, taken.left_at) == (lin, "claimed", None)
    line = waiting.messages.latest("position")
    assert (line.author, line.kind, line.sender_name) == ("system", "claimed", "Lin Wei")


def _next(agent: Agent) -> Message:
    return claim_next(agent=agent).messages.latest("position")
