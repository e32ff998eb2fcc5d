"""The end of a chat's reply window: announced, counted down, and explained."""

from playwright.sync_api import expect

from tests.browser.bell import Listener
from tests.browser.office import Customer, Office
from tests.browser.people import Cast, said


def _window_ends_in(office: Office, customer: Customer, minutes: int) -> None:
    office.stack.rows(
        "UPDATE history_customer SET window_until = now() + make_interval(mins => %s) WHERE external_id = %s RETURNING id",
        minutes,
        customer.openid,
    )


def test_the_last_two_hours_are_heard_and_seen_on_the_entry_and_in_the_chat(cast: Cast, office: Office) -> None:
    ending, other = office.chat_with("lin", "I wrote two days ago"), office.chat_with("lin", "I have just come")
    lin = Listener(cast, "lin")
    lin.agent.open(other.chat)
    _window_ends_in(office, ending, minutes=100)
    assert lin.hears("message")
    expect(lin.page.get_by_role("status").get_by_text(f"{ending.name}: the reply window closes soon")).to_have_count(1)
    entry = lin.page.get_by_role("list", name="My chats").get_by_role("listitem").filter(has_text=ending.name)
    expect(entry).to_contain_text("closes in 1 h 39 min")
    entry.get_by_role("button").click()
    lin.agent.sees_open(ending.name)
    expect(lin.page.get_by_role("status", name="Reply window")).to_have_text("closes in 1 h 39 min")
    expect(said(lin.agent.log, "The reply window closes at")).to_be_visible()
    ending.writes("I am still here")
    expect(entry).not_to_contain_text("closes in")
    assert lin.heard == ["message"]


def test_a_chat_that_ends_by_itself_leaves_my_chats_and_says_why(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Nobody answered me in time")
    lin = Listener(cast, "lin")
    mine = lin.page.get_by_role("list", name="My chats").get_by_role("button", name=customer.name)
    expect(mine).to_be_visible()
    _window_ends_in(office, customer, minutes=-1)
    why = f"The chat with {customer.name} was closed by itself: its reply window is over."
    expect(lin.page.get_by_text(why)).to_be_visible()
    expect(mine).to_have_count(0)
    expect(lin.page.get_by_role("list", name="History").get_by_role("button", name=customer.name)).to_be_visible()


def test_a_customer_whom_nobody_reached_is_found_among_the_missed(cast: Cast, office: Office) -> None:
    customer, ana = office.customer("Is nobody there?"), cast.agent("ana")
    expect(ana.page.get_by_role("button", name="Next customer, 1 waiting")).to_be_visible()
    _window_ends_in(office, customer, minutes=-1)
    expect(ana.page.get_by_role("button", name="Next customer, 0 waiting")).to_be_visible()
    ana.page.goto(f"{cast.url}/admin/history/conversation/?closed_how__exact=missed")
    row = ana.page.get_by_role("row").filter(has_text=customer.name)
    row.get_by_role("link", name="Open the chat").click()
    expect(said(ana.log, "Is nobody there?")).to_be_visible()
