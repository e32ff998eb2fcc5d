"""A customer who comes back is shown to the agent who had them, and then to everybody."""

import json

import pytest
from playwright.sync_api import APIResponse, Page, Route, WebSocketRoute, expect

from tests.browser.bell import Listener, settles
from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast

SOON = 1_000  # milliseconds between two rings
# As after a minute in which the agent who had the customer has pressed nothing.
TIME_IS_UP = "UPDATE console_offer SET due_at = now() WHERE state = 'pending' RETURNING id"

pytestmark = pytest.mark.whole_browser


def test_a_customer_comes_back_to_the_agent_they_had_and_to_nobody_else(cast: Cast, office: Office) -> None:
    customer = _gone(office)
    lin, marco = Listener(cast, "lin"), cast.agent("marco")
    customer.writes("It is me again")
    assert lin.really_plays("offer")
    dialog = lin.agent.offer(customer.name)
    expect(dialog).to_contain_text("It is me again")
    _counts(lin.agent, 1)
    _counts(marco, 0)
    expect(lin.page).to_have_title("(1) Grata")
    expect(marco.page).to_have_title("Grata")
    marco.open_waiting_list()
    expect(marco.page.get_by_text("Nobody is waiting.")).to_be_visible()
    marco.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    expect(marco.page.get_by_text("is asked first")).to_be_visible()
    dialog.get_by_role("button", name="Take").click()
    lin.agent.sees_open(customer.name)
    expect(dialog).to_be_hidden()
    expect(lin.agent.log.get_by_text("Lin Wei took this chat again")).to_be_visible()
    expect(marco.page.get_by_text("Lin Wei has this chat")).to_be_visible()
    assert lin.heard == ["offer"]


def test_with_not_now_everybody_sees_them_at_once_and_nobody_is_told_twice(cast: Cast, office: Office) -> None:
    customer = _gone(office)
    lin, marco = Listener(cast, "lin"), Listener(cast, "marco")
    customer.writes("Is Lin there?")
    dialog = lin.agent.offer(customer.name)
    dialog.get_by_role("button", name="Not now").click()
    expect(dialog).to_be_hidden()
    assert marco.hears("waiting")
    for agent in (lin.agent, marco.agent):
        _counts(agent, 1)
    lin.agent.open_waiting_list()
    expect(lin.agent.waiting(customer.name)).not_to_contain_text("was with you")
    assert lin.has_time_to_ring()
    assert lin.heard == ["offer"]
    marco.agent.next_customer.click()
    marco.agent.sees_open(customer.name)


def test_nobody_is_told_twice_when_the_count_is_faster_than_the_chat(cast: Cast, office: Office) -> None:
    customer = _gone(office)
    lin = Listener(cast, "lin")
    wire = CountsFirst(lin.page)
    lin.page.reload()
    settles(lin.page)
    customer.writes("Who is faster?")
    assert lin.is_silent_after("offer")  # one sound waits for the other
    lin.agent.offer(customer.name).get_by_role("button", name="Not now").click()
    expect(lin.agent.offer(customer.name)).to_be_hidden()
    _counts(lin.agent, 1)
    assert lin.has_time_to_ring()
    assert lin.heard == ["offer"]
    wire.give_back()
    somebody = office.customer("And somebody new")
    assert lin.hears("offer", "waiting")
    _counts(lin.agent, 2)
    for each in (customer, somebody):
        office.close(each.chat)


def test_after_the_set_time_they_are_everybodys(cast: Cast, office: Office) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    customer = _gone(office)
    customer.writes("Nobody presses anything")
    expect(lin.offer(customer.name)).to_be_visible()
    office.stack.rows(TIME_IS_UP)
    _counts(marco, 1)
    expect(lin.offer(customer.name)).to_be_hidden()
    marco.claim(customer.name)


def test_the_next_customer_is_the_one_who_comes_back(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    returning, longest = _gone(office), office.customer("I have waited for long")
    returning.writes("I have just come back")
    _counts(lin, 2)
    lin.open_waiting_list()
    entries = lin.page.get_by_role("list", name="Waiting list").get_by_role("button")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("was with you")
    expect(entries.first).to_have_accessible_name(returning.name)
    lin.page.keyboard.press("Escape")
    lin.next_customer.click()
    lin.sees_open(returning.name)
    _counts(lin, 1)
    lin.next_customer.click()
    lin.sees_open(longest.name)


def test_the_offer_survives_a_reload_and_is_taken_with_the_keyboard(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer = _gone(office)
    customer.writes("By keyboard, please")
    expect(lin.offer(customer.name)).to_be_visible()
    lin.page.reload()
    expect(lin.offer(customer.name)).to_contain_text("By keyboard, please")
    _counts(lin, 1)
    take = lin.offer(customer.name).get_by_role("button", name="Take")
    expect(take).to_be_enabled()
    lin.page.keyboard.press("F8")
    expect(lin.offer(customer.name)).to_be_focused()
    lin.page.keyboard.press("Tab")
    expect(take).to_be_focused()
    lin.page.keyboard.press("Enter")
    lin.sees_open(customer.name)
    expect(lin.box).to_be_focused()


def test_a_notification_tells_who_is_back_and_goes_when_they_are_taken_elsewhere(cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    customer = _gone(office)
    lin.looks_elsewhere()
    customer.writes("My secret")
    assert lin.is_shown(f"{customer.name} is back")
    assert lin.notices()[-1]["body"] == f"{customer.name} · WeChat"
    office.colleague("lin").claim(customer.chat)
    expect(lin.agent.offer(customer.name)).to_be_hidden()
    assert all(notice["isClosed"] for notice in lin.notices())


def test_it_rings_until_there_is_an_answer(cast: Cast, office: Office) -> None:
    customer = _gone(office)  # before Lin listens: it waits for a moment, and rings
    lin = Listener(cast, "lin", every=SOON)
    office.sees_there("lin")
    customer.writes("One more thing")
    assert lin.hears_again_and_again("offer"), lin.heard
    lin.agent.offer(customer.name).get_by_role("button", name="Not now").click()
    expect(lin.agent.offer(customer.name)).to_be_hidden()


class CountsFirst:
    """A page that hears of chats only after the next count, from Not now on. What that is answered is kept back."""

    def __init__(self, page: Page) -> None:
        self._held: list[str | bytes] | None = None
        self._answers: list[tuple[Route, APIResponse]] = []
        page.route("**/passing/", self._passing)
        page.route_web_socket("**/console/socket/", self._socket)

    def give_back(self) -> None:
        for route, answer in self._answers:
            route.fulfill(response=answer)

    def _passing(self, route: Route) -> None:
        self._held = []
        self._answers.append((route, route.fetch()))

    def _socket(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server().on_message(lambda frame: self._heard(socket, frame))

    def _heard(self, socket: WebSocketRoute, frame: str | bytes) -> None:
        if self._held is not None and json.loads(frame)["type"] != "counts":
            return self._held.append(frame)
        for each in [frame, *(self._held or [])]:
            socket.send(each)
        self._held = None


def _gone(office: Office) -> Customer:
    """Lin had them and closed their chat."""
    customer = office.chat_with("lin", "A first question")
    office.colleague("lin").close(customer.chat)
    return customer


def _counts(agent: Agent, count: int) -> None:
    expect(agent.next_customer).to_have_accessible_name(f"Next customer, {count} waiting")
