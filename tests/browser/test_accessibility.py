"""Every page in every state of a day, in both themes: axe-core finds nothing that keeps anybody out."""

from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.kinds import MAKE
from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, said
from tests.stack import Stack

SEND, REFUSES, WINDOW_CLOSED = "/cgi-bin/message/custom/send", 48002, 45015
RESET = """
from django.contrib.auth.models import User
from console.models import Letter
from console.people import links
print(links.make(User.objects.get(username="sofia@demo.test"), Letter.Kind.RESET).partition("/reset/")[2])
"""
COLLECTION = "SELECT token FROM cards_cardcollection ORDER BY id DESC LIMIT 1"


def test_a_chat_and_all_that_opens_around_it(cast: Cast, office: Office) -> None:
    customer, audit = _full_chat(office), Audit()
    lin = cast.agent("lin")
    lin.open(customer.chat)
    expect(lin.log.get_by_role("button", name="Retry")).to_be_visible()
    audit.look(lin.page, "a WeChat chat with everything in it")
    _panels(lin, audit)
    _menus(lin, audit)
    _asked(lin, office, customer, audit)
    _narrow(lin, audit)
    assert not audit.found, "\n\n".join(audit.found)


def test_the_console_with_little_in_it_and_chats_that_are_only_read(cast: Cast, office: Office) -> None:
    audit, lin, ana, daniel = Audit(), cast.agent("lin"), cast.agent("ana"), cast.visitor()
    expect(lin.page.get_by_role("heading", name="No chat is open")).to_be_visible()
    audit.look(lin.page, "nothing is open")
    daniel.say("May I see the pool?")
    ana.page.get_by_role("button", name="Next customer, 1 waiting").click()
    expect(said(ana.log, "May I see the pool?")).to_be_visible()
    audit.look(ana.page, "a web chat, for a supervisor")
    chat = office.chat_in_which("May I see the pool?")
    ana.page.get_by_role("button", name="Move chat").click()
    audit.look(ana.page, "the menu that moves a chat", ".chat-header")
    lin.page.goto(f"{cast.url}/console/chats/{chat}/")
    expect(lin.page.get_by_text("Ana Lima has this chat.")).to_be_visible()
    audit.look(lin.page, "somebody else's chat")
    office.close(chat)
    lin.page.reload()
    expect(said(lin.log, "closed this chat")).to_be_visible()
    audit.look(lin.page, "a chat that is over")
    assert not audit.found, "\n\n".join(audit.found)


