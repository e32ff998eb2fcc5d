"""The end of a chat, and a customer who writes at that very moment."""

from functools import partial

import pytest

from channels_app.models import WebChatSite
from console import queries
from console.actions.claim import claim
from console.actions.close import close
from console.actions.finish import finish
from console.models import Agent, Participation
from console.refusals import NotYours
from history.models import Conversation
from tests.conftest import writes
from tests.together import at_once


def test_closing_ends_the_chat_for_everybody_in_it_and_the_record_says_by_whom(mine: Conversation, lin: Agent) -> None:
    close(mine, agent=lin)
    mine.refresh_from_db()
    assert (mine.state, mine.closed_by) == ("closed", lin.user)
    assert mine.closed_at is not None
    assert not Participation.objects.filter(left_at__isnull=True).exists()
    line = mine.messages.latest("position")
    assert (line.kind, line.sender_name) == ("closed", "Lin Wei")


def test_closing_twice_changes_nothing(mine: Conversation, lin: Agent) -> None:
    close(mine, agent=lin)
    mine.refresh_from_db()
    version = mine.version
    close(mine, agent=lin)
    mine.refresh_from_db()
    assert mine.version == version
    assert mine.messages.filter(kind="closed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_five_times_at_once_is_one_closing(mine: Conversation, lin: Agent) -> None:
    at_once([partial(close, mine, agent=lin)] * 5)
    assert mine.messages.filter(kind="closed").count() == 1


def test_a_stranger_may_not_close(mine: Conversation, marco: Agent) -> None:
    with pytest.raises(NotYours):
        close(mine, agent=marco)
    mine.refresh_from_db()
    assert mine.state == "active"


def test_a_supervisor_may_close_any_chat(mine: Conversation, ana: Agent) -> None:
    close(mine, agent=ana)
    mine.refresh_from_db()
    assert (mine.state, mine.closed_by, mine.closed_how) == ("closed", ana.user, "agent")


def test_nobody_closes_a_waiting_chat(waiting: Conversation, lin: Agent) -> None:
    with pytest.raises(NotYours):
        close(waiting, agent=lin)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_comes_while_closing_is_in_the_chat_before_its_end_or_waits(
    site: WebChatSite, lin: Agent
) -> None:
    for number in range(10):
        chat = writes(site, f"v{number}", "Hello").conversation
        claim(chat, agent=lin)
        at_once([partial(_close, chat, lin), partial(_write, site, f"v{number}")])
        late = chat.customer.messages.get(text="One more thing")
        seen_before_the_end = late.position < chat.messages.get(kind="closed").position
        waits = late.conversation != chat and late.conversation.state == "waiting"
        assert waits or (late.conversation == chat and seen_before_the_end)


def test_a_customer_ends_their_own_chat_whether_somebody_has_it_or_not(mine: Conversation, site: WebChatSite) -> None:
    for chat in (mine, writes(site, "maria", "Hello").conversation):
        finish(chat.customer, conversation_id=chat.pk)
        chat.refresh_from_db()
        assert (chat.state, chat.closed_how, chat.closed_by, chat.waiting_since) == ("closed", "customer", None, None)
        line = chat.messages.latest("position")
        assert (line.kind, line.payload["how"], line.sender_name) == ("closed", "customer", "")
    assert not Participation.objects.filter(left_at__isnull=True).exists()


def test_a_customer_ends_nobody_elses_chat(mine: Conversation, site: WebChatSite) -> None:
    finish(writes(site, "maria", "Hello").customer, conversation_id=mine.pk)
    finish(mine.customer, conversation_id=10**15)
    mine.refresh_from_db()
    assert mine.state == "active"


def test_who_ends_a_chat_that_is_over_does_not_end_the_next(mine: Conversation, site: WebChatSite, lin: Agent) -> None:
    close(mine, agent=lin)
    next_one = writes(site, mine.customer.external_id, "And another thing").conversation
    finish(mine.customer, conversation_id=mine.pk)
    next_one.refresh_from_db()
    mine.refresh_from_db()
    assert (next_one.state, mine.closed_how) == ("waiting", "agent")


@pytest.mark.django_db(transaction=True)
def test_agent_and_customer_end_it_at_once_while_the_customer_writes_and_it_has_one_end(
    site: WebChatSite, lin: Agent
) -> None:
    for number in range(10):
        who = f"v{number}"
        chat = writes(site, who, "Hello").conversation
        claim(chat, agent=lin)
        ends = [partial(finish, chat.customer, conversation_id=chat.pk)] * 2
        at_once([*ends, partial(_close, chat, lin), partial(_write, site, who)])
        end = chat.messages.get(kind="closed")
        chat.refresh_from_db()
        assert (chat.closed_how, chat.closed_by) in (("agent", lin.user), ("customer", None))
        late = chat.customer.messages.get(text="One more thing")
        waits = late.conversation != chat and late.conversation.state == "waiting"
        assert waits or (late.conversation == chat and late.position < end.position)


def test_closed_chats_stand_in_history_the_latest_first_and_one_a_customer(site: WebChatSite, lin: Agent) -> None:
    chats = [_closed(site, lin, who) for who in ("daniel", "maria", "daniel", "tom")]
    assert queries.recent(lin) == [chats[3], chats[2], chats[1]]


def test_history_is_ones_own(site: WebChatSite, lin: Agent, marco: Agent) -> None:
    _closed(site, lin, "daniel")
    assert queries.recent(marco) == []


def _closed(site: WebChatSite, agent: Agent, who: str) -> Conversation:
    chat = writes(site, who, "Hello").conversation
    claim(chat, agent=agent)
    close(chat, agent=agent)
    return chat


def _close(chat: Conversation, agent: Agent) -> None:
    close(chat, agent=agent)


def _write(site: WebChatSite, who: str) -> None:
    writes(site, who, "One more thing")
