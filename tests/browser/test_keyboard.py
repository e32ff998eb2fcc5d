"""A working day without a mouse."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.office import Office
from tests.browser.people import Cast, said
from tests.stack import PASSWORD

STOPS = 80  # presses of Tab after which something can't be reached


def test_an_agent_works_from_sign_in_to_sign_out_with_the_keyboard_alone(cast: Cast, office: Office) -> None:
    page = cast.context().new_page()
    customer = office.customer("Can you hear me?")
    _signs_in(page, cast.url)
    _takes_and_answers(page)
    customer.hears("Loud and clear")
    _press(page, page.get_by_role("button", name="Close chat"))
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_count(0)
    _chooses_status(page, "Away", "ArrowDown")
    _chooses_status(page, "Available", "ArrowUp")
    _press(page, page.get_by_role("button", name="Account: Sofia Reyes"))
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Email")).to_be_focused()


def test_a_menu_closes_with_escape_and_gives_the_focus_back(cast: Cast) -> None:
    page = cast.agent("sofia").page
    status = page.get_by_role("button", name="Status: Available")
    _press(page, status)
    expect(page.get_by_role("menuitemradio", name="Available")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(status).to_be_focused()


def test_the_waiting_list_is_walked_and_left_with_the_keyboard(cast: Cast, office: Office) -> None:
    page = cast.agent("sofia").page
    customer = office.customer("Who takes me by hand?")
    arrow = page.get_by_role("button", name="Waiting list")
    _press(page, arrow)
    entry = page.get_by_role("list", name="Waiting list").get_by_role("button", name=customer.name)
    _reach(page, entry)
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(arrow).to_be_focused()
    page.keyboard.press("Enter")
    _press(page, entry)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    office.colleague("sofia").close(customer.chat)


def _signs_in(page: Page, url: str) -> None:
    page.goto(f"{url}/login/")
    expect(page.get_by_role("textbox", name="Email")).to_be_focused()
    page.keyboard.type("sofia@demo.test")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/")


def _takes_and_answers(page: Page) -> None:
    _press(page, page.get_by_role("button", name="Next customer"))
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    page.keyboard.type("Loud and clear")
    page.keyboard.press("Enter")
    log = page.get_by_role("log", name="Messages")
    expect(said(log, "Loud and clear").get_by_text("Sent", exact=True)).to_be_attached()


def _chooses_status(page: Page, state: str, arrow: str) -> None:
    _press(page, page.get_by_role("button", name="Status:"))
    page.keyboard.press(arrow)
    expect(page.get_by_role("menuitemradio", name=state)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Status: {state}")).to_be_focused()


def _press(page: Page, button: Locator) -> None:
    _reach(page, button)
    page.keyboard.press("Enter")


def _reach(page: Page, target: Locator) -> None:
    """Goes there with Tab, and finds a visible sign of where the focus is."""
    expect(target).to_be_visible()
    for _stop in range(STOPS):
        if target.evaluate("node => node === document.activeElement"):
            assert target.evaluate("node => node.matches(':focus-visible')")
            outline = target.evaluate("node => getComputedStyle(node).outlineStyle + getComputedStyle(node).boxShadow")
            assert outline != "nonenone", "the focus can't be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {target}")
