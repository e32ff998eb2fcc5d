"""Whoever was second to a chat learns it at once, and from whom."""

import re
from typing import Any

from playwright.sync_api import Page, Response, Route, expect

from tests.browser.office import Office
from tests.browser.people import Cast

AT_ONCE = 5000  # milliseconds on a busy machine; the next catch-up is half a minute away
NOTES = """() => {
  const note = (name) => { window.seen ??= {}; window.seen[name] ??= performance.timeOrigin + performance.now(); };
  const look = () => {
    const answer = document.querySelector("#answer")?.textContent ?? "";
    if (answer.includes("Marco Bianchi has this chat") && !document.querySelector("#message")) note("taken");
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
CLAIM = """async (url) => {
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
  const answer = await fetch(url, { method: "POST", headers });
  return [answer.status, performance.timeOrigin + performance.now()];
}"""


def test_a_chat_that_a_colleague_takes_leaves_the_open_waiting_list_and_its_count(cast: Cast, office: Office) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    customer = office.customer("Is there a lift?")
    for agent in (lin, marco):
        agent.open_waiting_list()
        expect(agent.waiting(customer.name)).to_be_visible()
    waiting = _waiting(lin.page)
    marco.waiting(customer.name).click()
    marco.sees_open(customer.name)
    expect(lin.waiting(customer.name)).to_have_count(0)
    expect(lin.next_customer).to_have_accessible_name(f"Next customer, {waiting - 1} waiting")
    marco.close_chat()
    expect(marco.box).to_have_count(0)


def test_the_second_of_two_who_press_at_the_same_moment_is_told_who_was_first(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer = office.customer("Do you take dogs?")

    def marco_is_quicker(route: Route) -> None:
        office.colleague("marco").claim(customer.chat)
        route.continue_()

    lin.open_waiting_list()
    lin.page.route("**/claim/", marco_is_quicker)
    lin.waiting(customer.name).click()
    expect(lin.page.get_by_role("status").get_by_text("Marco Bianchi has this chat.")).to_be_visible()
    expect(lin.box).to_have_count(0)
    expect(lin.waiting(customer.name)).to_have_count(0)
    office.colleague("marco").close(customer.chat)


def test_fifty_presses_at_once_have_one_winner(cast: Cast, office: Office) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    customer = office.customer("Can I have a late breakfast?")
    shoot = f"(url) => Promise.all(Array.from({{ length: 25 }}, () => ({CLAIM})(url)))"
    for agent in (lin, marco):
        agent.page.evaluate(f"(url) => {{ window.shots = ({shoot})(url); }}", f"/console/chats/{customer.chat}/claim/")
    answers = {agent.name: [status for status, _at in agent.page.evaluate("window.shots")] for agent in (lin, marco)}
    assert sorted(set(map(tuple, answers.values()))) == [(200,) * 25, (409,) * 25], answers
    winner = next(agent for agent in (lin, marco) if answers[agent.name][0] == 200)
    winner.page.get_by_role("list", name="My chats").get_by_role("button", name=customer.name).click()
    winner.close_chat()
    expect(winner.box).to_have_count(0)


def test_who_looks_at_a_waiting_chat_sees_at_once_that_a_colleague_took_it(cast: Cast, office: Office) -> None:
    lin, marco = cast.agent("lin"), cast.agent("marco")
    customer = office.customer("Where do I park?")
    _open_live(lin.page, f"{cast.url}/console/chats/{customer.chat}/")
    expect(lin.page.get_by_role("button", name="Claim this chat")).to_be_visible()
    lin.page.evaluate(NOTES)
    status, answered = marco.page.evaluate(CLAIM, f"/console/chats/{customer.chat}/claim/")
    assert status == 200
    expect(lin.page.get_by_text("Marco Bianchi has this chat")).to_be_visible()
    expect(lin.box).to_have_count(0)
    taken = lin.page.evaluate("window.seen.taken")
    assert taken - answered < AT_ONCE
    office.colleague("marco").close(customer.chat)


def test_a_page_that_can_not_be_drawn_anew_waits_for_news_before_it_tries_again(cast: Cast, office: Office) -> None:
    lin, asked, news = cast.agent("lin"), list[str](), list[Any]()
    customer = office.customer("Is breakfast included?")
    url = f"{cast.url}/console/chats/{customer.chat}/"

    def is_lost(route: Route) -> None:
        asked.append(route.request.method)
        route.abort()

    lin.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: news.append(frame)))
    lin.page.on("request", lambda request: news.extend([request] if "/console/changes/" in request.url else []))
    _open_live(lin.page, url)
    lin.page.route(url, is_lost)
    before = len(news) - 1  # a catch-up may be under way
    office.colleague("marco").claim(customer.chat)
    lin.hears_said("No connection")
    other = office.customer("Is there a sauna?")
    lin.open_waiting_list()
    expect(lin.waiting(other.name)).to_be_visible()
    assert 0 < len(asked) <= len(news) - before
    lin.page.unroute(url)
    office.colleague("marco").close(customer.chat)
    expect(lin.log.get_by_text("Marco Bianchi closed this chat")).to_be_visible()


def _waiting(page: Page) -> int:
    name = page.get_by_role("button", name="Next customer").get_attribute("aria-label") or ""
    return int(re.sub(r"\D", "", name))


def _open_live(page: Page, url: str) -> None:
    """Back when its socket is open: that is when it catches up for the second time."""
    answers: list[str] = []

    def is_second(response: Response) -> bool:
        answers.extend([response.url] if "/console/changes/" in response.url else [])
        return len(answers) == 2

    with page.expect_response(is_second):
        page.goto(url)
