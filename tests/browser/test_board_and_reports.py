"""A supervisor's morning: the live board while chats come and go, and the reports."""

import csv
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.audit import Audit
from tests.browser.office import Office
from tests.browser.people import Cast

WALL, PHONE = {"width": 2560, "height": 1440}, {"width": 390, "height": 844}


def test_a_supervisor_watches_the_board_and_acts_from_it(cast: Cast, office: Office) -> None:
    ana, marco = cast.agent("ana"), cast.agent("marco")
    page = ana.page
    page.goto(f"{cast.url}/admin/board/")
    customer = office.customer("Who opens the gate at night?")
    waiting = page.get_by_role("list", name="Waiting list").get_by_role("button", name=customer.name)
    expect(waiting).to_be_visible()
    expect(_number(page, "Waiting")).to_have_text("1")
    expect(_number(page, "Longest wait")).to_have_text(re.compile(r"0:\d\d"))
    office.colleague("lin").claim(customer.chat)
    expect(waiting).to_have_count(0)
    expect(_number(page, "Waiting")).to_have_text("0")
    chat = _seat(page, "Lin Wei").get_by_role("button", name=customer.name)
    chat.press("Enter")
    deeds = page.get_by_role("dialog", name=customer.name)
    audit = Audit()
    audit.look(page, "a chat of the board", ".board-deeds")
    expect(deeds.get_by_role("link", name="Read the chat")).to_have_attribute(
        "href", f"/console/chats/{customer.chat}/"
    )
    deeds.get_by_label("Move to").select_option("Marco Bianchi")
    deeds.get_by_role("button", name="Move chat").click()
    expect(page.get_by_role("status")).to_have_text("Marco Bianchi has this chat now.")
    expect(marco.page.get_by_role("list", name="My chats").get_by_role("button", name=customer.name)).to_be_visible()
    moved = _seat(page, "Marco Bianchi").get_by_role("button", name=customer.name)
    expect(moved).to_be_visible()
    for size in (WALL, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    audit.look(page, "the board", ".board")
    moved.click()
    deeds.get_by_text("Close the chat…").click()
    deeds.get_by_role("button", name="Close chat").click()
    expect(moved).to_have_count(0)
    closed = "SELECT closed_how, username FROM history_conversation c JOIN auth_user u ON u.id = closed_by_id WHERE c.id = %s"
    assert office.stack.rows(closed, customer.chat) == [("agent", "ana@demo.test")]
    assert audit.found == []


def test_a_supervisor_reads_reports_with_the_keyboard_and_takes_the_tables_along(cast: Cast, office: Office) -> None:
    page = cast.agent("ana").page
    page.goto(f"{cast.url}/admin/reports/")
    everything = page.get_by_role("region", name="Per agent")
    expect(everything.get_by_role("rowheader", name="Lin Wei")).to_be_visible()
    expect(page.get_by_role("img", name="Service level")).to_be_visible()
    audit = Audit()
    audit.look(page, "reports", ".reports")
    chosen = page.get_by_label("Range")
    chosen.focus()
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_value("7")
    for _field in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/reports/?range=7&**")
    expect(page.get_by_role("region", name="Per day").get_by_role("rowheader")).to_have_count(7)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Per day as CSV").click()
    rows = list(csv.reader(saved.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["Day", "Chats"]
    assert len(rows) == 8
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    audit.look(page, "reports on a phone", ".reports")
    assert audit.found == []


def _number(page: Page, name: str) -> Locator:
    return page.locator(".tile").filter(has=page.get_by_text(name, exact=True)).get_by_role("definition")


def _seat(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Agents").locator(".board-seat").filter(has_text=name)
