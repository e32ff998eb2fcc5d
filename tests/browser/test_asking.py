"""Asking colleagues into a chat, being asked, and leaving: several agents at one customer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bell import Listener
from tests.browser.office import Office
from tests.browser.people import Agent, Cast, becomes_true, said

# As after a minute without an answer.
TIME_IS_UP = "UPDATE console_transfer SET due_at = now() WHERE state = 'pending' RETURNING id"


def test_three_agents_meet_in_one_chat_and_leave_it_until_the_last_one_closes_it(cast: Cast, office: Office) -> None:
    lin, marco, sofia = cast.agent("lin"), cast.agent("marco"), cast.agent("sofia")
    customer = office.chat_with("lin", "Do you speak Italian?")
    lin.open(customer.chat)
    _asks_and_is_accepted(lin, marco, "marco", customer.name)
    _banner(lin, "You and Marco Bianchi are in this chat")
    _banner(marco, "You and Lin Wei are in this chat")
    _asks_and_is_accepted(marco, sofia, "sofia", customer.name)
    _banner(lin, "You, Marco Bianchi and Sofia Reyes are in this chat")
    lin.hears_said("You, Marco Bianchi and Sofia Reyes are in this chat")
    _banner(sofia, "You, Lin Wei and Marco Bianchi are in this chat")
    _leaves(lin)
    expect(lin.page.get_by_text("Marco Bianchi, Sofia Reyes has this chat")).to_be_visible()
    expect(lin.page.get_by_role("list", name="My chats").get_by_role("button")).to_have_count(0)
    _banner(marco, "You and Sofia Reyes are in this chat")
    expect(said(marco.log, "Lin Wei left this chat")).to_be_visible()
    _leaves(marco)
    sofia.hears_said("You are alone in this chat")
    expect(sofia.page.get_by_role("button", name="Leave chat")).to_be_hidden()
    sofia.close_chat()
    for agent in (sofia, lin):  # Lin still has it open
        expect(said(agent.log, "Sofia Reyes closed this chat")).to_be_visible()


def test_a_no_stands_beside_the_name_in_that_chat_only_also_after_a_reload(cast: Cast, office: Office) -> None:
    customer, other = office.chat_with("lin", "Is it for me?"), office.chat_with("lin", "I am somebody else")
    lin, marco = cast.agent("lin", chat=customer.chat), cast.agent("marco")
    lin.invitation("marco").click()
    marco.request.get_by_role("button", name="Decline").click()
    expect(marco.request).to_be_hidden()
    expect(lin.invitation("marco")).to_contain_text("No")
    lin.page.reload()
    expect(lin.invitation("marco")).to_contain_text("No")
    _switch(lin, other.name)
    expect(lin.invitation("marco")).not_to_contain_text("No")
    expect(lin.invitation("marco")).to_be_enabled()
    _switch(lin, customer.name)
    expect(lin.invitation("marco")).to_contain_text("No")
    lin.invitation("marco").click()  # one may ask again
    expect(marco.request).to_be_visible()


def test_without_an_answer_both_are_told(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Is anybody there?")
    lin, marco = cast.agent("lin", chat=customer.chat), cast.agent("marco")
    lin.invitation("marco").click()
    expect(marco.request).to_contain_text(re.compile(r"[01]:\d\d left"))
    office.stack.rows(TIME_IS_UP)
    lin.hears_said("Marco Bianchi did not answer.")
    expect(lin.invitation("marco")).to_contain_text("No answer")
    expect(lin.invitation("marco")).to_be_enabled()
    expect(marco.request).to_be_hidden()
    marco.hears_said("You did not answer Lin Wei in time.")


def test_a_request_is_taken_back(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Never mind")
    lin, marco = cast.agent("lin", chat=customer.chat), cast.agent("marco")
    lin.invitation("marco").click()
    expect(marco.request).to_be_visible()
    lin.page.get_by_role("button", name="Cancel the request to Marco Bianchi").click()
    expect(lin.invitation("marco")).to_be_focused()
    expect(lin.invitation("marco")).to_be_enabled()
    expect(marco.request).to_be_hidden()
    marco.hears_said("Lin Wei took the request back.")


def test_a_request_ends_with_its_chat_and_says_so(cast: Cast, office: Office) -> None:
    marco = cast.agent("marco")
    customer = office.chat_with("lin", "Good-bye")
    office.colleague("lin").ask(customer.chat, "marco")
    expect(marco.request).to_be_visible()
    office.colleague("lin").close(customer.chat)
    expect(marco.request).to_be_hidden()
    marco.hears_said("The request of Lin Wei is over")


def test_a_request_survives_a_reload_and_goes_in_every_tab_when_one_has_answered(cast: Cast, office: Office) -> None:
    marco = cast.agent("marco")
    customer = office.chat_with("lin", "Which tab is it?")
    office.colleague("lin").ask(customer.chat, "marco")
    expect(marco.request).to_be_visible()
    marco.page.reload()
    other = marco.context.new_page()
    other.goto(f"{cast.url}/console/")
    dialog = other.get_by_role("dialog", name="Transfer request")
    expect(dialog).to_contain_text("Which tab is it?")
    marco.request.get_by_role("button", name="Accept").click()
    marco.sees_open(customer.name)
    expect(dialog).to_be_hidden()
    expect(other.get_by_role("status").get_by_text("You answered Lin Wei in another window.")).to_be_attached()


def test_several_requests_wait_for_their_turn(cast: Cast, office: Office) -> None:
    marco = cast.agent("marco")
    first, second = office.chat_with("lin", "I am the first"), office.chat_with("sofia", "I am the second")
    office.colleague("lin").ask(first.chat, "marco")
    expect(marco.request).to_contain_text("I am the first")
    office.colleague("sofia").ask(second.chat, "marco")
    expect(marco.request).to_contain_text("and 1 more")
    expect(marco.request).to_contain_text("I am the first")
    marco.request.get_by_role("button", name="Decline").click()
    expect(marco.request).to_contain_text("I am the second")
    marco.request.get_by_role("button", name="Accept").click()
    marco.sees_open(second.name)
    expect(marco.request).to_be_hidden()


def test_a_request_disturbs_nobody_who_types_and_is_answered_with_the_keyboard(cast: Cast, office: Office) -> None:
    mine, theirs = office.chat_with("marco", "Breakfast?"), office.chat_with("lin", "Come in!")
    marco = cast.agent("marco", chat=mine.chat)
    marco.box.press_sequentially("From sev")
    office.colleague("lin").ask(theirs.chat, "marco")
    expect(marco.request).to_be_visible()
    marco.page.keyboard.type("en on")
    expect(marco.box).to_have_value("From seven on")
    _answers_with_keys(marco.page, "Decline")
    expect(marco.request).to_be_hidden()
    expect(marco.box).to_be_focused()
    expect(marco.box).to_have_value("From seven on")
    office.colleague("lin").ask(theirs.chat, "marco")
    expect(marco.request).to_be_visible()
    marco.page.keyboard.press("F8")
    marco.page.keyboard.press("Escape")  # goes back without an answer
    expect(marco.box).to_be_focused()
    _answers_with_keys(marco.page, "Accept")
    marco.sees_open(theirs.name)
    expect(marco.box).to_be_focused()


def test_a_colleague_is_asked_and_the_request_taken_back_with_the_keyboard(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "No mouse")
    lin, marco = cast.agent("lin", chat=customer.chat), cast.agent("marco")
    lin.invitation("marco").focus()
    lin.page.keyboard.press("Enter")
    expect(marco.request).to_be_visible()
    expect(lin.invitation("marco")).to_be_focused()
    expect(lin.invitation("marco")).to_have_accessible_description(re.compile("asked"))
    expect(lin.page.get_by_role("button", name="Cancel the request to Marco Bianchi")).to_be_visible()
    lin.page.keyboard.press("Tab")
    lin.page.keyboard.press("Enter")
    expect(marco.request).to_be_hidden()


def test_whoever_was_asked_by_somebody_else_already_is_not_asked_twice(cast: Cast, office: Office) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    customer = office.chat_with("lin", "Both of you want him")
    office.join(customer.chat, "sofia")
    office.colleague("sofia").ask(customer.chat, "marco")
    lin.open(customer.chat)
    lin.invitation("marco").click()
    lin.hears_said("Somebody else has asked Marco Bianchi already.")
    expect(lin.invitation("marco")).to_be_enabled()
    expect(marco.request).to_contain_text("Sofia Reyes asks you")
    expect(marco.request).not_to_contain_text("more")


def test_who_is_offline_or_without_a_chat_of_ones_own_nobody_is_asked(cast: Cast, office: Office) -> None:
    office.everybody_has_gone_home()
    lin = cast.agent("lin")
    expect(lin.invitation("sofia")).to_be_disabled()
    customer = office.customer("I still wait")
    lin.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    expect(lin.invitation("sofia")).to_be_disabled()
    lin.page.get_by_role("button", name="Claim this chat").click()
    expect(lin.box).to_be_visible()
    expect(lin.invitation("sofia")).to_be_disabled()
    expect(lin.invitation("sofia")).to_have_accessible_description("offline")
    sofia = cast.agent("sofia")
    expect(lin.invitation("sofia")).to_be_enabled()
    lin.invitation("sofia").click()
    expect(sofia.request).to_be_visible()


def test_whoever_would_close_it_for_others_is_asked_first(cast: Cast, office: Office) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    customer = office.chat_with("lin", "Stay with me")
    office.colleague("marco").accept(office.colleague("lin").ask(customer.chat, "marco"))
    lin.open(customer.chat)
    question = lin.page.get_by_role("dialog", name="Close for everybody?")
    lin.close_chat()
    expect(question).to_contain_text("Marco Bianchi")
    lin.page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    lin.close_chat()
    question.get_by_role("button", name="Leave instead").click()
    expect(lin.page.get_by_text("Marco Bianchi has this chat")).to_be_visible()
    marco.open(customer.chat)
    office.colleague("lin").accept(office.colleague("marco").ask(customer.chat, "lin"))
    _banner(marco, "You and Lin Wei are in this chat")
    marco.close_chat()
    marco.page.get_by_role("button", name="Close for everybody").click()
    expect(said(lin.log, "Marco Bianchi closed this chat")).to_be_visible()


@pytest.mark.whole_browser
def test_a_request_is_heard_and_its_notification_leads_to_the_dialog(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "My secret")
    marco = Listener(cast, "marco")
    request = office.colleague("lin").ask(customer.chat, "marco")
    assert marco.really_plays("request")
    expect(marco.page.get_by_role("status").get_by_text("Lin Wei asks you into a chat")).to_have_count(1)
    assert marco.notices() == []  # they look at the console
    office.colleague("marco").decline(request)
    marco.looks_elsewhere()
    request = office.colleague("lin").ask(customer.chat, "marco")
    assert marco.is_shown("Lin Wei asks you into a chat")
    assert marco.notices()[0]["body"] == f"{customer.name} · WeChat"
    marco.presses_the_notice()
    assert becomes_true(marco.page, "() => document.activeElement.id === 'request'")
    office.colleague("lin").take_back(request)
    expect(marco.agent.request).to_be_hidden()
    office.colleague("lin").ask(customer.chat, "marco")
    assert marco.is_shown("Lin Wei asks you into a chat")
    office.colleague("lin").close(customer.chat)
    expect(marco.agent.request).to_be_hidden()
    assert all(notice["isClosed"] for notice in marco.notices())


def _asks_and_is_accepted(asker: Agent, asked: Agent, name: str, customer: str) -> None:
    asker.invitation(name).click()
    expect(asker.invitation(name)).to_contain_text("asked")
    expect(asked.request).to_contain_text(f"{asker.name} asks you into the chat with {customer}")
    expect(asked.request).to_contain_text("Do you speak Italian?")
    asked.request.get_by_role("button", name="Accept").click()
    asked.sees_open(customer)
    expect(asker.invitation(name)).to_contain_text("OK")
    expect(asked.request).to_be_hidden()


def _banner(agent: Agent, words: str) -> None:
    expect(agent.page.get_by_role("main").get_by_text(words)).to_be_visible()


def _leaves(agent: Agent) -> None:
    agent.page.get_by_role("button", name="Leave chat").click()
    expect(agent.box).to_have_count(0)


def _switch(agent: Agent, name: str) -> None:
    agent.page.get_by_role("list", name="My chats").get_by_role("button", name=name).click()
    agent.sees_open(name)


def _answers_with_keys(page: Page, answer: str) -> None:
    button = page.get_by_role("dialog", name="Transfer request").get_by_role("button", name=answer)
    page.keyboard.press("F8")
    for _stop in range(2):
        if not button.evaluate("node => node === document.activeElement"):
            page.keyboard.press("Tab")
    expect(button).to_be_focused()
    expect(button).to_be_enabled()
    page.keyboard.press("Enter")
