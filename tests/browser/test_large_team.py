"""A team of more than a page: the list of agents goes on, is searched, and keeps what becomes of its requests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.office import Office
from tests.browser.people import Agent, Cast

TEAM = [f"Team {number:02}" for number in range(1, 71)]
# The last ten are there, and stay it.
COME = """
WITH users AS (
  INSERT INTO auth_user (username, password, first_name, last_name, email, is_superuser, is_staff, is_active, date_joined)
  SELECT to_char(n, '"team"FM00'), 'none', '', '', '', false, false, true, now() FROM generate_series(1, 70) n
  RETURNING id, username
)
INSERT INTO console_agent
  (user_id, name, language, time_zone, shortcuts, announced, version, changed_xid, seen_at)
SELECT id, 'Team ' || right(username, 2), 'en', 'UTC', true, 'available', 1, 0,
  CASE WHEN right(username, 2) > '60' THEN now() + interval '1 hour' END
FROM users RETURNING user_id
"""
OFFLINE = "UPDATE console_agent SET announced = 'offline' WHERE seen_at IS NULL RETURNING user_id"
ALL_COME = "UPDATE console_agent SET seen_at = now() + interval '1 hour' WHERE name LIKE 'Team %%' RETURNING user_id"
FALLS_SILENT = "UPDATE console_agent SET seen_at = now() - interval '1 hour' WHERE name = %s RETURNING user_id"
GONE = (
    "UPDATE console_agent SET seen_at = NULL, announced = 'offline' WHERE name LIKE 'Team __' RETURNING user_id",
    "UPDATE auth_user SET is_active = false WHERE username ~ '^team[0-9][0-9]$' RETURNING id",
    "UPDATE auth_user SET username = username || id WHERE username ~ '^team[0-9][0-9]$' RETURNING id",
    "UPDATE console_agent SET name = 'Former ' || user_id WHERE name LIKE 'Team __' RETURNING user_id",
)


@pytest.fixture
def team(office: Office) -> Iterator[None]:
    """Seventy more, who are shut out again."""
    office.stack.rows(COME)
    office.stack.rows(OFFLINE)
    yield
    for query in GONE:
        office.stack.rows(query)


def test_the_list_goes_on_and_is_searched(team: None, cast: Cast) -> None:
    lin = cast.agent("lin")
    expect(_listed(lin).filter(has_text="Marco Bianchi")).to_have_count(1)
    expect(_listed(lin).filter(has_text="Team 70")).to_have_count(0)
    _search(lin).fill("tEAM 6")
    expect(_names(lin)).to_have_text([f"Team {number}" for number in range(60, 70)])
    _search(lin).fill("Ulysses")
    expect(lin.page.get_by_role("status").get_by_text("No agent of that name.")).to_be_visible()
    expect(_listed(lin)).to_have_count(0)
    _search(lin).fill("")
    expect(_listed(lin).filter(has_text="Marco Bianchi")).to_have_count(1)
    _more(lin).press("Enter")
    expect(_more(lin)).to_be_hidden()
    expect(_search(lin)).to_be_focused()
    expect(_names(lin).filter(has_text="Team")).to_have_text(TEAM)


def test_who_was_found_is_asked_in_and_their_answer_stands_there_also_after_a_reload(
    team: None, cast: Cast, office: Office
) -> None:
    customer = office.chat_with("lin", "Is there a specialist?")
    lin = cast.agent("lin", chat=customer.chat)
    _search(lin).fill("Team 69")
    lin.page.get_by_role("button", name="Invite Team 69").click()
    expect(_listed(lin).filter(has_text="Team 69")).to_contain_text("asked")
    cancel = lin.page.get_by_role("button", name="Cancel the request to Team 69")
    expect(cancel).to_be_visible()  # the server knows of it, too
    lin.page.reload()
    cancel.click()
    expect(_listed(lin).filter(has_text="Team 69")).not_to_contain_text("asked")


def test_what_happens_to_somebody_behind_the_end_is_seen_when_they_are_looked_for(
    team: None, cast: Cast, office: Office
) -> None:
    lin = cast.agent("lin")
    _search(lin).fill("Team 68")
    expect(_listed(lin)).to_contain_text("available")
    for name in ("Team 67", "Team 68"):
        office.stack.rows(FALLS_SILENT, name)
    expect(_listed(lin)).to_contain_text("offline")
    _search(lin).fill("Team 67")
    expect(_listed(lin)).to_contain_text("offline")


def test_a_supervisor_gives_a_chat_to_whoever_is_there_on_whatever_page(team: None, cast: Cast, office: Office) -> None:
    ana = cast.agent("ana")
    customer = office.chat_with("lin", "Who is my specialist?")
    ana.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    _moves(ana, "Team 70")
    _sees_holder(ana, office, "Team 70")
    office.stack.rows(ALL_COME)
    ana.page.get_by_role("button", name="Move chat").click()
    expect(_items(ana).filter(has_text="Team 46")).to_be_visible()
    expect(_items(ana).filter(has_text="Team 59")).to_have_count(0)
    _items(ana).filter(has_text="Show more").press("Enter")
    expect(_items(ana).filter(has_text="Team 69")).to_be_focused()  # the last: Team 70 has the chat
    _items(ana).filter(has_text="Team 59").click()
    _sees_holder(ana, office, "Team 59")
    _moves(ana, "Back to the waiting list")
    expect(ana.next_customer).to_have_accessible_name("Next customer, 1 waiting")


def _sees_holder(ana: Agent, office: Office, name: str) -> None:
    """In a panel that has been drawn anew: that they have it is said a moment before, and a menu would go with the old one."""
    expect(ana.page.get_by_text(f"{name} has this chat")).to_be_visible()
    ((holder,),) = office.stack.rows("SELECT user_id FROM console_agent WHERE name = %s", name)
    expect(ana.page.locator("#panel")).to_have_attribute("data-agents", str(holder))


def _moves(ana: Agent, to: str) -> None:
    ana.page.get_by_role("button", name="Move chat").click()
    _items(ana).filter(has_text=to).click()


def _items(ana: Agent) -> Locator:
    return ana.page.get_by_role("menuitem")


def _listed(agent: Agent) -> Locator:
    return agent.page.get_by_role("list", name="Agents").get_by_role("listitem")


def _names(agent: Agent) -> Locator:
    return _listed(agent).locator(".colleague-name")


def _search(agent: Agent) -> Locator:
    return agent.page.get_by_role("searchbox", name="Search the agents by name")


def _more(agent: Agent) -> Locator:
    return agent.page.locator("#colleagues").get_by_role("button", name="Show more")
