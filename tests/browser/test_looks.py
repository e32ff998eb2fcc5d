"""Every language, both themes, every width: nothing sticks out, and each screen can be looked at afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, said
from tests.stack import Stack

WIDTHS = {"wide": (1440, 900), "laptop": (1024, 768), "phone": (390, 844)}
LONG = "https://grata.example/" + "a-very-long-address-without-a-space/" * 6
STICKS_OUT = """() => {
  const isAside = (node) => node.closest(".side:not([data-open])") || getComputedStyle(node).position === "fixed";
  const isBroad = ({ width, right }) => width && right > innerWidth + 1;
  const found = [...document.querySelectorAll("body *")].filter((node) => isBroad(node.getBoundingClientRect()) && !isAside(node));
  return found.map((node) => node.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def customer(office: Office) -> Iterator[Customer]:
    """Has said short and long things, and has been answered; somebody else waits."""
    customer, waiting = (
        office.chat_with("lin", "你好，我明天入住，想问一下房间"),
        office.customer("Is anybody there? " * 8),
    )
    customer.writes(LONG)
    customer.writes("One line.\nAnother, and then a very long one: " + "breakfast, " * 30)
    office.colleague("lin").reply(customer.chat, "您好，我是林薇，很高兴为您服务。")
    yield customer
    for one in (customer, waiting):
        office.close(one.chat)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_console_fits_in_every_width(
    cast: Cast, stack: Stack, customer: Customer, tmp_path: Path, language: str, theme: str
) -> None:
    with _lin_reads(stack, language):
        lin = cast.agent("lin", color_scheme=theme)
        lin.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
        expect(lin.page.locator("html")).to_have_attribute("lang", language)
        expect(said(lin.page.get_by_role("log"), "我是林薇")).to_be_visible()
        for name, (width, height) in WIDTHS.items():
            lin.page.set_viewport_size({"width": width, "height": height})
            expect(lin.page.get_by_role("log")).to_be_visible()
            _fits(lin.page, tmp_path / f"console-{name}-{theme}-{language}.png")
        assert _background(lin.page) == theme


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_a_chat_of_several_and_what_asks_for_an_answer_fit(
    cast: Cast, stack: Stack, office: Office, customer: Customer, tmp_path: Path, language: str, theme: str
) -> None:
    returning, theirs = office.chat_with("lin", LONG), office.chat_with("marco", LONG)
    office.colleague("lin").close(returning.chat)
    office.join(customer.chat, "marco")
    with _lin_reads(stack, language):
        lin = cast.agent("lin", color_scheme=theme)
        lin.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
        expect(lin.page.locator("html")).to_have_attribute("lang", language)
        returning.writes("I am back: " + LONG)
        office.colleague("marco").ask(theirs.chat, "lin")
        for dialog in ("#request", "#offer"):
            expect(lin.page.locator(dialog)).to_be_visible()
        for name, (width, height) in WIDTHS.items():
            lin.page.set_viewport_size({"width": width, "height": height})
            _fits(lin.page, tmp_path / f"several-{name}-{theme}-{language}.png")
        lin.page.locator("#close-chat").click()
        expect(lin.page.locator("#parting")).to_be_visible()
        _fits(lin.page, tmp_path / f"parting-{theme}-{language}.png")


@pytest.mark.parametrize("name", ["laptop", "phone"])
def test_lists_details_and_menus_fit_where_there_is_little_room(
    cast: Cast, customer: Customer, tmp_path: Path, name: str
) -> None:
    width, height = WIDTHS[name]
    lin = cast.agent("lin", viewport={"width": width, "height": height})
    lin.open_waiting_list()
    _fits(lin.page, tmp_path / f"lists-{name}.png")
    lin.page.keyboard.press("Escape")
    lin.page.get_by_role("list", name="My chats").get_by_role("button", name=customer.name).click()
    lin.page.get_by_role("button", name="Customer details").click()
    expect(lin.page.get_by_role("textbox", name="Name")).to_be_visible()
    _fits(lin.page, tmp_path / f"details-{name}.png")
    lin.page.keyboard.press("Escape")
    expect(lin.page.get_by_role("textbox", name="Name")).to_be_hidden()
    lin.page.get_by_role("button", name="Status:").click()
    _fits(lin.page, tmp_path / f"status-{name}.png")
    if name == "phone":
        _goes_back_to_the_lists(lin)


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh-hans"), ("zh-TW", "zh-hant")])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_login_page_speaks_the_browsers_language_and_fits(
    cast: Cast, tmp_path: Path, locale: str, language: str, theme: str
) -> None:
    page = cast.context(locale=locale, color_scheme=theme).new_page()
    page.goto(f"{cast.url}/login/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    for name, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        _fits(page, tmp_path / f"login-{name}-{theme}-{language}.png")


@pytest.mark.parametrize(("locale", "theme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_the_pages_around_passwords_fit(cast: Cast, tmp_path: Path, locale: str, theme: str) -> None:
    page = cast.context(locale=locale, color_scheme=theme).new_page()
    for name in ("password/forgotten", "password/sent", "reset/MQ/x-y", "invitation/MQ/x-y"):
        page.goto(f"{cast.url}/{name}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for width, (wide, high) in WIDTHS.items():
            page.set_viewport_size({"width": wide, "height": high})
            _fits(page, tmp_path / f"{name.split('/')[1]}-{width}-{theme}.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ones_own_settings_and_password_fit(cast: Cast, tmp_path: Path, theme: str) -> None:
    page = cast.agent("marco", color_scheme=theme).page
    for name, answer in {"console/settings": "Saved.", "password": "This field is required."}.items():
        page.goto(f"{cast.url}/{name}/")
        page.locator("form").get_by_role("button").click()  # nothing, or what there is already, is filled in
        expect(page.get_by_text(answer).first).to_be_visible()
        for width, (wide, high) in WIDTHS.items():
            page.set_viewport_size({"width": wide, "height": high})
            _fits(page, tmp_path / f"{name.rpartition('/')[2]}-{width}-{theme}.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_widget_fits_on_a_screen_and_on_a_phone(cast: Cast, office: Office, tmp_path: Path, theme: str) -> None:
    daniel = cast.visitor(color_scheme=theme)
    text = f"Does the chat look well in {theme}? {LONG}"
    daniel.say(text)
    expect(said(daniel.log, text).get_by_text("Sent", exact=True)).to_be_visible()
    chat = office.chat_in_which(text)
    office.colleague("lin").claim(chat)
    office.colleague("lin").reply(chat, f"Let us see: {LONG}")
    expect(said(daniel.log, "Let us see")).to_be_visible()
    for name, (width, height) in WIDTHS.items():
        daniel.page.set_viewport_size({"width": width, "height": height})
        _fits(daniel.page, tmp_path / f"widget-{name}-{theme}.png")
        assert daniel.frame.locator("body").evaluate("body => document.documentElement.scrollWidth <= innerWidth")
    office.close(chat)


def _fits(page: Page, picture: Path) -> None:
    """Nothing is wider than the screen, hidden by a clipped edge or not."""
    page.screenshot(path=picture, animations="disabled")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(STICKS_OUT) == []


def _background(page: Page) -> str:
    colour = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    return "dark" if int(colour.split("(")[1].split(",")[0]) < 128 else "light"


def _goes_back_to_the_lists(lin: Agent) -> None:
    lin.page.keyboard.press("Escape")
    lin.page.get_by_role("button", name="Back to lists").click()
    expect(lin.page.get_by_role("list", name="My chats")).to_be_visible()
    expect(lin.page).to_have_url(f"{lin.url}/console/")


@contextmanager
def _lin_reads(stack: Stack, language: str) -> Iterator[None]:
    lin = "user_id = (SELECT id FROM auth_user WHERE username = 'lin@demo.test')"
    stack.rows(f"UPDATE console_agent SET language = %s WHERE {lin} RETURNING user_id", language)
    try:
        yield
    finally:
        stack.rows(f"UPDATE console_agent SET language = 'en' WHERE {lin} RETURNING user_id")
