"""A long text is folded, and whoever wants to read it opens it without losing their place."""

from playwright.sync_api import Locator, expect

from tests.browser.office import Office
from tests.browser.people import Cast, said

SEND, REFUSES = "/cgi-bin/message/custom/send", 48002
LONG = "\n".join(
    ["The way to us:", *(f"Turn {number}" for number in range(60)), "https://way.example/", "There you are."]
)


def test_a_long_text_is_opened_and_folded_by_keyboard_and_stays_open_when_it_changes(
    cast: Cast, office: Office
) -> None:
    customer = office.chat_with("lin", "\n".join(["I come from", *("very far",) * 30]))
    customer.writes("How do I find you?")
    lin = cast.agent("lin", chat=customer.chat)
    office.simulator.control("faults", endpoint=SEND, errcode=REFUSES)
    office.colleague("lin").reply(customer.chat, LONG)
    reply = said(lin.log, "The way to us:")
    expect(reply.get_by_role("button", name="Retry")).to_be_visible()
    button = reply.get_by_role("button", name="Show all")
    expect(button).to_have_attribute("aria-expanded", "false")
    text = reply.locator(".message-text")
    assert _height(text) < 400
    button.focus()
    top = _top(text)
    lin.page.keyboard.press("Enter")
    less = reply.get_by_role("button", name="Show less")
    expect(less).to_have_attribute("aria-expanded", "true")
    assert _height(text) > 1000
    assert abs(_top(text) - top) < 2
    reply.get_by_role("button", name="Retry").click()
    customer.hears(LONG)
    expect(reply.get_by_text("Sent", exact=True)).to_be_attached()
    expect(less).to_be_visible()
    less.scroll_into_view_if_needed()
    place = _top(less)
    less.press("Space")
    expect(button).to_be_focused()
    assert abs(_top(button) - place) < 2
    reply.get_by_role("link").focus()  # which the fold hides
    expect(less).to_be_visible()
    expect(reply.get_by_role("link")).to_be_in_viewport()
    office.colleague("lin").close(customer.chat)


def _height(node: Locator) -> float:
    return float(node.evaluate("(node) => node.getBoundingClientRect().height"))


def _top(node: Locator) -> float:
    """From the top of the history, in pixels."""
    return float(
        node.evaluate("(node) => node.getBoundingClientRect().top - node.closest('#log').getBoundingClientRect().top")
    )
