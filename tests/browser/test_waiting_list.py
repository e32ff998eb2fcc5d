"""The waiting list: searched, turned round, paged, live, and hidden."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast
from tests.stack import Stack

PAGE = 50
CROWD = """
from datetime import timedelta
from django.utils import timezone
from history.models import Channel, Conversation, Customer
channel, now = Channel.objects.get(kind="webchat"), timezone.now()
names = [f"Crowd {{number:03}}" for number in range(1, {count} + 1)]
people = Customer.objects.bulk_create(Customer(channel=channel, external_id=name, name=name) for name in names)
since = [now - timedelta(days=1) + timedelta(minutes=number) for number in range({count})]
Conversation.objects.bulk_create(
    Conversation(customer=customer, opened_at=at, waiting_since=at, last_message_at=at, first_words="Hello")
    for customer, at in zip(people, since, strict=True)
)
"""


@pytest.fixture
def desk(stack: Stack) -> Iterator[Stack]:
    """Whose settings are as they were when the test is over."""
    yield stack
    stack.rows(
        "UPDATE console_desksettings SET queue = 'manual', list_hidden = false, hours_first = false RETURNING id"
    )


@contextmanager
def _crowd(stack: Stack, count: int) -> Iterator[None]:
    """So many more wait, since longer than anybody else."""
    stack.run(CROWD.format(count=count))
    try:
        yield
    finally:
        crowd = "SELECT id FROM history_customer WHERE name LIKE 'Crowd %%'"
        stack.rows(f"DELETE FROM history_conversation WHERE customer_id IN ({crowd}) RETURNING id")
        stack.rows(f"DELETE FROM history_customer WHERE id IN ({crowd}) RETURNING id")


def _list(agent: Agent) -> Locator:
    return agent.page.get_by_role("list", name="Waiting list", exact=True)


def _entries(agent: Agent) -> Locator:
    return _list(agent).locator(".entry-name")


def _search(agent: Agent, text: str) -> None:
    agent.page.get_by_role("searchbox", name="Search by name").fill(text)


def test_the_order_is_turned_round_live_and_kept_by_the_browser(cast: Cast, office: Office) -> None:
    customers = [office.customer(f"Number {number}") for number in range(3)]
    names = [one.name for one in customers]
    lin = cast.agent("lin")
    lin.open_waiting_list()
    expect(_entries(lin)).to_have_text(names)
    lin.page.get_by_role("button", name="Latest first").click()
    expect(lin.page.get_by_role("button", name="Latest first", pressed=True)).to_be_visible()
    expect(_entries(lin)).to_have_text(names[::-1])
    newest = office.customer("I come last")
    expect(_entries(lin)).to_have_text([newest.name, *names[::-1]])
    lin.page.reload()
    lin.open_waiting_list()
    expect(_entries(lin)).to_have_text([newest.name, *names[::-1]])
    lin.page.get_by_role("button", name="Longest first").click()
    expect(_entries(lin)).to_have_text([*names, newest.name])


def test_a_search_shows_those_of_that_name_and_nobody_else_who_comes(cast: Cast, office: Office) -> None:
    office.customer("I am not looked for")
    wanted = _named(office, "Renate Überall")
    lin = cast.agent("lin")
    lin.open_waiting_list()
    expect(_entries(lin)).to_have_count(2)
    _search(lin, "übera")
    expect(_entries(lin)).to_have_text(["Renate Überall"])
    second = _named(office, "Karl ÜBERALL")
    expect(_entries(lin)).to_have_text(["Renate Überall", "Karl ÜBERALL"])
    office.customer("Nor am I")
    expect(lin.page.get_by_role("button", name="Next customer, 4 waiting")).to_be_visible()
    expect(_entries(lin)).to_have_count(2)
    for one in (wanted, second):
        office.colleague("marco").claim(one.chat)
    expect(lin.page.get_by_text("Nobody of that name is waiting.")).to_be_visible()
    expect(lin.page.get_by_text("Nobody is waiting.")).to_be_hidden()
    lin.page.keyboard.press("Escape")
    expect(_entries(lin)).to_have_count(2)
    lin.page.keyboard.press("Escape")
    expect(_list(lin)).to_be_hidden()


def test_more_pages_come_in_the_chosen_order_and_new_customers_in_their_place(
    cast: Cast, office: Office, desk: Stack
) -> None:
    with _crowd(desk, PAGE + 20):
        _pages(cast, office)


def _pages(cast: Cast, office: Office) -> None:
    lin, names = cast.agent("lin"), [f"Crowd {number:03}" for number in range(1, PAGE + 21)]
    lin.open_waiting_list()
    expect(_entries(lin)).to_have_count(PAGE)
    newest = office.customer("I come last")
    expect(lin.page.get_by_role("button", name=f"Next customer, {PAGE + 21} waiting")).to_be_visible()
    expect(_entries(lin)).to_have_text(names[:PAGE])
    _list(lin).get_by_role("button", name="Show more").scroll_into_view_if_needed()
    expect(_entries(lin)).to_have_text([*names, newest.name])
    lin.page.get_by_role("button", name="Latest first").click()
    expect(_entries(lin)).to_have_text([newest.name, *names[:-PAGE:-1]])
    _search(lin, "crowd 00")
    expect(_entries(lin)).to_have_text(names[8::-1])


def test_customers_of_business_hours_move_up_when_a_supervisor_says_so(cast: Cast, office: Office, desk: Stack) -> None:
    late, early = office.customer("At night"), office.customer("In the morning")
    desk.rows("UPDATE history_conversation SET in_hours = false WHERE id = %s RETURNING id", late.chat)
    lin, ana = cast.agent("lin"), cast.agent("ana")
    lin.open_waiting_list()
    expect(_entries(lin)).to_have_text([late.name, early.name])
    _sets(ana, "customers from business hours first")
    expect(_entries(lin)).to_have_text([early.name, late.name])


def test_a_chat_that_was_released_says_whose_it_was(cast: Cast, office: Office) -> None:
    customer, lin = office.chat_with("marco", "Do not forget me"), cast.agent("lin")
    lin.open_waiting_list()
    _release(office, customer)
    expect(_list(lin).get_by_text("Was with Marco Bianchi")).to_be_visible()


def test_a_hidden_list_goes_from_agents_pages_at_once_and_comes_back(cast: Cast, office: Office, desk: Stack) -> None:
    customer = office.customer("Is anybody there?")
    lin, ana = cast.agent("lin"), cast.agent("ana")
    lin.open_waiting_list()
    expect(lin.waiting(customer.name)).to_be_visible()
    _sets(ana, "hide the waiting list")
    expect(lin.page.get_by_role("button", name="Waiting list")).to_have_count(0)
    expect(_list(lin)).to_be_hidden()
    second = office.customer("And I?")
    expect(lin.page.get_by_role("button", name="Next customer, 2 waiting")).to_be_visible()
    assert second.name not in lin.page.content()
    ana.page.goto(f"{cast.url}/console/")
    ana.open_waiting_list()
    expect(ana.waiting(second.name)).to_be_visible()
    lin.next_customer.click()
    lin.sees_open(customer.name)
    _sets(ana, "hide the waiting list", on=False)
    lin.open_waiting_list()
    expect(lin.waiting(second.name)).to_be_visible()


def test_a_page_that_missed_a_crowd_reads_the_list_anew_and_stays(cast: Cast, office: Office, stack: Stack) -> None:
    first = office.customer("I was here before")
    lin = cast.agent("lin")
    lin.open_waiting_list()
    expect(_entries(lin)).to_have_text([first.name])
    lin.page.evaluate("window.isSame = true")
    lin.context.set_offline(True)
    expect(lin.page.get_by_role("status").get_by_text("Reconnecting")).to_be_attached()
    with _crowd(stack, 120):
        lin.context.set_offline(False)
        expect(_entries(lin)).to_have_text([f"Crowd {number:03}" for number in range(1, PAGE + 1)])
        _list(lin).get_by_role("button", name="Show more").scroll_into_view_if_needed()
        expect(_entries(lin)).to_have_text([f"Crowd {number:03}" for number in range(1, 2 * PAGE + 1)])
        assert lin.page.evaluate("window.isSame")


def test_who_has_a_waiting_chat_open_sees_at_once_what_is_added(cast: Cast, office: Office) -> None:
    customer, lin = office.customer("First"), cast.agent("lin")
    with lin.page.expect_response("**/console/changes/*"):
        lin.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    expect(lin.log.get_by_text("First")).to_be_visible()
    customer.writes("Second")
    expect(lin.log.get_by_text("Second")).to_be_visible()  # the next catch-up is half a minute away


def _named(office: Office, name: str) -> Customer:
    customer = office.customer(f"Hello {uuid4()}")
    office.colleague("ana").rename(customer.chat, name)
    return customer


def _release(office: Office, customer: Customer) -> None:
    """As the sweep does with the chats of who is absent."""
    office.stack.run(
        "from console.actions.release import release; from console.models import Agent;"
        "from history.models import Conversation;"
        f"release(Conversation.objects.get(pk={customer.chat}), by=Agent.objects.get(name='Ana Lima'))"
    )


def _sets(ana: Agent, what: str, *, on: bool = True) -> None:
    """A supervisor, in the admin panel."""
    ana.page.goto(f"{ana.url}/admin/console/desksettings/1/change/")
    ana.page.get_by_role("checkbox", name=what).set_checked(on)
    ana.page.get_by_role("button", name="Save", exact=True).click()
    expect(ana.page.get_by_text("was changed successfully")).to_be_visible()
