"""A customer who writes again is offered to the agent they had, and then to everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from channels_app.models import WebChatSite
from console import offers, queries, tasks
from console.actions.claim import claim
from console.actions.claim_next import claim_next
from console.actions.close import close
from console.actions.deactivate import deactivate
from console.actions.heartbeat import heartbeat
from console.actions.pass_offer import pass_offer
from console.actions.set_presence import set_presence
from console.models import Agent, DeskSettings, Offer, Participation
from console.people.roles import Role
from console.refusals import AskedFirst, NobodyWaits, NotYours
from history.models import Conversation
from tests.conftest import person, signed_in, writes


def _state() -> str:
    return Offer.objects.get().state


def _offers(page: str) -> str:
    return page.partition('id="offers-frame"')[2].partition("</script>")[0]


def test_the_agent_who_had_them_is_asked_first(offered: Conversation, lin: Agent, marco: Agent) -> None:
    with pytest.raises(AskedFirst, match="Lin Wei"):
        claim(offered, agent=marco)
    with pytest.raises(NobodyWaits):
        claim_next(agent=marco)
    assert queries.counts().waiting == 0
    assert claim_next(agent=lin) == offered
    assert (_state(), Participation.objects.get(conversation=offered).how) == ("taken", "offered")
    assert offered.messages.get(kind="claimed").payload == {"how": "offered"}


def test_nobody_else_sees_it_in_the_waiting_list(offered: Conversation, lin: Agent, marco: Agent) -> None:
    url = reverse("console:waiting")
    assert "Maria" in signed_in(lin).get(url).text
    assert "Maria" not in signed_in(marco).get(url).text


def test_only_their_page_begins_with_the_offer_and_only_they_may_press_claim(
    offered: Conversation, lin: Agent, marco: Agent
) -> None:
    home, chat = reverse("console:home"), reverse("console:chat", args=[offered.pk])
    assert f"chat-{offered.pk}" in _offers(signed_in(lin).get(home).text)
    assert f"chat-{offered.pk}" not in _offers(signed_in(marco).get(home).text)
    assert "Claim this chat" in signed_in(lin).get(chat).text
    assert "asked first" in signed_in(marco).get(chat).text
    assert "Claim this chat" not in signed_in(marco).get(chat).text


def test_with_their_no_it_is_everybodys(offered: Conversation, lin: Agent, marco: Agent) -> None:
    with pytest.raises(NotYours):
        pass_offer(offered, agent=marco)
    pass_offer(offered, agent=lin)
    pass_offer(offered, agent=lin)
    assert (_state(), queries.counts().waiting) == ("passed", 1)
    assert claim_next(agent=marco) == offered


def test_they_have_the_time_that_the_desk_gives(site: WebChatSite, mine: Conversation, lin: Agent) -> None:
    DeskSettings.objects.create(pk=1, offer_seconds=7)
    heartbeat(lin)
    close(mine, agent=lin)
    before = timezone.now()
    writes(site, mine.customer.external_id, "One more thing")
    assert before <= Offer.objects.get().due_at - timedelta(seconds=7) <= timezone.now()


def test_after_the_set_time_it_is_everybodys_once(offered: Conversation, marco: Agent) -> None:
    tasks.keep_deadlines()
    assert _state() == "pending"
    Offer.objects.update(due_at=timezone.now())
    tasks.keep_deadlines()
    version = Conversation.objects.get(pk=offered.pk).version
    tasks.keep_deadlines()
    assert _state() == "lapsed"
    assert Conversation.objects.get(pk=offered.pk).version == version
    assert claim_next(agent=marco) == offered


def test_an_agent_who_goes_is_not_waited_for(offered: Conversation, lin: Agent) -> None:
    set_presence(lin, state="away")
    tasks.keep_deadlines()
    assert _state() == "lapsed"


def test_an_agent_who_drops_out_is_not_waited_for(offered: Conversation, lin: Agent) -> None:
    Agent.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    tasks.keep_deadlines()
    assert _state() == "lapsed"


def test_an_agent_who_is_deactivated_is_not_waited_for(offered: Conversation, lin: Agent) -> None:
    admin = person("admin@demo.test", "Admin", role=Role.ADMINISTRATOR)
    deactivate(lin, by=admin.user)
    tasks.keep_deadlines()
    assert _state() == "lapsed"


@pytest.mark.parametrize("why", ["away", "offline", "left the company"])
def test_without_that_agent_it_is_everybodys_at_once(
    closed: Conversation, lin: Agent, marco: Agent, site: WebChatSite, why: str
) -> None:
    heartbeat(lin)
    if why == "away":
        set_presence(lin, state="away")
    elif why == "offline":
        Agent.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    else:
        lin.user.is_active = False
        lin.user.save()
    chat = writes(site, "maria", "Me again").conversation
    assert offers.pending(chat) is None
    assert claim_next(agent=marco) == chat


def test_who_had_them_last_is_asked_whoever_it_was_before(
    closed: Conversation, lin: Agent, marco: Agent, site: WebChatSite
) -> None:
    again = writes(site, "maria", "Me again").conversation
    claim(again, agent=marco)
    close(again, agent=marco)
    for agent in (lin, marco):
        heartbeat(agent)
    offer = offers.pending(writes(site, "maria", "And again").conversation)
    assert offer is not None
    assert offer.agent == marco


def test_a_second_message_changes_nothing_about_the_offer(offered: Conversation, site: WebChatSite) -> None:
    before = Offer.objects.get().due_at
    writes(site, "maria", "Hello?")
    assert Offer.objects.get().due_at == before
