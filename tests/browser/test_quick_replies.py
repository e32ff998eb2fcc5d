"""Texts that are ready, and emoji: into the box where the caret is, to be looked at, undone or sent."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.browsers import Browsers
from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast
from tests.stack import Stack

WIFI = "The network is HarbourGuest. The password is your room number and your family name."
BREAKFAST = "早餐每天 6:30 到 11:00，在二楼海景餐厅。"
PARKING = "There is a garage under the house, 12 a day. No booking is needed."
HOSTILE = "<img src=x onerror=alert(1)>"
RANK = """async ([query, texts, script]) => {
  const { rank } = await import(script);
  return rank(query, texts, (text) => [text]);
}"""


@pytest.fixture(scope="module")
def matcher(browsers: Browsers, stack: Stack) -> Iterator[Page]:
    """A page that can load the console's modules."""
    page = browsers.get(whole=False).new_page()
    page.goto(f"{stack.url}/login/")
    yield page
    page.close()


def test_from_the_panel_a_text_comes_into_the_box_in_the_customers_language_and_can_be_undone(
    cast: Cast, office: Office
) -> None:
    lin, customer = _in_a_chat(cast, office, language="zh-hans")
    lin.box.press_sequentially("好的！再见")
    for _letter in "再见":
        lin.box.press("ArrowLeft")
    panel = _opens(lin, "Quick replies")
    expect(panel.get_by_role("heading")).to_have_text(
        ["Default", "Arrival and departure", "In the house", "Getting around"]
    )
    expect(panel.get_by_role("list", name="In the house").get_by_role("button")).to_have_count(2)
    panel.get_by_role("button", name="Breakfast hours").click()
    expect(panel).to_be_hidden()
    expect(lin.box).to_have_value(f"好的！{BREAKFAST}再见")
    expect(lin.box).to_be_focused()
    lin.page.keyboard.press("ControlOrMeta+z")
    expect(lin.box).to_have_value("好的！再见")
    lin.page.keyboard.press("ControlOrMeta+Shift+z")
    expect(lin.box).to_have_value(f"好的！{BREAKFAST}再见")
    lin.page.reload()
    expect(lin.box).to_have_value(f"好的！{BREAKFAST}再见")
    assert customer.heard() == []
    expect(lin.send).to_be_enabled()
    lin.box.press("Enter")
    customer.hears(f"好的！{BREAKFAST}再见")


def test_the_panel_is_searched_with_the_keyboard_counts_uses_and_is_as_new_as_its_opening(
    cast: Cast, office: Office
) -> None:
    lin, _customer = _in_a_chat(cast, office)
    before = _uses(office, PARKING)
    panel = _opens(lin, "Quick replies")
    search = panel.get_by_role("searchbox", name="Search quick replies")
    expect(search).to_be_focused()
    search.fill("no such words")
    expect(panel.get_by_text("No quick reply has these words.")).to_be_visible()
    search.fill("getting AROUND")
    expect(panel.get_by_role("button")).to_have_count(2)
    for _place in range(2):
        lin.page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("button", name="Parking")).to_be_focused()
    with lin.page.expect_response(lambda answer: answer.request.method == "POST") as counted:
        lin.page.keyboard.press("Enter")
    assert counted.value.status == 200
    expect(lin.box).to_have_value(PARKING)
    assert _uses(office, PARKING) == before + 1
    _changes_a_title(office, "One moment", HOSTILE)
    try:
        _opens(lin, "Quick replies")
        expect(panel.get_by_role("button", name=HOSTILE)).to_be_visible()
        expect(panel.locator("img")).to_have_count(0)
    finally:
        _changes_a_title(office, HOSTILE, "One moment")
    lin.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(lin.page.get_by_role("button", name="Quick replies", exact=True)).to_be_focused()


def test_what_has_no_translation_comes_as_it_is_and_says_so(cast: Cast, office: Office) -> None:
    lin, customer = _in_a_chat(cast, office, language="zh-hans")
    _types(lin, "/parking")
    expect(_choices(lin).first).to_contain_text("Parking")
    lin.page.keyboard.press("Enter")
    expect(lin.box).to_have_value(PARKING)
    lin.hears_said("There is no text in 简体中文: this one is in English.")
    lin.box.fill("")
    _types(lin, "/greet")
    expect(_choices(lin).first).to_contain_text("$customername")
    lin.page.keyboard.press("Tab")
    expect(lin.box).to_have_value(re.compile("^您好！我是海港酒店的"))
    lin.hears_said("Nobody knows the customer’s name yet: it was left out.")
    office.colleague("lin").rename(customer.chat, "陈晓雨")
    lin.box.fill("")
    _types(lin, "/greet")
    expect(_choices(lin).first).to_be_visible()
    lin.page.keyboard.press("Enter")
    expect(lin.box).to_have_value(re.compile("^您好，陈晓雨！"))


