"""Whoever has left, or was shut out, sees no chat any more, in any tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.office import Office
from tests.browser.people import Agent, Cast
from tests.stack import Stack

AT_LOGIN = re.compile(r"/login/")
AT_ONCE = 10_000  # milliseconds, after the first tab has got there: sooner than the next heartbeat, as a rule
HEARTBEAT = 40_000  # milliseconds: a heartbeat comes every 15 s; that of a socket not open yet is missed


def test_sign_out_in_one_tab_leads_the_other_tabs_of_the_session_to_the_login_at_once(
    cast: Cast, office: Office
) -> None:
    customer = office.chat_with("lin", "Are you still there?")
    lin, marco = cast.agent("lin", chat=customer.chat), cast.agent("marco")
    other = lin.context.new_page()
    other.goto(f"{cast.url}/console/chats/{customer.chat}/")
    expect(other.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    _sign_out(lin)
    expect(lin.page).to_have_url(AT_LOGIN)
    expect(other).to_have_url(AT_LOGIN, timeout=AT_ONCE)
    expect(other.get_by_text("Are you still there?")).to_have_count(0)
    other.go_back()
    expect(other).to_have_url(AT_LOGIN)
    expect(marco.next_customer).to_be_visible()
    office.colleague("lin").close(customer.chat)


@pytest.mark.parametrize("with_socket", [True, False], ids=["with a socket", "without a socket"])
def test_a_blocked_agent_is_led_to_the_login_by_the_next_heartbeat(cast: Cast, stack: Stack, with_socket: bool) -> None:
    sofia = cast.agent("sofia")
    sofia.page.clock.install()
    if not with_socket:
        sofia.page.route_web_socket("**/console/socket/", lambda socket: socket.close(code=4000))
    sofia.page.reload()
    expect(sofia.next_customer).to_be_visible()
    _set_active(stack, "sofia", active=False)
    try:
        sofia.page.clock.fast_forward(HEARTBEAT)
        expect(sofia.page).to_have_url(AT_LOGIN, timeout=HEARTBEAT)
        expect(sofia.page.get_by_role("textbox", name="Email")).to_be_visible()
    finally:
        _set_active(stack, "sofia", active=True)


def _sign_out(agent: Agent) -> None:
    agent.page.get_by_role("button", name=f"Account: {agent.name}").click()
    agent.page.get_by_role("menuitem", name="Sign out").click()


def _set_active(stack: Stack, name: str, *, active: bool) -> None:
    stack.rows("UPDATE auth_user SET is_active = %s WHERE username = %s RETURNING id", active, f"{name}@demo.test")
