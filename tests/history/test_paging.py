"""Reading a customer's history in pages."""

from collections.abc import Iterable

import pytest

from channels_app.models import WebChatSite
from console.actions.claim import claim
from console.actions.close import close
from console.models import Agent
from history import queries
from history.models import Conversation, Message
from tests.conftest import writes


@pytest.fixture
def long_chat(site: WebChatSite) -> Conversation:
    """Twenty-five messages, "0" to "24"."""
    for number in range(25):
        message = writes(site, "daniel", str(number))
    return message.conversation


def test_the_newest_page_ends_with_the_newest_message_and_says_that_there_is_more(long_chat: Conversation) -> None:
    page, older = queries.newest_page(long_chat, size=10)
    assert _texts(page) == [str(number) for number in range(15, 25)]
    assert older


def test_going_back_shows_every_message_once_although_new_ones_arrive(
    site: WebChatSite, long_chat: Conversation
) -> None:
    read, before, older = list[str](), None, True
    while older:
        page, older = queries.newest_page(long_chat, before=before, size=7)
        read, before = _texts(page) + read, page[0].position
        writes(site, "daniel", "meanwhile")
    assert read == [str(number) for number in range(25)]


def test_a_page_that_holds_the_rest_exactly_is_the_last(long_chat: Conversation) -> None:
    page, older = queries.newest_page(long_chat, size=25)
    assert (len(page), older) == (25, False)


def test_before_the_first_message_there_is_nothing(long_chat: Conversation) -> None:
    first = queries.newest_page(long_chat, size=25)[0][0]
    assert queries.newest_page(long_chat, before=first.position) == ([], False)
    assert queries.newest_page(long_chat, before=0) == ([], False)


def test_an_older_conversation_shows_what_was_before_it_and_nothing_of_a_later_one(
    site: WebChatSite, lin: Agent
) -> None:
    chats = [_closed_chat(site, lin, text) for text in ("first", "second", "third")]
    shown = [_texts(m for m in queries.newest_page(chat)[0] if m.text) for chat in chats]
    assert shown == [["first"], ["first", "second"], ["first", "second", "third"]]
    assert [queries.earlier_conversations(chat) for chat in chats] == [0, 1, 2]


def test_a_history_is_one_customers_alone(site: WebChatSite, long_chat: Conversation) -> None:
    other = writes(site, "maria", "Mine").conversation
    assert _texts(queries.newest_page(other)[0]) == ["Mine"]


def test_customers_never_see_the_records_own_lines(site: WebChatSite, lin: Agent) -> None:
    chat = _closed_chat(site, lin, "Hello")
    assert _texts(queries.said_to(chat.customer)) == ["Hello"]


def _closed_chat(site: WebChatSite, agent: Agent, text: str) -> Conversation:
    chat = writes(site, "daniel", text).conversation
    claim(chat, agent=agent)
    close(chat, agent=agent)
    return chat


def _texts(messages: Iterable[Message]) -> list[str]:
    return [message.text for message in messages]
