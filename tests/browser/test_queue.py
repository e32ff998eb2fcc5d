"""Chats that open by themselves: before the agent who has nothing else, beside what they do, and not while they pause."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.bell import Listener
from tests.browser.office import Office
from tests.browser.people import Agent, Cast, becomes_true
from tests.stack import Stack

AT_ONCE = 15_000  # milliseconds: sooner than the next catch-up, on a busy machine too

pytestmark = pytest.mark.whole_browser


@pytest.fixture
def auto(stack: Stack, office: Office) -> Iterator[None]:
    """Chats open by themselves, and nobody is there yet."""
    office.everybody_has_gone_home()
    stack.rows("UPDATE console_desksettings SET queue = 'auto', agents_choose = true RETURNING id")
    yield
    stack.rows("UPDATE console_desksettings SET queue = 'manual', agents_choose = true RETURNING id")
    stack.rows("UPDATE console_agent SET paused_at = NULL, takes_chats = NULL RETURNING user_id")


def _queue(agent: Agent) -> Locator:
    return agent.page.get_by_role("region", name="How chats come to me")


def _mine(agent: Agent) -> Locator:
    return agent.page.get_by_role("list", name="My chats", exact=True)


def _marks(agent: Agent) -> Locator:
    """Of chats that nobody has looked at."""
    return _mine(agent).get_by_text("New", exact=True).filter(visible=True)


def _comes_back(listener: Listener) -> None:
    session = listener.agent.context.new_cdp_session(listener.page)
    session.send("Emulation.setFocusEmulationEnabled", {"enabled": True})


def test_a_chat_opens_in_front_of_an_agent_who_has_nothing_else_to_do(auto: None, cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    customer = office.customer("Good morning")
    lin.agent.sees_open(customer.name)
    assert lin.hears("offer")
    expect(lin.page.get_by_role("status").get_by_text(f"New chat: {customer.name}")).to_have_count(1)
    expect(_marks(lin.agent)).to_have_count(0)  # they look at it
    lin.agent.answer("Good morning to you")
    customer.hears("Good morning to you")


def test_a_chat_takes_nothing_away_from_an_agent_who_types(auto: None, cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    first = office.customer("I am the first")
    lin.agent.sees_open(first.name)
    lin.agent.box.fill("Half a sen")
    second = office.customer("I am the second")
    entries = _mine(lin.agent).get_by_role("listitem")
    expect(entries.first).to_contain_text("New")
    expect(entries.first).to_contain_text(second.name)
    lin.agent.box.press_sequentially("tence")
    expect(lin.agent.box).to_have_value("Half a sentence")
    first.writes("Hello?")
    expect(entries.first).to_contain_text(second.name)  # it stays on top until it is looked at
    entries.first.get_by_role("button").click()
    lin.agent.sees_open(second.name)
    expect(_marks(lin.agent)).to_have_count(0)
    expect(entries.first).to_contain_text(first.name)
    lin.page.reload()
    expect(entries).to_have_count(2)
    expect(_marks(lin.agent)).to_have_count(0)


def test_who_looks_elsewhere_is_notified_and_finds_it_marked(auto: None, cast: Cast, office: Office) -> None:
    lin = Listener(cast, "lin")
    lin.looks_elsewhere()
    customer = office.customer("Are you there?")
    assert lin.is_shown(f"New chat: {customer.name}")
    lin.agent.sees_open(customer.name)
    expect(_marks(lin.agent)).to_have_count(1)
    lin.page.bring_to_front()
    _comes_back(lin)
    expect(_marks(lin.agent)).to_have_count(0)
    assert lin.notices()[0]["isClosed"]


def test_who_pauses_is_left_alone_in_every_tab_until_they_resume(auto: None, cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    other = lin.context.new_page()
    other.goto(f"{cast.url}/console/")
    expect(_queue(lin).get_by_role("status")).to_have_text("Chats open by themselves")
    _queue(lin).get_by_role("button", name="Pause").click()
    for page in (lin.page, other):
        expect(page.get_by_text("Paused: no chats open by themselves")).to_be_visible(timeout=AT_ONCE)
    customer = office.customer("I must wait")
    expect(lin.page.get_by_role("button", name="Next customer, 1 waiting")).to_be_visible()
    lin.page.reload()
    expect(_queue(lin).get_by_role("status")).to_have_text("Paused: no chats open by themselves")
    _queue(lin).get_by_role("button", name="Resume").click()
    lin.sees_open(customer.name)
    expect(other.get_by_text("Chats open by themselves", exact=True)).to_be_visible()


def test_who_takes_chats_is_rung_for_those_who_wait_and_the_others_are_not(
    auto: None, cast: Cast, office: Office
) -> None:
    lin = Listener(cast, "lin")
    _queue(lin.agent).get_by_role("checkbox", name="Take chats myself").check()
    expect(_queue(lin.agent).get_by_role("status")).to_have_text("You take chats yourself")
    expect(_queue(lin.agent).get_by_role("button", name="Pause")).to_have_count(0)
    customer = office.customer("Who takes me?")
    assert lin.really_plays("waiting")
    lin.agent.next_customer.click()
    lin.agent.sees_open(customer.name)
    lin.agent.close_chat()
    _queue(lin.agent).get_by_role("checkbox", name="Take chats myself").uncheck()
    expect(_queue(lin.agent).get_by_role("button", name="Pause")).to_be_visible()
    second = office.customer("I am brought")
    expect(_mine(lin.agent).get_by_role("button", name=second.name)).to_be_visible()
    assert not becomes_true(lin.page, "() => window.heard.filter((name) => name === 'waiting').length > 1", within=500)


def test_a_supervisors_change_is_on_every_page_at_once(auto: None, cast: Cast) -> None:
    lin, ana = cast.agent("lin"), cast.agent("ana")
    expect(_queue(lin).get_by_role("checkbox")).to_be_visible()
    ana.page.goto(f"{cast.url}/admin/console/desksettings/1/change/")
    ana.page.get_by_role("checkbox", name="agents may choose").uncheck()
    ana.page.get_by_role("button", name="Save", exact=True).click()
    expect(_queue(lin).get_by_role("checkbox")).to_be_hidden(timeout=AT_ONCE)
    ana.page.goto(f"{cast.url}/admin/console/desksettings/1/change/")
    ana.page.get_by_role("combobox", name="queue").select_option("manual")
    ana.page.get_by_role("button", name="Save", exact=True).click()
    expect(_queue(lin)).to_be_hidden(timeout=AT_ONCE)
