"""What the browser does not allow is said, with a way out of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.bell import PLAYS
from tests.browser.browsers import CHROMIUM, QUIET
from tests.browser.office import Office
from tests.browser.people import Cast, becomes_true
from tests.stack import Stack

STRICT = "--autoplay-policy=user-gesture-required"
REFUSES = """() => {
  HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("", "NotAllowedError"));
}"""

pytestmark = pytest.mark.whole_browser


@pytest.fixture
def strict(browser: Browser, stack: Stack) -> Iterator[Cast]:
    """People whose browser lets a page play sound only after it has been touched."""
    one = browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, STRICT])
    people = Cast(one, stack.url)
    yield people
    people.close()
    one.close()
    assert not people.errors


def test_blocked_sound_is_said_at_once_and_turned_on_by_a_button(strict: Cast, office: Office) -> None:
    page = strict.agent("lin").page
    warning = page.get_by_role("alert").get_by_text("The browser blocks sound")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Turn sound on").click()
    assert becomes_true(page, PLAYS, "waiting")
    expect(warning).to_be_hidden()
    office.customer("Do you hear me now?")
    expect(page).to_have_title("(1) Grata")
    expect(warning).to_be_hidden()


def test_the_warning_goes_when_the_page_is_touched_anywhere(strict: Cast) -> None:
    page = strict.agent("lin").page
    warning = page.get_by_role("alert").get_by_text("The browser blocks sound")
    expect(warning).to_be_visible()
    page.mouse.click(400, 20)
    expect(warning).to_be_hidden()


def test_a_browser_that_goes_on_refusing_is_told_how_to_be_persuaded(cast: Cast) -> None:
    page = cast.agent("lin").page
    page.add_init_script(f"({REFUSES})()")
    page.reload()
    page.get_by_role("button", name="Turn sound on").click()
    expect(page.get_by_role("alert").get_by_text("press the sign beside the page's address")).to_be_visible()
    expect(page.get_by_role("button", name="Turn sound on")).to_be_visible()


def test_whoever_wants_no_sound_is_not_warned(cast: Cast, stack: Stack) -> None:
    silent = '{"waiting": {"on": false}, "message": {"on": false}, "request": {"on": false}, "offer": {"on": false}}'
    lin = "SELECT id FROM auth_user WHERE username = 'lin@demo.test'"
    stack.rows("DELETE FROM console_alertsettings RETURNING agent_id")
    stack.rows(
        "INSERT INTO console_alertsettings (agent_id, sounds, shows_words, version, changed_xid)"
        f" SELECT id, %s::jsonb, false, 1, 0 FROM ({lin}) lin RETURNING agent_id",
        silent,
    )
    try:
        page = cast.agent("lin").page
        page.add_init_script(f"({REFUSES})()")
        page.reload()
        page.get_by_role("button", name="Alerts").click()
        expect(_states(page).get_by_text("blocked by the browser").first).to_be_visible()
        expect(page.get_by_role("button", name="Turn sound on")).to_be_hidden()
    finally:
        stack.rows("DELETE FROM console_alertsettings RETURNING agent_id")


def test_a_newcomer_is_asked_for_notifications_and_then_left_alone(cast: Cast) -> None:
    lin = cast.agent("lin")
    card = lin.page.get_by_role("region", name="Hear of customers at once")
    expect(card.get_by_text("not asked yet")).to_be_visible()
    expect(card.get_by_role("button", name="Allow notifications")).to_be_enabled()
    lin.context.grant_permissions(["notifications"])
    expect(card).to_be_hidden()
    lin.page.get_by_role("button", name="Alerts").click()
    expect(_states(lin.page).get_by_text("allowed", exact=True)).to_have_count(2)


def test_refused_notifications_are_explained_and_not_now_is_remembered(cast: Cast) -> None:
    lin = cast.agent("lin")
    card = lin.page.get_by_role("region", name="Hear of customers at once")
    card.get_by_role("button", name="Allow notifications").click()  # a browser without a head refuses
    expect(card.get_by_text("allow notifications for this page")).to_be_visible()
    card.get_by_role("button", name="Not now").click()
    expect(card).to_be_hidden()
    expect(lin.page.get_by_role("button", name="Alerts")).to_be_focused()
    lin.page.reload()
    lin.page.get_by_role("button", name="Alerts").click()
    expect(_states(lin.page).get_by_text("blocked by the browser")).to_be_visible()
    expect(card).to_be_hidden()


def _states(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Alerts").locator(".permissions")