def test_a_slash_opens_the_list_and_enter_takes_from_it_without_sending(cast: Cast, office: Office) -> None:
    lin, customer = _in_a_chat(cast, office)
    _types(lin, "Hello. /")
    expect(_choices(lin)).to_have_count(8)
    expect(_choices(lin).first).to_contain_text("Greeting")
    lin.page.keyboard.press("ArrowUp")
    expect(_active(lin)).to_contain_text("Parking")
    _types(lin, "wf")
    expect(_active(lin)).to_contain_text("WiFi")
    expect(lin.page.get_by_role("listbox", name="Quick replies").get_by_role("option", selected=True)).to_have_count(1)
    lin.page.keyboard.press("Enter")
    expect(lin.box).to_have_value(f"Hello. {WIFI}")
    expect(lin.page.get_by_role("listbox", name="Quick replies")).to_be_hidden()
    lin.page.keyboard.press("ControlOrMeta+z")
    expect(lin.box).to_have_value("Hello. /wf")
    lin.box.fill("")
    lin.page.keyboard.type("/wifi")
    lin.page.keyboard.press("Enter")  # before the list can be there
    expect(lin.box).to_have_value(WIFI)
    assert customer.heard() == []
    lin.page.keyboard.press("Enter")
    customer.hears(WIFI)


