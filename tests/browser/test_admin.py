"""A supervisor's day in the admin panel."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.audit import Audit
from tests.browser.people import Cast
from tests.stack import Stack

TABLE = "title (en),text (en)\nLaundry,It is ready in a day.\nIron,There is one in each room.\n"
REPLIES, GREETINGS = "/admin/quickreplies/quickreply/", "/admin/console/greeting/"
PAGES = (
    *("", "quickreplies/quickreply/", "quickreplies/quickreply/add/", "auditlog/logentry/"),
    *("history/conversation/?q=nobody says this", "console/desksettings/1/change/", "console/agent/"),
)


def test_a_day_of_looking_after_quick_replies_and_what_the_audit_log_has_of_it(
    cast: Cast, stack: Stack, tmp_path: Path
) -> None:
    page = cast.agent("ana").page
    page.goto(f"{cast.url}/admin/")
    for group in ("People", "Answers", "Desk", "Channels", "Record"):
        expect(page.get_by_role("heading", name=group, exact=True)).to_be_visible()
    page.get_by_role("region", name="Answers").get_by_role("link", name="Quick replies", exact=True).click()
    _translate(page)
    _bring_in(page, tmp_path / "replies.csv")
    _put_in_order(page)
    page.get_by_role("navigation", name="Sidebar").get_by_role("link", name="Audit log").click()
    for words in ("Text", "Moved to place", "Laundry", "Iron"):
        expect(page.locator("#result_list").get_by_text(words).first).to_be_visible()
    page.locator("#result_list").get_by_role("link").first.click()
    expect(page.get_by_text("Ana Lima").first).to_be_visible()
    stack.rows("DELETE FROM quickreplies_quickreplytext WHERE title IN ('停车', 'Laundry', 'Iron') RETURNING 1")
    stack.rows(
        "DELETE FROM quickreplies_quickreply r WHERE NOT EXISTS "
        "(SELECT 1 FROM quickreplies_quickreplytext t WHERE t.reply_id = r.id) RETURNING 1"
    )


def test_the_panels_own_pages_keep_nobody_out(cast: Cast) -> None:
    # axe gives elements styles of its own, which the pages' policy forbids.
    page, audit = cast.agent("ana", bypass_csp=True).page, Audit()
    for path in PAGES:
        page.goto(f"{cast.url}/admin/{path}")
        audit.look(page, f"admin/{path}")
    page.goto(f"{cast.url}/admin/history/conversation/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="Erase this customer…").click()
    expect(page.get_by_role("button", name="Erase this customer")).to_be_visible()
    audit.look(page, "whether to erase a customer")
    page.goto(f"{cast.url}{REPLIES}sheet/import/")
    audit.look(page, "choosing a table")
    table = f"{TABLE}Wrong,\n".encode()
    page.get_by_label("File").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": table})
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("row", name="Wrong")).to_contain_text("This field cannot be blank.")
    audit.look(page, "what an import would do")
    assert not audit.found, "\n\n".join(audit.found)


def test_a_greeting_is_written_in_two_languages_and_seen_as_customers_will(cast: Cast, stack: Stack) -> None:
    page, audit = cast.agent("ana", bypass_csp=True).page, Audit()
    page.goto(f"{cast.url}{GREETINGS}add/")
    _greets(page, "offline", "We are back at eight.", "我们八点回来。")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".bubble-preview")).to_have_text(["We are back at eight.", "我们八点回来。"])
    audit.look(page, "a greeting with previews")
    page.goto(f"{cast.url}{GREETINGS}add/")
    _greets(page, "offline", "Good night.", "晚安。")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Change that one")).to_be_visible()
    audit.look(page, "a greeting that there is already")
    page.get_by_role("link", name="Change that one").click()
    expect(page.locator("#id_texts-1-text")).to_have_value("我们八点回来。")
    page.goto(f"{cast.url}{GREETINGS}?q=八点")
    expect(page.get_by_role("row", name="We are back at eight.").locator(".mark-missing")).to_have_text("繁體中文")
    stack.rows("DELETE FROM console_greetingtext RETURNING 1")
    stack.rows("DELETE FROM console_greetingcase RETURNING 1")
    assert not audit.found, "\n\n".join(audit.found)


def _greets(page: Page, moment: str, english: str, chinese: str) -> None:
    page.get_by_label("Moment").select_option(moment)
    page.locator("#id_texts-0-text").fill(english)
    page.locator("#id_texts-1-text").fill(chinese)


def _translate(page: Page) -> None:
    """Parking has no Chinese yet."""
    row = page.get_by_role("row", name="Parking")
    expect(row.locator(".mark-missing")).to_contain_text("简体中文")
    row.get_by_role("link", name="Parking").click()
    page.locator("#id_texts-1-title").fill("停车")
    page.locator("#id_texts-1-text").fill("酒店地下有停车场，每天 12。")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Parking").locator(".mark-missing")).to_have_text("繁體中文")


def _bring_in(page: Page, file: Path) -> None:
    """A table is looked at, then imported."""
    file.write_text(TABLE)
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("row", name="Laundry")).to_contain_text("New")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("2 rows were imported.")).to_be_visible()


def _put_in_order(page: Page) -> None:
    """By the keyboard and by dragging; it is as it was left when one comes back."""
    handle = page.get_by_role("button", name="Move Iron:")
    handle.press("ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("Iron is number")
    titles = page.locator("#result_list .field-title")
    before = titles.all_inner_texts()
    assert before.index("Iron") == before.index("Laundry") - 1
    page.get_by_role("button", name="Move Laundry:").drag_to(handle, target_position={"x": 8, "y": 2})
    expect(page.get_by_role("status")).to_contain_text("Laundry is number")
    page.reload()
    after = page.locator("#result_list .field-title").all_inner_texts()
    assert after.index("Laundry") == after.index("Iron") - 1
