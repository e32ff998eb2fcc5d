"""Coming in by an invitation, being in one place only, and being away from the desk."""

import re
from collections.abc import Iterator
from email.message import Message
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from grata_site.embedded import processes
from tests.browser.people import Agent, Cast
from tests.stack import Stack

AT_LOGIN = re.compile(r"/login/")
AT_ONCE = 10_000  # milliseconds: sooner than the next heartbeat, as a rule
PASSWORD = "another-harbour-8"
MAIL_SECONDS = 60.0


@pytest.fixture
def five_idle_minutes(stack: Stack) -> Iterator[None]:
    """A supervisor wants idle agents to be signed out."""
    stack.rows("UPDATE console_desksettings SET idle_minutes = 5 RETURNING 1")
    yield
    stack.rows("UPDATE console_desksettings SET idle_minutes = NULL RETURNING 1")


def test_a_second_sign_in_ends_the_first_ones_page_at_once_which_says_why(cast: Cast) -> None:
    first = cast.agent("sofia")
    expect(first.next_customer).to_be_visible()
    second = cast.agent("sofia")
    expect(first.page).to_have_url(AT_LOGIN, timeout=AT_ONCE)
    expect(first.page.get_by_role("status")).to_contain_text("You signed in on another device")
    first.page.goto(f"{cast.url}/console/")
    expect(first.page.get_by_role("textbox", name="Email")).to_be_visible()
    expect(second.next_customer).to_be_visible()


def test_an_idle_agent_is_warned_and_may_stay_and_is_signed_out_in_the_end(
    cast: Cast, stack: Stack, five_idle_minutes: None
) -> None:
    sofia = cast.agent("sofia")
    sofia.page.clock.install()
    other = sofia.context.new_page()
    for page in (sofia.page, other):
        _opens(page, f"{cast.url}/console/")
    dialogs = [page.get_by_role("dialog", name="Are you still there?") for page in (sofia.page, other)]
    for dialog in dialogs:
        expect(dialog).to_be_hidden()
    _time_passes(stack, sofia, seconds=250)
    for dialog in dialogs:
        expect(dialog).to_contain_text("You will be signed out in")
    sofia.page.bring_to_front()
    dialogs[0].get_by_role("button", name="Stay signed in").click()
    for dialog in dialogs:
        expect(dialog).to_be_hidden()
    assert processes.wait_until(lambda: _idle_seconds(stack) < 30, 10)
    _time_passes(stack, sofia, seconds=310)
    for page in (sofia.page, other):
        expect(page).to_have_url(AT_LOGIN)
    expect(sofia.page.get_by_role("status")).to_contain_text("nothing happened here")


def test_who_works_in_the_admin_panel_is_warned_too(cast: Cast, stack: Stack, five_idle_minutes: None) -> None:
    ana = cast.outside("ana")
    dialog = ana.page.get_by_role("dialog", name="Are you still there?")
    ana.page.clock.install()
    _opens(ana.page, f"{cast.url}/admin/")
    stack.rows("UPDATE console_signin SET active_at = now() - interval '250 seconds' RETURNING 1")
    ana.page.clock.fast_forward(250_000)
    expect(dialog).to_contain_text("You will be signed out in")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    assert processes.wait_until(lambda: _idle_seconds(stack, "ana") < 30, 10)  # the server has heard of it
    stack.rows("UPDATE console_signin SET active_at = now() - interval '310 seconds' RETURNING 1")
    ana.page.clock.fast_forward(310_000)
    expect(ana.page).to_have_url(AT_LOGIN)


def test_keys_and_pointer_keep_an_agent_signed_in(cast: Cast, stack: Stack, five_idle_minutes: None) -> None:
    sofia = cast.agent("sofia")
    sofia.page.clock.install()
    _opens(sofia.page, f"{cast.url}/console/")
    _time_passes(stack, sofia, seconds=120)
    assert _idle_seconds(stack) > 100
    sofia.page.keyboard.press("ArrowDown")
    assert processes.wait_until(lambda: _idle_seconds(stack) < 30, 10)


