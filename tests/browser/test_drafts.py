"""What one has begun to write is there on another device, and comes and goes there while one looks."""

from time import monotonic

from playwright.sync_api import expect

from tests.browser.office import WITHIN, Office
from tests.browser.people import Cast


def test_a_draft_is_on_another_device_follows_there_and_goes_when_it_is_sent(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "When do you close?")
    lin = cast.agent("lin", chat=customer.chat)
    with lin.page.expect_response("**/draft/"):
        lin.box.press_sequentially("At ele")
    tablet = cast.context(storage_state=lin.context.storage_state()).new_page()
    tablet.goto(f"{lin.url}/console/chats/{customer.chat}/")
    box = tablet.get_by_role("textbox", name="Message", exact=True)
    expect(box).to_have_value("At ele")
    box.press("End")
    box.press_sequentially("ven")
    expect(lin.box).to_have_value("At eleven")
    expect(lin.send).to_be_enabled()
    lin.send.click()
    customer.hears("At eleven")
    expect(box).to_have_value("")
    lin.page.reload()
    expect(lin.box).to_have_value("")


def test_what_was_typed_just_before_the_page_is_left_is_kept(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Do you have a map?")
    lin = cast.agent("lin", chat=customer.chat)
    lin.box.press_sequentially("We do")
    lin.page.goto("about:blank")
    query = "SELECT text FROM console_draft WHERE conversation_id = %s"
    end = monotonic() + WITHIN
    while monotonic() < end and office.stack.rows(query, customer.chat) != [("We do",)]:
        lin.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert office.stack.rows(query, customer.chat) == [("We do",)]
