"""Single letters that save ways: they do an agent's whole job, are never taken from what one writes, and can be off."""

import re

from playwright.sync_api import Page, expect

from tests.browser.office import Office
from tests.browser.people import Agent, Cast, said

COMPOSING = 229  # the key code of whatever an input method takes for itself
COMPOSED = f"""() => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", {{ key: "q", keyCode: {COMPOSING}, bubbles: true, cancelable: true }}))"""


def test_a_whole_job_is_done_with_single_letters(cast: Cast, office: Office) -> None:
    office.everybody_has_gone_home()  # the first who can be asked is Marco
    lin, marco = cast.agent("lin"), cast.agent("marco")
    office.sees_there("marco")
    waits, customer = office.chat_with("lin", "I am answered later"), office.customer("Is there WiFi?")
    keys = lin.page.keyboard
    keys.press("n")
    expect(said(lin.log, "Is there WiFi?")).to_be_visible()
    _leaves_the_box(lin)
    _answers_with_what_is_ready(lin)
    customer.hears("The network is HarbourGuest. The password is your room number and your family name.")
    _sends_a_card(lin)
    _notes(lin.page)
    keys.press("j")
    expect(said(lin.log, "I am answered later")).to_be_visible()
    _leaves_the_box(lin)
    keys.press("k")
    expect(said(lin.log, "Is there WiFi?")).to_be_visible()
    _asks_and_closes(lin, marco)
    assert office.stack.rows("SELECT state FROM history_conversation WHERE id = %s", customer.chat) == [("closed",)]
    office.close(waits.chat)


def test_letters_are_letters_where_one_writes_and_while_something_is_open(cast: Cast, office: Office) -> None:
    lin, customer = cast.agent("lin"), office.chat_with("lin", "Do you read me?")
    office.customer("I wait and go on waiting")
    lin.open(customer.chat)
    lin.box.press_sequentially("nice? quite")
    expect(lin.box).to_have_value("nice? quite")
    keys = lin.page.keyboard
    keys.press("Escape")
    for key in ("Control+q", "Alt+q", "Shift+Q"):
        keys.press(key)
    assert lin.page.evaluate(COMPOSED), "an input method keeps this key"
    expect(lin.page.get_by_role("dialog", name="Quick replies")).to_be_hidden()
    keys.press("?")
    shortcuts = lin.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shortcuts).to_be_visible()
    keys.press("n")
    keys.press("Escape")
    expect(shortcuts).to_be_hidden()
    expect(lin.log).to_be_focused()
    expect(said(lin.log, "Do you read me?")).to_be_visible()
    keys.press("w")
    expect(lin.page.get_by_role("list", name="Waiting list").get_by_role("button").first).to_be_focused()
    keys.press("Escape")
    expect(lin.page.get_by_role("button", name="Waiting list")).to_be_focused()


def test_who_switches_them_off_finds_them_in_the_menu_and_letters_do_nothing(cast: Cast, office: Office) -> None:
    sofia = cast.agent("sofia")
    office.customer("I stay in the list")
    try:
        _switches(sofia, is_on=False)
        sofia.page.goto(f"{sofia.url}/console/")
        for key in ("?", "n"):
            sofia.page.keyboard.press(key)
        shortcuts = sofia.page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(shortcuts).to_be_hidden()
        expect(sofia.page.get_by_role("heading", name="No chat is open")).to_be_visible()
        account = sofia.page.get_by_role("button", name="Account: Sofia Reyes")
        account.click()
        sofia.page.get_by_role("menuitem", name="Keyboard shortcuts").click()
        expect(shortcuts).to_contain_text("They are switched off.")
        sofia.page.keyboard.press("Escape")
        expect(account).to_be_focused()
    finally:
        _switches(sofia, is_on=True)


def _answers_with_what_is_ready(lin: Agent) -> None:
    keys = lin.page.keyboard
    keys.press("q")
    expect(lin.page.get_by_role("searchbox", name="Search quick replies")).to_be_focused()
    keys.type("harbourguest")
    expect(lin.page.get_by_role("dialog", name="Quick replies").get_by_role("button")).to_have_count(1)
    keys.press("Enter")
    expect(lin.box).to_be_focused()
    expect(lin.send).to_be_enabled()
    keys.press("Enter")


def _leaves_the_box(lin: Agent) -> None:
    """Once it has got the focus, which it does a moment after a chat was opened: letters would be typed there."""
    expect(lin.box).to_be_focused()
    lin.page.keyboard.press("Escape")
    expect(lin.log).to_be_focused()


def _sends_a_card(lin: Agent) -> None:
    keys = lin.page.keyboard
    keys.press("Escape")
    keys.press("c")
    expect(lin.page.get_by_role("searchbox", name="Search cards")).to_be_focused()
    keys.type("spa")
    expect(lin.page.get_by_role("list", name="Cards").get_by_role("listitem")).to_have_count(1)
    keys.press("Enter")
    expect(lin.page.get_by_role("list", name="To be sent").get_by_role("listitem")).to_have_count(1)
    keys.press("Escape")
    keys.press("r")
    expect(lin.box).to_be_focused()
    keys.press("Enter")
    expect(lin.log.get_by_role("link").filter(has_text=re.compile("spa", re.IGNORECASE))).to_have_count(1)


def _notes(page: Page) -> None:
    """A tag and a comment."""
    keys = page.keyboard
    keys.press("Escape")
    keys.press("t")
    keys.type("WiFi")
    keys.press("Enter")
    expect(page.get_by_role("list", name="Tags", exact=True).get_by_role("listitem")).to_have_text(["WiFi"])
    keys.press("Escape")
    keys.press("m")
    keys.type("Asked for the network.")
    keys.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Asked for the network.")).to_be_visible()
    keys.press("Escape")


def _asks_and_closes(lin: Agent, marco: Agent) -> None:
    keys = lin.page.keyboard
    _leaves_the_box(lin)
    keys.press("i")
    expect(lin.invitation("marco")).to_be_focused()
    keys.press("Enter")
    marco.request.get_by_role("button", name="Decline").click()
    expect(lin.invitation("marco")).to_contain_text("No")
    keys.press("x")
    expect(lin.page.get_by_role("button", name="Close chat")).to_be_focused()
    keys.press("Enter")
    expect(said(lin.log, "Lin Wei closed this chat")).to_be_visible()


def _switches(agent: Agent, *, is_on: bool) -> None:
    agent.page.goto(f"{agent.url}/console/settings/")
    agent.page.get_by_role("checkbox", name="Keyboard shortcuts").set_checked(is_on)
    agent.page.get_by_role("button", name="Save").click()
    expect(agent.page.get_by_role("status")).to_have_text("Saved.")
