"""The panel beside the chat: what agents know of a customer, written by several of them at once."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.office import Office
from tests.browser.people import Agent, Cast


def test_two_agents_who_edit_different_things_both_see_both(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Who writes what?")
    office.join(customer.chat, "marco")
    lin, marco = cast.agent("lin"), cast.agent("marco")
    for agent in (lin, marco):
        agent.open(customer.chat)
    _field(lin, "Email").fill("xiaoyu@example.com")  # she has not left the field when his change comes
    _field(marco, "Phone").fill("+86 138 0013 8000")
    marco.page.keyboard.press("Enter")
    expect(_field(lin, "Phone")).to_have_value("+86 138 0013 8000")
    expect(_field(lin, "Email")).to_have_value("xiaoyu@example.com")
    lin.page.keyboard.press("Enter")
    expect(_panel(lin).get_by_text("Saved", exact=True)).to_be_visible()
    expect(_field(marco, "Email")).to_have_value("xiaoyu@example.com")
    _panel(marco).get_by_role("combobox", name="Language").select_option("zh-hans")
    expect(_panel(lin).get_by_role("combobox", name="Language")).to_have_value("zh-hans")
    expect(lin.page.get_by_role("banner").or_(lin.page.locator(".chat-header")).get_by_text("简体中文")).to_be_visible()


def test_what_is_being_typed_is_not_overwritten_and_the_last_to_leave_wins(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Whose word is the last?")
    lin = cast.agent("lin", chat=customer.chat)
    box = _field(lin, "Phone")
    box.fill("111")
    office.colleague("lin").edit(customer.chat, phone="222")
    office.colleague("lin").edit(customer.chat, email="both@example.com")
    expect(_field(lin, "Email")).to_have_value("both@example.com")
    expect(box).to_have_value("111")
    lin.page.keyboard.press("Escape")
    expect(box).to_have_value("222")
    box.fill("333")
    lin.page.keyboard.press("Tab")
    expect(_panel(lin).get_by_text("Saved", exact=True)).to_be_visible()
    lin.page.reload()
    expect(box).to_have_value("333")


def test_what_does_not_fit_is_said_beneath_its_field_and_stays_there(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Is that an address?")
    lin = cast.agent("lin", chat=customer.chat)
    box = _field(lin, "Email")
    box.fill("not an address")
    box.press("Enter")
    expect(_panel(lin).get_by_text("This is no e-mail address.")).to_be_visible()
    expect(box).to_have_attribute("aria-invalid", "true")
    office.colleague("lin").edit(customer.chat, phone="12345")
    expect(_field(lin, "Phone")).to_have_value("12345")
    expect(box).to_have_value("not an address")


def test_tags_are_given_and_taken_with_the_keyboard_alone(cast: Cast, office: Office) -> None:
    other, customer = office.chat_with("marco", "I have the tags"), office.chat_with("lin", "I get them")
    for name in ("Quay side", "Quiet room"):
        office.colleague("marco").tag(other.chat, name)
    lin = cast.agent("lin", chat=customer.chat)
    page, box = lin.page, _field(lin, "Add tag")
    box.focus()
    page.keyboard.type("qu")
    choices = page.get_by_role("listbox", name="Tags that fit").get_by_role("option")
    expect(choices).to_have_text(["Quay side", "Quiet room"])
    for _step in range(2):
        page.keyboard.press("ArrowDown")
    expect(choices.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(choices.nth(1).get_attribute("id")))
    page.keyboard.press("Enter")
    expect(_tags(lin)).to_have_text(["Quiet room"])
    expect(box).to_have_value("")
    page.keyboard.type("海景房 朝南")
    page.keyboard.press("Enter")
    expect(_tags(lin)).to_have_text(["Quiet room", "海景房 朝南"])
    page.keyboard.type("qu")
    expect(choices).to_have_text(["Quay side"])  # the other one they have already
    page.keyboard.press("Escape")
    expect(choices).to_have_count(0)
    expect(box).to_have_value("qu")
    for _key in range(3):
        page.keyboard.press("Backspace")
    expect(_tags(lin)).to_have_text(["Quiet room"])
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Remove tag Quiet room")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_tags(lin)).to_have_count(0)
    expect(box).to_be_focused()


def test_a_comment_is_read_by_colleagues_and_comes_back_when_its_removal_is_undone(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Do you know that I am allergic?")
    office.join(customer.chat, "marco")
    lin, marco = cast.agent("lin"), cast.agent("marco")
    for agent in (lin, marco):
        agent.open(customer.chat)
    _field(lin, "Comment").fill("Allergic to nuts.\nHigh floor.")
    _field(lin, "Comment").press("Enter")
    for agent in (lin, marco):
        expect(_panel(agent).get_by_text("Allergic to nuts.")).to_be_visible()
        expect(_panel(agent).get_by_text("Lin Wei, now")).to_be_visible()
    expect(marco.page.get_by_role("button", name="Remove comment")).to_have_count(0)
    lin.page.get_by_role("button", name="Remove comment").click()
    for agent in (lin, marco):
        expect(_panel(agent).get_by_text("Allergic to nuts.")).to_have_count(0)
    lin.page.get_by_role("button", name="Undo").click()
    for agent in (lin, marco):
        expect(_panel(agent).get_by_text("Allergic to nuts.")).to_be_visible()
    assert customer.heard() == []


def test_a_comment_whose_answer_is_lost_is_there_once_after_a_second_try(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Is the line weak?")
    lin = cast.agent("lin", chat=customer.chat)
    lin.page.route(re.compile("/comments/$"), _lose_answer, times=1)
    box = _field(lin, "Comment")
    box.fill("Called twice.")
    box.press("Enter")
    expect(_panel(lin).get_by_text("No connection to the server.")).to_be_visible()
    expect(box).to_have_value("Called twice.")
    box.press("Enter")
    expect(_panel(lin).get_by_text("Saved", exact=True)).to_be_visible()
    lin.page.reload()
    expect(_panel(lin).get_by_text("Called twice.")).to_have_count(1)


def test_a_comment_that_was_begun_waits_with_its_customer(cast: Cast, office: Office) -> None:
    first, second = office.chat_with("lin", "I am the first"), office.chat_with("lin", "I am the second")
    lin = cast.agent("lin", chat=first.chat)
    _field(lin, "Comment").fill("Half a thou")
    for customer, begun in ((second, ""), (first, "Half a thou")):
        lin.page.get_by_role("list", name="My chats").get_by_role("button", name=customer.name).click()
        lin.sees_open(customer.name)
        expect(_field(lin, "Comment")).to_have_value(begun)


def test_hostile_tags_and_comments_are_text(cast: Cast, office: Office) -> None:
    evil = "<img src=x onerror=alert(1)>\u202e"
    customer = office.chat_with("lin", "What could you say of me?")
    lin = cast.agent("lin", chat=customer.chat)
    office.colleague("lin").tag(customer.chat, evil)
    office.colleague("lin").comment(customer.chat, f"{evil} javascript:alert(2)")
    for _look in range(2):
        expect(_tags(lin)).to_have_text([evil])
        expect(lin.page.locator(".comment-text")).to_have_text([f"{evil} javascript:alert(2)"])
        assert _panel(lin).locator("img, :not(.for-supervisors) > a").count() == 0
        lin.page.reload()
    lin.page.get_by_role("button", name=f"Remove tag {evil}").click()
    expect(_tags(lin)).to_have_count(0)


def test_older_comments_are_fetched_when_they_are_wanted(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Do you write much?")
    for number in range(23):
        office.colleague("lin").comment(customer.chat, f"Note {number}.")
    lin = cast.agent("lin", chat=customer.chat)
    notes = lin.page.locator(".comment-text")
    expect(notes).to_have_count(20)
    lin.page.get_by_role("button", name="Earlier comments").click()
    expect(notes).to_have_count(23)
    office.colleague("lin").comment(customer.chat, "Note 23.")
    expect(notes).to_have_text([f"Note {number}." for number in range(23, -1, -1)])


def _lose_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def _panel(agent: Agent) -> Locator:
    page: Page = agent.page
    return page.get_by_role("region", name="Customer", exact=True)


def _field(agent: Agent, name: str) -> Locator:
    return _panel(agent).get_by_role("textbox", name=name, exact=True)


def _tags(agent: Agent) -> Locator:
    return agent.page.get_by_role("list", name="Tags", exact=True).get_by_role("listitem")