def test_the_pages_around_signing_in_and_ones_own_settings(cast: Cast, stack: Stack) -> None:
    audit, page = Audit(), cast.context().new_page()
    link = stack.run(RESET).strip()
    for path in ("login", "password/forgotten", "password/sent", "reset/MQ/x-y", f"reset/{link.strip('/')}"):
        page.goto(f"{cast.url}/{path}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        audit.look(page, path)
    page = cast.agent("marco").page
    for path, answer in {"console/settings": "Saved.", "password": "This field is required."}.items():
        page.goto(f"{cast.url}/{path}/")
        audit.look(page, path)
        page.locator("form").get_by_role("button").click()
        expect(page.get_by_text(answer).first).to_be_visible()
        audit.look(page, f"{path}, answered")
    assert not audit.found, "\n\n".join(audit.found)


def test_what_customers_see(cast: Cast, office: Office) -> None:
    audit, daniel, phone = Audit(), cast.visitor(), cast.phone("Reader")
    daniel.say("Do you read this aloud?")
    expect(said(daniel.log, "Do you read this aloud?").get_by_text("Sent", exact=True)).to_be_visible()
    chat = office.chat_in_which("Do you read this aloud?")
    office.colleague("lin").claim(chat)
    office.colleague("lin").reply(chat, "Yes, all of it: https://grata.test/")
    expect(said(daniel.log, "Yes, all of it")).to_be_visible()
    audit.look(daniel.page, "the shop")
    audit.look(daniel.page, "the chat in it", frame=daniel.page.frames[1])
    phone.say("Hello")
    expect(phone.log.get_by_text("Delivered", exact=True)).to_have_count(1)
    audit.look(phone.page, "the phone")
    phone.page.goto(f"{cast.url}{_collection(office)}")
    audit.look(phone.page, "a page of cards")
    assert not audit.found, "\n\n".join(audit.found)


def _full_chat(office: Office) -> Customer:
    """Lin has it: one of everything from the customer, and replies that went, that failed and that nobody confirmed."""
    office.customer("I wait, too")
    customer, lin = office.chat_with("lin", "你好"), office.colleague("lin")
    office.stack.run(MAKE.format(openid=customer.openid))
    lin.reply(customer.chat, "Here is all that you asked for.")
    customer.hears("Here is all that you asked for.")
    lin.send_cards(
        customer.chat, *(row[0] for row in office.stack.rows("SELECT id FROM cards_card ORDER BY id LIMIT 1"))
    )
    lin.tag(customer.chat, "VIP")
    lin.comment(customer.chat, "Allergic to nuts.")
    office.join(customer.chat, "marco")
    office.simulator.control("faults", endpoint=SEND, errcode=REFUSES)
    lin.reply(customer.chat, "This one does not go.")
    return customer


def _panels(lin: Agent, audit: Audit) -> None:
    """What opens above the box."""
    for name, part in {"Quick replies": "#quick-replies", "Cards": "#cards", "Emoji": "#emoji"}.items():
        lin.page.get_by_role("button", name=name, exact=True).click()
        expect(lin.page.get_by_role("dialog", name=name, exact=True).get_by_role("button").first).to_be_visible()
        audit.look(lin.page, name, part)
        lin.page.keyboard.press("Escape")
    lin.box.press_sequentially("/")
    expect(lin.page.get_by_role("option").first).to_be_visible()
    audit.look(lin.page, "a slash in the box", "#composer")
    lin.box.fill("")


def _menus(lin: Agent, audit: Audit) -> None:
    parts = {
        "Status: Available": ".topbar",
        "Alerts": ".topbar",
        f"Account: {lin.name}": ".topbar",
        "Waiting list": "nav",
    }
    for name, part in parts.items():
        lin.page.get_by_role("button", name=name, exact=True).click()
        audit.look(lin.page, name, part)
        lin.page.keyboard.press("Escape")
    lin.log.get_by_role("link", name="Open the picture").first.click()
    audit.look(lin.page, "a picture in full", "#viewer")
    lin.page.keyboard.press("Escape")
    lin.close_chat()
    expect(lin.page.get_by_role("dialog", name="Close for everybody?")).to_be_visible()
    audit.look(lin.page, "closing for everybody", "#parting")
    lin.page.keyboard.press("Escape")


def _asked(lin: Agent, office: Office, customer: Customer, audit: Audit) -> None:
    """Somebody wants Lin, a customer is back, and the window closes on another."""
    theirs, returning = office.chat_with("marco", "Does Lin know?"), office.chat_with("lin", "See you later")
    office.colleague("lin").close(returning.chat)
    returning.writes("I am back")
    office.colleague("marco").ask(theirs.chat, "lin")
    for asks in (lin.request, lin.offer(returning.name)):
        expect(asks).to_be_visible()
    audit.look(lin.page, "a request and a customer who is back", "#asks")
    office.simulator.control("faults", endpoint=SEND, errcode=WINDOW_CLOSED)
    office.colleague("lin").reply(customer.chat, "Too late.")
    expect(lin.page.get_by_text("The reply window is closed.")).to_be_visible()
    audit.look(lin.page, "a closed window")


def _narrow(lin: Agent, audit: Audit) -> None:
    lin.page.set_viewport_size({"width": 390, "height": 844})
    audit.look(lin.page, "a chat on a phone")
    lin.page.get_by_role("button", name="Customer details").click()
    expect(lin.page.get_by_role("textbox", name="Name")).to_be_visible()
    audit.look(lin.page, "the details on a phone")
    lin.page.keyboard.press("Escape")
    lin.page.get_by_role("button", name="Back to lists").click()
    expect(lin.page.get_by_role("list", name="My chats")).to_be_visible()
    audit.look(lin.page, "the lists on a phone")


def _collection(office: Office) -> str:
    """The path of a page of cards that somebody was sent."""
    customer = office.chat_with("lin", "What is there to do?")
    cards = office.stack.rows("SELECT id FROM cards_card ORDER BY id LIMIT 3")
    office.colleague("lin").send_cards(customer.chat, *(card for (card,) in cards))
    ((token,),) = office.stack.rows(COLLECTION)
    return f"/cards/collections/{token}/"
