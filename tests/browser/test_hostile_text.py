"""Whatever a customer, or an agent, writes is text on the other's screen, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Locator, Page, Request, expect

from tests.browser.office import Office
from tests.browser.people import Cast, Visitor, said
from tests.console.test_links_in_texts import MAILS

HOSTILE = (
    "<img src=https://a.example/x.png onerror=alert(1)>",
    "<script>alert(1)</script><svg onload=alert(1)>",
    "]]></Content><FromUserName>somebody else</FromUserName>",
    "\u202egnp.exe\u202c and \u2066isolated",
    "javascript:alert(1) JAVASCRIPT:alert(2) data:text/html,<script>alert(3)</script>",
    'https://a.example/"onmouseover=alert(1)',
    "{{ 7|add:7 }} ${alert(1)} %(name)s {count}",
    '"><form action=https://a.example/><input autofocus onfocus=alert(1)>',
)
LONG = "Ähre und Sturm " * 266 + "the end."  # 3,998 characters
LINK = "See https://grata.example/rooms?from=1&to=2#top, please."
ADDRESSES = ["https://a.example/x.png", *["https://a.example/"] * 2, "https://grata.example/rooms?from=1&to=2#top"]
LINKED = """async (body, texts) => {
  const found = performance.getEntriesByType("resource").find(({ name }) => /js.links[^/]*$/.test(name)).name;
  const { withLinks } = await import(found);
  return texts.map((text) => withLinks(text).filter((node) => node.href).map((node) => node.getAttribute("href")));
}"""
EVIL_NAME = "<img src=x onerror=alert(1)>\u202e\"'&{{ 7|add:7 }}"


def test_a_customers_hostile_texts_are_shown_as_they_were_written(cast: Cast, office: Office) -> None:
    customer = office.customer(HOSTILE[0])
    lin = cast.agent("lin")
    with _nothing_happens(lin.page):
        lin.open_waiting_list()
        expect(lin.waiting(customer.name).get_by_text(HOSTILE[0])).to_be_visible()
        for text in (*HOSTILE[1:4], LONG):  # these are drawn by the server, the others by the page's scripts
            customer.writes(text)
        lin.waiting(customer.name).click()
        lin.sees_open(customer.name)
        for text in (*HOSTILE[4:], LINK):
            customer.writes(text)
        for text in (*HOSTILE, LONG, LINK):
            _shows(lin.log, text)
        _only_addresses_are_links(lin.log)
        lin.page.reload()
        for text in (*HOSTILE, LONG, LINK):
            _shows(lin.log, text)
        _only_addresses_are_links(lin.log)
        _nothing_was_made_of_it(lin.page.locator("body"))
    office.colleague("lin").close(customer.chat)


def test_a_hostile_name_is_a_name(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "What is in a name?")
    lin, marco = cast.agent("lin", chat=customer.chat), cast.agent("marco")
    with _nothing_happens(lin.page), _nothing_happens(marco.page):
        lin.page.get_by_role("textbox", name="Name").fill(EVIL_NAME)
        lin.page.keyboard.press("Enter")
        expect(lin.page.get_by_role("heading", level=1)).to_have_text(EVIL_NAME)
        expect(_mine(lin.page, EVIL_NAME)).to_be_visible()
        lin.page.reload()
        expect(lin.page.get_by_role("heading", level=1)).to_have_text(EVIL_NAME)
        expect(lin.page.get_by_role("textbox", name="Name")).to_have_value(EVIL_NAME)
        office.colleague("lin").close(customer.chat)
        customer.writes("It is me again")
        office.colleague("lin").pass_on(customer.chat)
        marco.open_waiting_list()
        expect(marco.waiting(EVIL_NAME)).to_be_visible()
        for page in (lin.page, marco.page):
            _nothing_was_made_of_it(page.locator("body"))
    office.colleague("marco").claim(customer.chat)
    office.colleague("marco").close(customer.chat)


def test_an_agents_hostile_texts_are_text_in_the_visitors_chat(cast: Cast, office: Office) -> None:
    visitor = cast.visitor()
    chat = _visitor_asks(visitor, office, "What do you say to a hostile visitor?")
    with _nothing_happens(visitor.page):
        for text in (*HOSTILE, LONG, LINK):
            office.colleague("lin").reply(chat, text)
        for text in (*HOSTILE, LONG, LINK):
            _shows(visitor.log, text)
        _only_addresses_are_links(visitor.log)
        found = visitor.frame.locator("body").evaluate(LINKED, [text for text, _addresses in MAILS])
        assert found == [addresses for _text, addresses in MAILS]
        visitor.page.reload()
        visitor.open()
        for text in (*HOSTILE, LONG, LINK):
            _shows(visitor.log, text)
        _nothing_was_made_of_it(visitor.frame.locator("body"))
    office.colleague("lin").close(chat)


def test_a_visitors_hostile_texts_are_text_for_both_sides(cast: Cast, office: Office) -> None:
    visitor, lin = cast.visitor(), cast.agent("lin")
    with _nothing_happens(visitor.page), _nothing_happens(lin.page):
        chat = _visitor_asks(visitor, office, HOSTILE[0])
        lin.open(chat)
        for text in (*HOSTILE[1:], LONG):
            visitor.say(text)
        for text in (*HOSTILE, LONG):
            _shows(visitor.log, text)
            _shows(lin.log, text)
        _nothing_was_made_of_it(visitor.frame.locator("body"))
        _nothing_was_made_of_it(lin.page.locator("body"))
    office.colleague("lin").close(chat)


@contextmanager
def _nothing_happens(page: Page) -> Iterator[None]:
    """No dialog opens, no other page, and nothing is asked of anybody but us."""
    happened: list[str] = []
    host = urlsplit(page.url).netloc

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc != host and urlsplit(request.url).scheme != "data":
            happened.append(request.url)

    def opened(dialog: Dialog) -> None:
        happened.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    page.on("request", asked)
    page.on("dialog", opened)
    page.on("popup", lambda popup: happened.append(f"a window: {popup.url}"))
    yield
    assert not happened


def _shows(log: Locator, text: str) -> None:
    line = log.get_by_role("listitem").filter(has=log.page.get_by_text(text, exact=True))
    expect(log.get_by_text(text, exact=True).or_(line).first).to_be_visible()


def _only_addresses_are_links(log: Locator) -> None:
    links = log.get_by_role("link")
    expect(links).to_have_count(len(ADDRESSES))
    found = links.evaluate_all(
        "(links) => links.map((a) => [a.getAttribute('href'), a.target, a.rel, a.getAttributeNames().sort().join()])"
    )
    assert [href for href, *_rest in found] == ADDRESSES
    for _href, target, rel, names in found:
        assert (target, names) == ("_blank", "href,rel,target")
        assert {"noopener", "noreferrer", "nofollow"} <= set(rel.split())


def _nothing_was_made_of_it(body: Locator) -> None:
    """No element but ours: no image but an agent's face, no frame, no form that leads away, no handler in the markup."""
    made = body.locator(
        "img:not([src^='/faces/']), iframe, object, embed, form[action*=example], script:not([src]):not([type='application/json'])"
    )
    expect(made).to_have_count(0)
    handlers = body.evaluate(
        "(body) => [...body.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((n) => /^on/.test(n))).length"
    )
    assert handlers == 0


def _mine(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="My chats").get_by_role("button", name=name)


def _visitor_asks(visitor: Visitor, office: Office, text: str) -> int:
    """Lin has the chat; its id."""
    visitor.say(text)
    expect(said(visitor.log, text).get_by_text("Sent")).to_be_visible()
    chat = office.chat_in_which(text)
    office.colleague("lin").claim(chat)
    return chat