def test_escape_or_a_list_that_cannot_be_loaded_leaves_what_was_typed_and_enter_sends_it(
    cast: Cast, office: Office
) -> None:
    lin, customer = _in_a_chat(cast, office)
    _types(lin, "/wifi")
    expect(_choices(lin)).not_to_have_count(0)
    lin.page.keyboard.press("Escape")
    expect(_choices(lin)).to_have_count(0)
    expect(lin.box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    _types(lin, " or cable")
    expect(_choices(lin)).to_have_count(0)
    lin.page.keyboard.press("Enter")
    customer.hears("/wifi or cable")
    lin.page.route("**/quick-replies/", lambda route: route.abort())
    _types(lin, "/wifi")
    lin.hears_said("No connection to the server. Try again in a moment.")
    expect(lin.box).to_have_value("/wifi")
    lin.page.keyboard.press("Enter")
    customer.hears("/wifi")


def test_other_slashes_are_only_slashes(cast: Cast, office: Office) -> None:
    lin, customer = _in_a_chat(cast, office)
    for text in ("km/h", "24/", "/:rose", "/ or", "/zzzz"):
        _types(lin, text)
        expect(_choices(lin)).to_have_count(0)
        lin.page.keyboard.press("Enter")
        expect(lin.box).to_have_value("")
        customer.hears(text)


def test_an_input_method_has_its_keys_for_itself(cast: Cast, office: Office) -> None:
    lin, customer = _in_a_chat(cast, office)
    keys = lin.page.context.new_cdp_session(lin.page)
    asked: list[str] = []
    lin.page.on("request", lambda request: asked.append(request.url))
    lin.box.focus()
    keys.send("Input.imeSetComposition", {"text": "/", "selectionStart": 1, "selectionEnd": 1})
    expect(lin.box).to_have_value("/")
    keys.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    expect(lin.box).to_have_value("")
    assert not [url for url in asked if url.endswith("/quick-replies/")]
    _types(lin, "/")
    expect(_choices(lin)).to_have_count(8)
    keys.send("Input.imeSetComposition", {"text": "zao", "selectionStart": 3, "selectionEnd": 3})
    for key, code in (("Enter", 13), ("Escape", 27)):
        keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": code})
    expect(_choices(lin)).to_have_count(8)
    keys.send("Input.insertText", {"text": "parking"})
    expect(_active(lin)).to_contain_text("Parking")
    lin.page.keyboard.press("Enter")
    expect(lin.box).to_have_value(PARKING)
    assert customer.heard() == []


@pytest.mark.parametrize(
    ("query", "texts", "found"),
    [
        ("lco", ["Parking", "Late check-out"], ["Late check-out"]),
        ("brkfst", ["Bring the first", "Breakfast hours"], ["Breakfast hours"]),
        ("wifi", ["With friends", "The WiFi", "WiFi"], ["WiFi", "The WiFi", "With friends"]),
        ("fast", ["Breakfast", "Fast lane"], ["Fast lane", "Breakfast"]),
        ("ETE", ["Été", "Teeth"], ["Été"]),
        ("退房", ["入住与退房", "延迟退房", "请问几点入住"], ["入住与退房", "延迟退房"]),
        ("延房", ["延迟退房", "房间延迟"], ["延迟退房"]),
        ("6:30", ["At 11", "From 6:30"], ["From 6:30"]),
        ("", ["b", "a"], ["b", "a"]),
        ("x", ["a"], []),
    ],
)
def test_characters_are_found_in_their_order_and_beginnings_of_words_first(
    matcher: Page, stack: Stack, query: str, texts: list[str], found: list[str]
) -> None:
    assert matcher.evaluate(RANK, [query, texts, stack.static("console/js/quick/fuzzy.js")]) == found


def test_an_emoji_is_put_where_the_caret_is_and_comes_first_next_time(cast: Cast, office: Office) -> None:
    lin, _customer = _in_a_chat(cast, office)
    lin.box.press_sequentially("Thanks!")
    lin.box.press("ArrowLeft")
    panel = _opens(lin, "Emoji")
    panel.get_by_role("button", name="grinning face", exact=True).click()
    expect(panel).to_be_hidden()
    expect(lin.box).to_have_value("Thanks😀!")
    lin.page.keyboard.press("ControlOrMeta+z")
    expect(lin.box).to_have_value("Thanks!")
    _opens(lin, "Emoji")
    lin.page.keyboard.type("red heart")
    lin.page.keyboard.press("Enter")
    expect(lin.box).to_have_value("Thanks❤️!")
    lin.page.reload()
    expect(lin.send).to_be_enabled()
    expect(lin.box).to_have_value("Thanks❤️!")
    _opens(lin, "Emoji")
    expect(panel.get_by_role("group", name="Used last").get_by_role("button")).to_have_text(["❤️", "😀"])


def test_the_emoji_are_walked_with_the_arrows(cast: Cast, office: Office) -> None:
    lin, _customer = _in_a_chat(cast, office)
    panel = _opens(lin, "Emoji")
    expect(panel.get_by_role("group").first).to_have_accessible_name("Smileys and emotion")
    for key, name in (
        ("ArrowDown", "grinning face"),
        ("ArrowRight", "grinning face with big eyes"),
        ("End", "face with tears of joy"),
        ("ArrowRight", "slightly smiling face"),
        ("Home", "slightly smiling face"),
        ("ArrowUp", "grinning face"),
    ):
        lin.page.keyboard.press(key)
        expect(panel.get_by_role("button", name=name, exact=True)).to_be_focused()
    lin.page.keyboard.press("ArrowUp")
    search = panel.get_by_role("searchbox", name="Search emoji")
    expect(search).to_be_focused()
    lin.page.keyboard.type("no such face")
    expect(panel.get_by_text("No emoji has this name.")).to_be_visible()
    lin.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def _in_a_chat(cast: Cast, office: Office, language: str = "en") -> tuple[Agent, Customer]:
    """Lin has the chat of somebody new, who speaks that language, open."""
    customer = office.chat_with("lin", "Hello")
    office.colleague("lin").edit(customer.chat, language=language)
    return cast.agent("lin", chat=customer.chat), customer


def _opens(lin: Agent, name: str) -> Locator:
    lin.page.get_by_role("button", name=name, exact=True).click()
    panel = lin.page.get_by_role("dialog", name=name, exact=True)
    expect(panel.get_by_role("button").first).to_be_visible()
    return panel


def _types(lin: Agent, text: str) -> None:
    lin.box.focus()
    lin.page.keyboard.type(text)


def _choices(lin: Agent) -> Locator:
    return lin.page.get_by_role("listbox", name="Quick replies").get_by_role("option")


def _active(lin: Agent) -> Locator:
    """What Enter would take, as the box tells it to screen readers."""
    return lin.page.locator(f"#{lin.box.get_attribute('aria-activedescendant')}")


def _changes_a_title(office: Office, old: str, new: str) -> None:
    """As a supervisor does."""
    office.stack.rows("UPDATE quickreplies_quickreplytext SET title = %s WHERE title = %s RETURNING id", new, old)


def _uses(office: Office, text: str) -> int:
    query = "SELECT uses FROM quickreplies_quickreply r JOIN quickreplies_quickreplytext t ON t.reply_id = r.id"
    return int(office.stack.rows(f"{query} WHERE t.text = %s", text)[0][0])
