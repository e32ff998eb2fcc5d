"""What a visitor's browser notices of its socket."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async as in_database

from channels_app import inbound, outbound, tasks
from channels_app.models import WebChatSite
from channels_app.sockets import visitor as socket
from channels_app.webchat import limits, record
from channels_app.webchat.limits import Rule
from console.actions.claim import claim
from console.actions.edit_customer import edit_customer
from console.actions.reply import reply
from console.models import Agent
from history.models import Conversation, Customer, Message
from tests.channels_app.webchat.tabs import Tab, texts

Tabs = Callable[..., Tab]


def answers(agent: Agent, text: str, *, delivered: bool = True) -> None:
    conversation = Conversation.objects.get(state="waiting")
    claim(conversation, agent=agent)
    reply(conversation, agent=agent, text=text, client_id=uuid4())
    if delivered:
        outbound.deliver(conversation.pk)


async def test_whoever_only_looks_leaves_no_trace(tab: Tabs) -> None:
    welcome = await tab().open()
    assert welcome["messages"] == []
    assert welcome["more"] is False
    assert not await in_database(Customer.objects.exists)()


async def test_a_message_sent_twice_is_stored_once_and_answered_alike(tab: Tabs) -> None:
    daniel, id_ = tab(), str(uuid4())
    await daniel.open()
    first = await daniel.say("Is late check-out possible?", id_=id_)
    again = await daniel.say("Is late check-out possible?", id_=id_)
    assert first == again
    assert first["message"]["client_id"] == id_
    assert await in_database(Message.objects.filter(author="customer").count)() == 1


async def test_an_id_known_to_one_visitor_does_not_stop_another_from_using_it(tab: Tabs) -> None:
    daniel, maria, id_ = tab(), tab("Maria"), str(uuid4())
    await daniel.open()
    await maria.open()
    await daniel.say("From Daniel", id_=id_)
    stored = await maria.say("From Maria", id_=id_)
    assert stored["message"]["text"] == "From Maria"


async def test_several_tabs_are_one_visitor(tab: Tabs) -> None:
    one, other = tab(), tab()
    await one.open()
    await other.open()
    await one.say("Hello")
    assert (await other.hear("put"))["message"]["text"] == "Hello"
    assert await in_database(Customer.objects.count)() == 1


async def test_another_visitor_sees_nothing_of_it(tab: Tabs) -> None:
    daniel, second_tab, maria = tab(), tab(), tab("Maria")
    for one in (daniel, second_tab, maria):
        await one.open()
    await daniel.say("My room number is 12")
    await second_tab.hear("put")  # by now whatever was pushed has been pushed
    assert await maria.ping() == []
    assert texts(await tab("Maria").open()) == []


async def test_the_same_secret_at_another_site_is_another_visitor(tab: Tabs, demo: WebChatSite) -> None:
    await in_database(WebChatSite.objects.create)(slug="other", name="Other")
    here, there = tab(), tab(key="other")
    await here.open()
    await there.open()
    await here.say("Only for the hotel")
    assert await there.ping() == []


async def test_a_reply_reaches_the_visitor_with_the_agents_name(tab: Tabs, lin: Agent) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello?")
    await in_database(answers)(lin, "Hello, Daniel!")
    message = (await daniel.hear("put"))["message"]
    assert (message["author"], message["name"], message["text"]) == ("agent", "Lin Wei", "Hello, Daniel!")


async def test_the_records_own_lines_never_reach_the_visitor(tab: Tabs, lin: Agent) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello?")
    await in_database(answers)(lin, "Hello, Daniel!")
    await daniel.hear("put")
    assert await daniel.ping() == ["Hello?", "Hello, Daniel!"]
    assert texts(await tab().open()) == ["Hello?", "Hello, Daniel!"]


async def test_a_reply_that_has_not_left_is_not_shown(tab: Tabs, lin: Agent) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello?")
    await in_database(answers)(lin, "Not yet", delivered=False)
    assert await daniel.ping() == ["Hello?"]
    assert texts(await tab().open()) == ["Hello?"]


async def test_a_reply_missed_while_away_is_there_on_return(tab: Tabs, lin: Agent) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello?")
    await daniel.ping()
    await daniel.leave()
    await in_database(answers)(lin, "Hello, Daniel!")
    back = await tab().open(cursor=daniel.cursor)
    assert back["reset"] is False
    assert texts(back)[-1] == "Hello, Daniel!"


async def test_what_agents_call_a_customer_stays_with_them(tab: Tabs, lin: Agent) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello?")
    await in_database(
        lambda: edit_customer(Conversation.objects.get(), agent=lin, field="name", value="Complains a lot")
    )()
    stored = await daniel.say("Hello??")
    assert "Complains" not in str(stored)
    assert "Complains" not in str(await tab().open())


async def test_a_new_visitor_has_a_name_in_their_language(tab: Tabs) -> None:
    daniel = tab()
    await daniel.open(language="en-GB")
    await daniel.say("Hello")
    customer = await in_database(Customer.objects.get)()
    assert customer.name == f"Visitor {customer.external_id[-4:]}"
    assert customer.language == "en-GB"


async def test_the_secret_is_not_in_the_record(tab: Tabs) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello")
    customer = await in_database(Customer.objects.get)()
    assert customer.external_id.startswith("v:")
    assert len(customer.external_id) == 66


async def test_older_pages_can_be_had_to_the_first_message(tab: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "PAGE", 2)
    daniel = tab()
    await daniel.open()
    for text in ("one", "two", "three"):
        await daniel.say(text)
    page = await tab().open()
    assert (texts(page), page["more"]) == (["two", "three"], True)
    older = await daniel.ask({"type": "older", "before": page["messages"][0]["order"]}, "older")
    assert (texts(older), older["more"]) == (["one"], False)


async def test_after_too_many_changes_the_page_starts_anew(tab: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "CHANGES_MOST", 2)
    daniel = tab()
    start = (await daniel.open())["cursor"]
    for text in ("one", "two", "three"):
        await daniel.say(text)
    back = await tab().open(cursor=start)
    assert back["reset"] is True
    assert texts(back) == ["one", "two", "three"]


@pytest.mark.parametrize("cursor", ["9" * 19, "9" * 400, "-1", "one", "٣", "1.5"])
async def test_a_cursor_that_is_not_ours_starts_anew(tab: Tabs, cursor: str) -> None:
    assert (await tab().open(cursor=cursor))["reset"] is True


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", 7, None, ["a"]])
async def test_a_message_without_words_is_refused_with_the_reason(tab: Tabs, text: object) -> None:
    daniel = tab()
    await daniel.open()
    refused = await daniel.ask({"type": "message", "id": str(uuid4()), "text": text}, "refused")
    assert refused["reason"] == "Write something first."
    assert not await in_database(Message.objects.exists)()


async def test_a_message_of_4000_characters_is_taken_and_a_longer_one_refused(tab: Tabs) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.say("好" * 4000)
    refused = await daniel.ask({"type": "message", "id": str(uuid4()), "text": "好" * 4001}, "refused")
    assert "4000" in refused["reason"]


async def test_characters_that_no_database_takes_are_left_out(tab: Tabs) -> None:
    daniel = tab()
    await daniel.open()
    assert (await daniel.say("a\x00b\ud800c"))["message"]["text"] == "abc"


async def test_whoever_writes_too_fast_is_told_when_to_go_on(tab: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MESSAGES", Rule("messages", 2, 600))
    daniel = tab()
    await daniel.open()
    await daniel.say("one")
    await daniel.say("two")
    refused = await daniel.ask({"type": "message", "id": str(uuid4()), "text": "three"}, "refused")
    assert 1 <= refused["retry_after"] <= 60
    assert refused["reason"]


async def test_without_a_database_the_visitor_is_asked_to_send_again(
    tab: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_inbound: inbound.Inbound) -> Message:
        raise inbound.InboundUnavailable

    daniel, id_ = tab(), str(uuid4())
    await daniel.open()
    with monkeypatch.context() as without_database:
        without_database.setattr(socket, "receive", away)
        assert (await daniel.ask({"type": "message", "id": id_, "text": "Hello"}, "later"))["id"] == id_
    assert (await daniel.say("Hello", id_=id_))["message"]["text"] == "Hello"


async def test_a_visitor_is_told_that_an_agent_types(tab: Tabs) -> None:
    daniel, maria = tab(), tab("Maria")
    await daniel.open()
    await maria.open()
    await daniel.say("Hello?")
    chat = await in_database(Conversation.objects.get)()
    await in_database(tasks.show_typing)(chat.pk)
    assert await daniel.hear("typing") == {"type": "typing", "on": True}
    assert await maria.ping() == []
