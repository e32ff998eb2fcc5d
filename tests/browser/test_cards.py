"""Cards in the box: dragged in or chosen with keys, put in order, in the customer's language, ten at most."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true, said

BREAKFAST, SPA, LATE, DRIVE = "Breakfast by the harbour", "Spa and sauna", "Late check-out", "Airport transfer"
HOLD = 300  # milliseconds after which a finger that rests drags
MANY = """
WITH made AS (
  INSERT INTO cards_card (position, opens, created_at) SELECT 1000 + n, 0, now() FROM generate_series(1, 205) n
  RETURNING id, position)
INSERT INTO cards_cardtext (card_id, language, title, teaser, link, picture)
SELECT id, 'en', 'Room ' || position, 'With a view', 'https://www.example.com/rooms/' || position, '' FROM made RETURNING id
"""


def test_cards_are_dragged_in_put_in_order_and_sent_so(cast: Cast, office: Office) -> None:
    lin, customer = _with_a_chat(cast, office)
    _show_cards(lin.page)
    _drag(lin.page, _offered(lin.page, SPA), lin.box)
    _drag(lin.page, _offered(lin.page, LATE), _in_box(lin.page).nth(0), to_left=True)
    _holds(lin.page, LATE, SPA)
    for title in (BREAKFAST, DRIVE):
        lin.page.get_by_role("checkbox", name=f"Select {title}").check()
    _drag(lin.page, _offered(lin.page, DRIVE), lin.box)  # both that are chosen go along
    _holds(lin.page, LATE, SPA, BREAKFAST, DRIVE)
    _drag_to_the_front(lin.page, _in_box(lin.page).nth(3))
    _holds(lin.page, DRIVE, LATE, SPA, BREAKFAST)
    _says(lin.page, f"{DRIVE} is now number 1 of 4.")
    lin.page.get_by_role("button", name=f"Remove {SPA}").click()
    lin.send.click()
    for title in (DRIVE, LATE, BREAKFAST):
        _is_sent(lin, title)
    assert [_article(line)["title"] for line in _cards(office, customer)] == [DRIVE, LATE, BREAKFAST]
    article = _article(_cards(office, customer)[0])
    assert article["url"].startswith(f"{cast.url}/cards/open/")
    led = httpx.get(article["url"], trust_env=False)
    assert (led.status_code, led.headers["Location"]) == (302, "https://www.example.com/en/airport-transfer")
    expect(lin.log.get_by_role("link").filter(has_text=DRIVE)).to_have_attribute("href", led.headers["Location"])


def test_what_is_dragged_nowhere_or_given_up_stays_where_it_was(cast: Cast, office: Office) -> None:
    lin, _customer = _with_a_chat(cast, office)
    _show_cards(lin.page)
    _drag(lin.page, _offered(lin.page, SPA), lin.log)
    _grab(lin.page, _offered(lin.page, SPA))
    _move_over(lin.page, lin.box)
    expect(lin.page.locator("#composer-box")).to_have_attribute("data-drop-over", "")
    lin.page.keyboard.press("Escape")
    expect(lin.page.locator("#composer-box")).not_to_have_attribute("data-drop", "")
    _move_over(lin.page, _offered(lin.page, SPA))
    lin.page.mouse.up()
    _holds(lin.page)
    expect(_offered(lin.page, SPA)).to_be_visible()  # the list is open all the time
    _offered(lin.page, SPA).click()
    _holds(lin.page, SPA)


def test_a_finger_that_rests_on_a_card_drags_it_into_the_box_and_one_that_does_not_scrolls(
    cast: Cast, office: Office
) -> None:
    lin, _customer = _with_a_chat(cast, office, has_touch=True)
    _show_cards(lin.page)
    finger, clock = lin.page.context.new_cdp_session(lin.page), lin.page.clock
    clock.install()
    clock.pause_at(datetime.now(UTC) + timedelta(seconds=5))  # how long a finger rests does not depend on the machine
    _touch(finger, "touchStart", _offered(lin.page, LATE))
    _touch(finger, "touchMove", lin.box)
    clock.run_for(2 * HOLD)
    expect(lin.page.locator("body")).not_to_have_attribute("data-dragging", "")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    _holds(lin.page)
    _touch(finger, "touchStart", _offered(lin.page, SPA))
    clock.run_for(HOLD)
    expect(lin.page.locator("body")).to_have_attribute("data-dragging", "")
    clock.resume()
    _touch(finger, "touchMove", lin.box)
    expect(lin.page.locator("#composer-box")).to_have_attribute("data-drop-over", "")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    _holds(lin.page, SPA)
    expect(lin.page.locator("body")).not_to_have_attribute("data-dragging", "")


def test_with_the_keyboard_cards_are_found_added_moved_and_taken_out(cast: Cast, office: Office) -> None:
    lin, customer = _with_a_chat(cast, office)
    keys = lin.page.keyboard
    lin.page.get_by_role("button", name="Cards", exact=True).focus()
    keys.press("Enter")
    expect(lin.page.get_by_role("searchbox", name="Search cards")).to_be_focused()
    keys.type("sauna")
    _says(lin.page, "Cards found: 1")
    keys.press("Enter")
    _holds(lin.page, SPA)
    keys.press("Control+A")
    keys.press("Delete")
    _says(lin.page, "Cards found: 4")
    keys.press("ArrowDown")
    keys.press("Enter")
    _holds(lin.page, SPA, BREAKFAST)
    _says(lin.page, f"{BREAKFAST} was added.")
    keys.press("Tab")
    keys.press("Space")  # chooses it
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")  # adds the two
    _holds(lin.page, SPA, BREAKFAST, BREAKFAST, SPA)
    keys.press("Escape")
    expect(lin.page.get_by_role("button", name="Cards", exact=True)).to_be_focused()
    _in_box(lin.page).nth(0).focus()
    keys.press("ArrowRight")
    keys.press("Shift+ArrowLeft")
    _holds(lin.page, BREAKFAST, SPA, BREAKFAST, SPA)
    _says(lin.page, f"{BREAKFAST} is now number 1 of 4.")
    expect(_in_box(lin.page).nth(0)).to_be_focused()
    keys.press("Delete")
    _says(lin.page, f"{BREAKFAST} was removed.")
    keys.press("Delete")
    keys.press("Delete")
    _holds(lin.page, SPA)
    keys.press("Delete")
    expect(lin.box).to_be_focused()
    assert not _cards(office, customer)


def test_an_eleventh_is_refused_in_words_and_ten_go_as_one_page(cast: Cast, office: Office) -> None:
    lin, customer = _with_a_chat(cast, office)
    _show_cards(lin.page)
    for _round in range(3):
        for title in (BREAKFAST, SPA, LATE, DRIVE):
            lin.page.get_by_role("checkbox", name=f"Select {title}").check()
        lin.page.get_by_role("button", name="Add the selected ones (4)").click()
    expect(_in_box(lin.page)).to_have_count(10)
    expect(lin.page.get_by_text("Ten things at most can be sent at a time: 2 were left out.")).to_be_visible()
    lin.page.keyboard.press("Escape")
    lin.page.get_by_role("button", name="Send the cards as one page").click()
    _holds(lin.page)
    _is_sent(lin, f"{BREAKFAST} and 9 more")
    assert len(_cards(office, customer)) == 1


def test_a_card_is_shown_as_the_customer_will_read_it_and_marked_where_it_can_not_be(
    cast: Cast, office: Office
) -> None:
    lin, customer = _with_a_chat(cast, office, language="zh-hans")
    with _more_cards(office):
        _show_cards(lin.page)
        chinese = _offered(lin.page, "水疗与桑拿")
        expect(chinese).to_contain_text(SPA)  # and what it is called in Lin's own language
        chinese.click()
        search = lin.page.get_by_role("searchbox", name="Search cards")
        expect(lin.page.get_by_text("More cards are there than can be shown.")).to_be_attached()
        expect(_offered(lin.page, "Room 1205")).to_have_count(0)
        search.fill("room 1205")
        expect(_offered(lin.page, "Room 1205")).to_contain_text("In English")
        _offered(lin.page, "Room 1205").click()
        search.fill("no such thing")
        expect(lin.page.get_by_text("No card has these words.")).to_be_visible()
        lin.page.keyboard.press("Escape")
        first, second = _in_box(lin.page).all()
        expect(first.get_by_text("水疗与桑拿")).to_have_attribute("lang", "zh-hans")
        expect(first).not_to_contain_text("In English")
        expect(second).to_contain_text("In English")
        lin.send.click()
        _is_sent(lin, "Room 1205")
    assert [_article(line)["title"] for line in _cards(office, customer)] == ["水疗与桑拿", "Room 1205"]


def _with_a_chat(cast: Cast, office: Office, language: str = "en", **options: Any) -> tuple[Agent, Customer]:
    """Somebody who reads that language has written, and Lin has the chat open."""
    customer = office.chat_with("lin", "What is there to do?")
    office.colleague("lin").edit(customer.chat, language=language)
    return cast.agent("lin", chat=customer.chat, **options), customer


@contextmanager
def _more_cards(office: Office) -> Iterator[None]:
    """205 more, in English only: more than the list shows."""
    office.stack.rows(MANY)
    try:
        yield
    finally:
        _without_them(office)


def _without_them(office: Office) -> None:
    office.stack.rows(
        "DELETE FROM cards_cardtext WHERE card_id IN (SELECT id FROM cards_card WHERE position > 1000) RETURNING id"
    )
    office.stack.rows("DELETE FROM cards_card WHERE position > 1000 RETURNING id")


def _show_cards(page: Page) -> None:
    page.get_by_role("button", name="Cards", exact=True).click()
    expect(page.locator("[data-card]").first).to_be_visible()


def _offered(page: Page, title: str) -> Locator:
    return page.get_by_role("list", name="Cards").get_by_role("button", name=title)


def _in_box(page: Page) -> Locator:
    return page.get_by_role("list", name="To be sent").get_by_role("listitem")


def _holds(page: Page, *titles: str) -> None:
    """What stands in the box, in that order."""
    expect(page.locator(".tray-name")).to_have_text(list(titles))


def _says(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_attached()


def _is_sent(lin: Agent, title: str) -> None:
    expect(said(lin.log, title).get_by_text("Sent", exact=True)).to_be_attached()


def _drag(page: Page, what: Locator, onto: Locator, *, to_left: bool = False) -> None:
    """With the mouse, to the middle of a thing or to its left edge."""
    _grab(page, what)
    _move_over(page, onto, share=0.1 if to_left else 0.5)
    page.mouse.up()


def _drag_to_the_front(page: Page, what: Locator) -> None:
    """The first is out of sight: the box scrolls along while the pointer rests at its edge."""
    _grab(page, what)
    _move_over(page, page.locator("#tray"), share=0.01)
    assert becomes_true(page, "() => document.getElementById('tray').scrollLeft === 0")
    _move_over(page, _in_box(page).nth(0), share=0.1)
    page.mouse.up()


def _grab(page: Page, what: Locator) -> None:
    what.hover()
    page.mouse.down()


def _move_over(page: Page, onto: Locator, share: float = 0.5) -> None:
    box = onto.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2, steps=8)


def _touch(finger: CDPSession, what: str, where: Locator) -> None:
    """One finger, on the middle of a thing."""
    box = where.bounding_box()
    assert box
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    finger.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": [point]})


def _cards(office: Office, customer: Customer) -> list[dict[str, Any]]:
    """What of that has come to the phone."""
    return [line for line in office.simulator.phone(customer.openid) if "articles" in line["fields"]]


def _article(line: dict[str, Any]) -> dict[str, str]:
    (article,) = line["fields"]["articles"]
    return dict(article)
