"""Far up in a very long history: the page stays small, and what comes in meanwhile is neither lost nor in the way."""

from datetime import UTC, datetime

from playwright.sync_api import Locator, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true, said
from tests.browser.test_long_history import MAKE

OLD, MOST = 460, 300
SHOWN = "document.querySelectorAll('#log [data-entity=message]').length"
FIRST = "() => document.querySelector('#log').textContent.includes('Line 000')"


def test_far_up_the_page_stays_small_and_the_button_counts_what_is_new(cast: Cast, office: Office) -> None:
    customer = _long_chat(office)
    lin = cast.agent("lin", chat=customer.chat)
    _go_up(lin)
    assert lin.page.evaluate(SHOWN) <= MOST
    assert "This is the newest" not in lin.log.inner_text()
    for text in ("One more", "Another one"):
        customer.writes(text)
    expect(_button(lin, "New messages: 2")).to_be_visible()
    assert lin.page.evaluate(SHOWN) <= MOST
    _button(lin, "New messages: 2").click()
    for text in ("This is the newest", "One more", "Another one"):
        expect(said(lin.log, text)).to_be_in_viewport()
    expect(lin.page.locator("#to-newest")).to_be_hidden()
    expect(lin.log).to_be_focused()
    assert lin.page.evaluate(SHOWN) <= MOST


def test_scrolling_down_again_brings_every_line_back_once_and_in_order(cast: Cast, office: Office) -> None:
    customer = _long_chat(office)
    lin = cast.agent("lin", chat=customer.chat)
    _go_up(lin)
    seen = list[int]()
    lin.log.focus()
    for _press in range(200):
        seen += [number for number in _numbers(lin.log) if number not in seen]
        if lin.page.evaluate("document.querySelector('#log').textContent.includes('This is the newest')"):
            break
        lin.page.keyboard.press("PageDown")
        lin.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seen += [number for number in _numbers(lin.log) if number not in seen]
    assert seen == list(range(OLD))
    assert lin.page.evaluate(SHOWN) <= MOST


def test_ones_own_words_are_shown_wherever_one_had_scrolled(cast: Cast, office: Office) -> None:
    customer = _long_chat(office)
    lin = cast.agent("lin", chat=customer.chat)
    _go_up(lin)
    lin.answer("I have read it all.")
    customer.hears("I have read it all.")
    expect(said(lin.log, "I have read it all.")).to_be_in_viewport()
    expect(lin.page.locator("#to-newest")).to_be_hidden()


def test_a_mark_stands_before_what_was_not_seen_and_goes_with_the_answer(cast: Cast, office: Office) -> None:
    one, other = office.chat_with("lin", "Is there a lift?"), office.chat_with("lin", "Are dogs welcome?")
    lin = cast.agent("lin", chat=one.chat)
    expect(_mark(lin)).to_have_count(0)
    lin.open(other.chat)
    one.writes("And a ramp?")
    one.writes("For a wheelchair")
    lin.open(one.chat)
    expect(_mark(lin)).to_have_count(1)
    assert _after_mark(lin) == "And a ramp?"
    one.writes("While you look")
    expect(said(lin.log, "While you look")).to_be_visible()
    assert _after_mark(lin) == "And a ramp?"
    lin.answer("Both, yes.")
    one.hears("Both, yes.")
    expect(_mark(lin)).to_have_count(0)
    lin.page.reload()
    expect(said(lin.log, "Both, yes.")).to_be_visible()
    expect(_mark(lin)).to_have_count(0)


def _long_chat(office: Office) -> Customer:
    customer = office.chat_with("lin", "This is the newest")
    start = datetime.now(UTC).replace(microsecond=0).isoformat()
    office.stack.run(MAKE.format(chat=customer.chat, start=start, count=OLD, every=0))
    return customer


def _go_up(lin: Agent) -> None:
    """To where all began, page by page."""
    lin.log.focus()
    for _page in range(60):
        lin.page.keyboard.press("Home")
        if becomes_true(lin.page, FIRST, within=300):
            return
    raise AssertionError("the beginning never came")


def _numbers(log: Locator) -> list[int]:
    found = log.get_by_role("listitem").evaluate_all(
        "(items) => items.map((item) => /Line (\\d+)/.exec(item.textContent)?.[1]).filter(Boolean)"
    )
    return list(map(int, found))


def _button(lin: Agent, name: str) -> Locator:
    return lin.page.get_by_role("button", name=name, exact=True)


def _mark(lin: Agent) -> Locator:
    return lin.log.get_by_role("listitem").filter(has=lin.page.get_by_text("New", exact=True))


def _after_mark(lin: Agent) -> str:
    return str(_mark(lin).evaluate("(mark) => mark.nextElementSibling.querySelector('.message-text').textContent"))
