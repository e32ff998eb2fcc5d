"""The names on the screen that the contract promises: roles and accessible names, not markup."""

import re

from playwright.sync_api import Page, expect

from tests.browser.office import Office
from tests.browser.people import NAMES, Agent, Cast


def test_the_login_page_has_the_promised_names(cast: Cast) -> None:
    page = cast.context().new_page()
    page.goto(f"{cast.url}/")
    for name in ("Email", "Password"):
        expect(page.get_by_role("textbox", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_the_console_has_the_promised_names(cast: Cast, office: Office) -> None:
    ana, customer = cast.agent("ana"), office.customer("What are things called?")
    _left(ana, customer.name)
    expect(ana.page.get_by_role("button", name="Status: Available")).to_be_visible()
    ana.waiting(customer.name).click()
    _middle(ana, customer.name)
    _right(ana.page, customer.name)
    ana.close_chat()
    history = ana.page.get_by_role("list", name="History", exact=True)
    expect(history.get_by_role("button", name=customer.name)).to_be_visible()


def test_a_request_and_a_chat_of_several_have_the_promised_names(cast: Cast, office: Office) -> None:
    marco, customer = cast.agent("marco"), office.chat_with("lin", "What is it called?")
    office.colleague("lin").ask(customer.chat, "marco")
    dialog = marco.page.get_by_role("dialog", name="Transfer request", exact=True)
    expect(dialog.get_by_role("button", name="Decline", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Accept", exact=True).click()
    for button in ("Leave chat", "Close chat"):
        expect(marco.page.get_by_role("button", name=button, exact=True)).to_be_visible()


def test_the_widget_has_the_promised_names(cast: Cast) -> None:
    visitor = cast.visitor()
    expect(visitor.frame.get_by_role("log", name="Messages", exact=True)).to_be_visible()
    expect(visitor.frame.get_by_role("textbox", name="Message", exact=True)).to_be_enabled()
    expect(visitor.frame.get_by_role("button", name="Send", exact=True)).to_be_enabled()


def test_the_demo_phone_has_the_promised_names(cast: Cast) -> None:
    page = cast.phone().page
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_enabled()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    expect(page.get_by_role("log", name="Messages", exact=True)).to_be_visible()


def _left(agent: Agent, name: str) -> None:
    page = agent.page
    expect(page.get_by_role("button", name=re.compile(r"^Next customer, [1-9]\d* waiting$"))).to_be_visible()
    expect(page.get_by_role("list", name="Waiting list", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Waiting list", exact=True).click()
    waiting = page.get_by_role("list", name="Waiting list", exact=True)
    expect(waiting.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="My chats", exact=True)).to_be_attached()
    expect(page.get_by_role("list", name="History", exact=True)).to_be_attached()


def _middle(agent: Agent, name: str) -> None:
    page = agent.page
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("log", name="Messages", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    for button in ("Send", "Close chat"):
        expect(page.get_by_role("button", name=button, exact=True)).to_be_enabled()
    mine = page.get_by_role("list", name="My chats", exact=True)
    expect(mine.get_by_role("button", name=name, exact=True)).to_be_visible()


def _right(page: Page, name: str) -> None:
    customer = page.get_by_role("region", name="Customer", exact=True)
    expect(customer.get_by_role("textbox", name="Name", exact=True)).to_have_value(name)
    for box in ("Email", "Phone", "Comment", "Add tag"):
        expect(customer.get_by_role("textbox", name=box, exact=True)).to_be_editable()
    agents = page.get_by_role("list", name="Agents", exact=True)
    for key in ("lin", "marco", "sofia"):
        expect(agents.get_by_role("button", name=f"Invite {NAMES[key]}", exact=True)).to_be_visible()