def test_an_invitation_leads_to_a_password_and_into_the_console(cast: Cast, stack: Stack) -> None:
    ana, email = cast.agent("ana"), f"nora-{uuid4().hex[:8]}@demo.test"
    ana.page.goto(f"{cast.url}/admin/console/agent/add/")
    ana.page.get_by_role("textbox", name="Name").fill("Nora Lind")
    ana.page.get_by_role("textbox", name="Email").fill(email)
    ana.page.get_by_role("button", name="Save", exact=True).click()
    expect(ana.page.get_by_text("was added successfully")).to_be_visible()
    nora = cast.context().new_page()
    nora.goto(_link(_mail_to(stack, email)))
    expect(nora).to_have_url(re.compile("/set-password/$"))
    nora.get_by_role("textbox", name="New password").fill(PASSWORD)
    nora.get_by_role("textbox", name="The same once more").fill(PASSWORD)
    nora.get_by_role("button", name="Set the password").click()
    expect(nora.get_by_role("button", name="Next customer")).to_be_visible()
    nora.goto(_link(_mail_to(stack, email)))
    expect(nora.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    _leaves_again(stack, email)


def test_settings_and_a_new_password_are_a_press_on_ones_own_face_away(cast: Cast) -> None:
    sofia = cast.agent("sofia")
    _menu(sofia, "Settings")
    box = sofia.page.get_by_role("combobox", name="Time zone")
    box.fill("Mars/Olympus")
    sofia.page.get_by_role("button", name="Save").click()
    expect(sofia.page.get_by_text("There is no such time zone")).to_be_visible()
    box.fill("Europe/Berlin")
    sofia.page.get_by_role("button", name="Save").click()
    expect(sofia.page.get_by_role("status")).to_have_text("Saved.")
    sofia.page.get_by_role("link", name="Back to the console").click()
    _menu(sofia, "Change password")
    expect(sofia.page.get_by_role("textbox", name="Present password")).to_be_focused()


def test_another_language_is_spoken_at_once_in_the_other_tabs_too(cast: Cast) -> None:
    sofia = cast.agent("sofia")
    other = sofia.context.new_page()
    other.goto(f"{cast.url}/console/settings/")
    try:
        _choose_language(other, "zh-hans")
        expect(sofia.page.locator("html")).to_have_attribute("lang", "zh-hans")
    finally:
        _choose_language(other, "en")
    expect(sofia.page.locator("html")).to_have_attribute("lang", "en")


def _choose_language(page: Page, code: str) -> None:
    page.locator("#id_language").select_option(code)
    page.locator("button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("lang", code)


def _menu(agent: Agent, item: str) -> None:
    agent.page.get_by_role("button", name=f"Account: {agent.name}").click()
    agent.page.get_by_role("menuitem", name=item).click()


def _opens(page: Page, url: str) -> None:
    """Back when the page has asked how long nobody was there, and knows."""
    with page.expect_response("**/console/activity/") as asked:
        page.goto(url)
    asked.value.finished()


def _time_passes(stack: Stack, agent: Agent, *, seconds: int) -> None:
    """For the server and for the pages."""
    stack.rows(
        "UPDATE console_signin i SET active_at = now() - make_interval(secs => %s) FROM auth_user u"
        " WHERE u.id = i.agent_id AND username = 'sofia@demo.test' RETURNING 1",
        seconds,
    )
    agent.page.clock.fast_forward(seconds * 1000)


def _idle_seconds(stack: Stack, name: str = "sofia") -> float:
    query = "SELECT extract(epoch FROM now() - active_at) FROM console_signin i JOIN auth_user u ON u.id = i.agent_id"
    return float(stack.rows(f"{query} WHERE username = %s", f"{name}@demo.test")[0][0])


def _mail_to(stack: Stack, email: str) -> Message:
    assert processes.wait_until(lambda: any(mail["To"] == email for mail in stack.mails()), MAIL_SECONDS)
    return next(mail for mail in stack.mails() if mail["To"] == email)


def _link(mail: Message) -> str:
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    (link,) = re.findall(r"http\S+", str(text.get_payload()))
    return str(link)


def _leaves_again(stack: Stack, email: str) -> None:
    """Other tests know the names of all agents."""
    stack.rows("UPDATE auth_user SET is_active = false WHERE email = %s RETURNING id", email)
