"""Nobody waits or writes unheard, and nothing rings without need."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.bell import Listener, settles
from tests.browser.office import Office
from tests.browser.people import Cast, becomes_true

SOON = 1_000  # milliseconds between two rings, where a test can't wait for half a minute
NEVER = 3_600_000  # where somebody waits for longer than that
ICON = "() => document.querySelector('link[rel=icon]').href.startsWith('data:image/svg+xml,')"

pytestmark = pytest.mark.whole_browser


def test_a_customer_who_begins_to_wait_is_heard_counted_and_announced(cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    office.customer("Is anybody there?")
    assert lin.really_plays("waiting")
    expect(lin.page).to_have_title("(1) Grata")
    assert becomes_true(lin.page, ICON)
    expect(lin.page.get_by_role("status").get_by_text("A customer is waiting")).to_have_count(1)
    assert lin.notices() == []  # they look at the console


def test_it_rings_until_somebody_has_the_customer(cast: Cast, office: Office) -> None:
    mine, lin = office.chat_with("lin", "I am Lin's"), Listener(cast, "lin", every=SOON)
    customer = office.customer("How long must I wait?")
    assert lin.hears_again_and_again("waiting")
    expect(lin.page).to_have_title("(2) Grata")
    expect(lin.page.get_by_role("status").get_by_text("A customer is waiting")).to_have_count(1)
    office.colleague("marco").claim(customer.chat)
    expect(lin.page).to_have_title("(1) Grata")  # Lin's own, who wants an answer
    rang = len(lin.heard)
    office.colleague("lin").reply(mine.chat, "Just a moment")
    expect(lin.page).to_have_title("Grata")
    more = "(rang) => window.heard.length > rang + 1"  # one may have waited for the one before it to end
    assert not becomes_true(lin.page, more, rang, within=4 * SOON), lin.heard


def test_who_is_away_hears_no_waiting_customers_but_the_own_ones(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "I am Lin's")
    office.colleague("lin").become("away")
    try:
        lin = Listener(cast, "lin", every=SOON)
        office.customer("I am nobody's")
        expect(lin.page).to_have_title("(2) Grata")
        customer.writes("Are you there?")
        assert lin.really_plays("message")
        assert lin.heard == ["message"]
        lin.page.get_by_role("button", name="Status:").click()
        lin.page.get_by_role("menuitemradio", name="Available").click()
        assert lin.really_plays("waiting")
    finally:
        office.colleague("lin").become("available")


def test_a_message_is_heard_unless_its_chat_is_looked_at(cast: Cast, office: Office) -> None:
    looked_at, other = office.chat_with("lin", "Look at me"), office.chat_with("lin", "I am the other")
    lin = Listener(cast, "lin")
    lin.agent.open(looked_at.chat)
    looked_at.writes("You see this")
    expect(lin.agent.log.get_by_text("You see this")).to_be_visible()
    assert lin.heard == []
    other.writes("You hear this")
    assert lin.hears("message")
    expect(lin.page.get_by_role("status").get_by_text(f"{other.name} wrote")).to_have_count(1)


def test_a_notification_tells_who_wrote_and_leads_to_the_chat(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Hello")
    lin = Listener(cast, "lin")
    lin.looks_elsewhere()
    customer.writes("My secret")
    assert lin.is_shown(f"{customer.name} wrote")
    (notice,) = lin.notices()
    assert notice["body"].startswith(f"{customer.name} · WeChat")
    assert "secret" not in notice["body"]
    lin.presses_the_notice()
    lin.agent.sees_open(customer.name)
    assert lin.notices()[0]["isClosed"]


def test_a_notification_shows_words_only_to_those_who_want_it(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Hello")
    lin = Listener(cast, "lin")
    lin.page.get_by_role("button", name="Alerts").click()
    words = lin.page.get_by_role("checkbox", name="Show message text in notifications")
    words.check()
    expect(lin.page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    lin.looks_elsewhere()
    customer.writes("<b>Breakfast?</b>")
    assert lin.is_shown(f"{customer.name} wrote")
    assert lin.notices()[0]["body"].endswith("<b>Breakfast?</b>")
    words.uncheck()
    expect(lin.page.get_by_role("status").get_by_text("Saved")).to_be_visible()


def test_a_notification_of_waiting_customers_leads_to_their_list_and_goes_when_nobody_waits(
    cast: Cast, office: Office
) -> None:
    lin = Listener(cast, "lin")
    lin.looks_elsewhere()
    customer = office.customer("Do you take dogs?")
    assert lin.is_shown("A customer is waiting")
    lin.presses_the_notice()
    expect(lin.agent.waiting(customer.name)).to_be_visible()
    office.colleague("marco").claim(customer.chat)
    expect(lin.page).to_have_title("Grata")  # else the number may go from one to one: it is told once a moment
    second = office.customer("And cats?")
    assert lin.is_shown("A customer is waiting")
    assert len({notice["tag"] for notice in lin.notices()}) == 1  # one takes the place of the other
    office.colleague("marco").claim(second.chat)
    assert becomes_true(lin.page, "() => window.notices.at(-1).isClosed")


def test_a_notification_goes_when_a_message_is_answered_elsewhere(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Hello")
    lin = Listener(cast, "lin")
    lin.looks_elsewhere()
    customer.writes("Still there?")
    assert lin.is_shown(f"{customer.name} wrote")
    office.colleague("lin").reply(customer.chat, "Yes")
    assert becomes_true(lin.page, "() => window.notices.at(-1).isClosed")
    expect(lin.page).to_have_title("Grata")


def test_a_burst_of_customers_makes_one_sound(cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    lin.page.clock.set_fixed_time(datetime.now(UTC))  # all of it is one moment, however long it takes here
    for number in range(6):
        office.customer(f"We are six: {number}")
    expect(lin.page).to_have_title("(6) Grata")
    assert lin.heard == ["waiting"]
    expect(lin.page.get_by_role("status").get_by_text("6 customers are waiting")).to_have_count(1)


def test_nothing_rings_for_what_an_agent_does(cast: Cast, office: Office) -> None:
    customer, elsewhere = office.customer("Take me"), office.customer("Take me elsewhere")
    lin = Listener(cast, "lin", every=NEVER)
    assert lin.hears("waiting")  # who opens the console hears that somebody waits
    lin.agent.claim(customer.name)
    lin.agent.answer("Here I am")
    customer.hears("Here I am")
    office.colleague("lin").claim(elsewhere.chat)
    office.colleague("lin").reply(elsewhere.chat, "I did")
    mine = lin.page.get_by_role("list", name="My chats")
    expect(mine.get_by_role("button", name=elsewhere.name)).to_contain_text("I did")
    lin.agent.close_chat()
    expect(mine.get_by_role("button")).to_have_count(1)
    assert lin.heard == ["waiting"]


def test_of_two_tabs_one_rings_and_another_goes_on_when_it_is_closed(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Hello")
    lin = Listener(cast, "lin")
    second = lin.agent.context.new_page()
    second.goto(f"{cast.url}/console/")
    settles(second)
    customer.writes("Which of you is it?")
    assert becomes_true(second, "() => window.heard.join() === 'message'")
    expect(lin.page).to_have_title("(1) Grata")
    assert lin.heard == []
    second.close()
    office.customer("And now?")
    assert lin.hears("waiting")


def test_what_was_missed_is_told_once(cast: Cast, office: Office) -> None:
    customers = [office.chat_with("lin", f"We are three: {number}") for number in range(3)]
    lin = Listener(cast, "lin")
    lin.looks_elsewhere()
    lin.agent.context.set_offline(True)
    expect(lin.page.get_by_role("status").get_by_text("Reconnecting")).to_be_attached()
    for customer in customers:
        customer.writes(f"Nobody hears me {uuid4()}")
        customer.writes("Hello?")
    lin.agent.context.set_offline(False)
    assert lin.is_shown("3 customers wrote")
    assert lin.heard == ["message"]
    (notice,) = lin.notices()
    assert all(customer.name in notice["body"] for customer in customers)


def test_what_was_missed_is_told_after_a_reload_too(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Hello")
    lin = Listener(cast, "lin")
    lin.page.goto("about:blank")
    customer.writes("You are not there")
    lin.page.goto(f"{cast.url}/console/")
    settles(lin.page)
    assert lin.hears("message")
    lin.page.reload()
    settles(lin.page)
    expect(lin.page).to_have_title("(1) Grata")
    assert lin.heard == []


def test_a_sound_that_is_switched_off_is_not_heard_in_any_tab(cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    second = lin.agent.context.new_page()
    second.goto(f"{cast.url}/console/")
    settles(second)
    _sets(lin.page, "A customer waits", is_on=False)
    second.get_by_role("button", name="Alerts").click()
    expect(_switch(second, "A customer waits")).not_to_be_checked()
    office.customer("Does anybody hear me?")
    for page in (lin.page, second):
        expect(page).to_have_title("(1) Grata")
        assert page.evaluate("window.heard") == []
    second.close()  # of two tabs, the one that was in front last rings
    _sets(lin.page, "A customer waits", is_on=True)
    assert lin.really_plays("waiting")


def test_each_sound_can_be_tried_and_made_louder_with_the_keyboard(cast: Cast) -> None:
    lin = Listener(cast, "lin")
    bell = lin.page.get_by_role("button", name="Alerts")
    bell.press("Enter")
    panel = lin.page.get_by_role("dialog", name="Alerts")
    for label, name in (("New message in my chats", "message"), ("Request to join a chat", "request")):
        panel.get_by_role("group", name=label).get_by_role("button", name="Try").press("Enter")
        assert lin.really_plays(name)
    volume = panel.get_by_role("group", name="My customer comes back").get_by_role("slider", name="Volume")
    volume.press("Home")
    expect(lin.page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    lin.page.reload()
    bell.click()
    expect(volume).to_have_value("0")
    volume.fill("70")
    expect(lin.page.get_by_role("status").get_by_text("Saved")).to_be_visible()
    lin.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bell).to_be_focused()


def _switch(page: Page, label: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(label))


def _sets(page: Page, label: str, *, is_on: bool) -> None:
    panel = page.get_by_role("dialog", name="Alerts")
    if not panel.is_visible():
        page.get_by_role("button", name="Alerts").click()
    _switch(page, label).set_checked(is_on)
    expect(page.get_by_role("status").get_by_text("Saved")).to_be_visible()
