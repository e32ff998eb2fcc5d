"""A visitor's chat: what was said stays, what was written without a connection goes once and in order, and it is theirs alone."""

from playwright.sync_api import expect

from tests.browser.elsewhere import foreign_site, listed
from tests.browser.office import Office
from tests.browser.people import Cast, Visitor, said
from tests.stack import Stack


def test_a_visitors_history_survives_a_reload(cast: Cast, office: Office) -> None:
    daniel = cast.visitor()
    chat = _asks(daniel, office, "Is there a cot in the family suite?")
    office.colleague("lin").reply(chat, "Yes, free of charge.")
    expect(said(daniel.log, "Yes, free of charge.")).to_be_visible()
    daniel.page.reload()
    daniel.open()
    _shows_in_order(daniel, "Is there a cot in the family suite?", "Yes, free of charge.")
    expect(daniel.frame.get_by_role("heading", name="Lin Wei")).to_be_visible()
    expect(daniel.frame.get_by_text("Front desk · Harbour Hotel")).to_be_visible()
    expect(daniel.frame.locator("#top img")).to_be_visible()  # her picture, once it has come
    office.colleague("lin").close(chat)


def test_a_visitor_sees_that_an_agent_types(cast: Cast, office: Office) -> None:
    daniel, lin = cast.visitor(), cast.agent("lin")
    lin.open(_asks(daniel, office, "May I bring a dog?"))
    lin.box.press_sequentially("One moment")
    expect(daniel.frame.get_by_role("status").get_by_text("typing…", exact=True)).to_be_visible()
    lin.answer("Dogs are welcome.")
    expect(said(daniel.log, "Dogs are welcome.")).to_be_visible()
    expect(daniel.frame.get_by_text("typing…", exact=True)).to_be_hidden()


def test_what_a_visitor_writes_without_a_connection_goes_once_and_in_order(cast: Cast, office: Office) -> None:
    daniel = cast.visitor()
    chat = _asks(daniel, office, "Before the tunnel")
    daniel.page.context.set_offline(True)
    texts = ("One in the tunnel", "Two in the tunnel", "Three in the tunnel")
    for text in texts:
        daniel.say(text)
        expect(said(daniel.log, text).get_by_text("Not sent yet")).to_be_visible()
    office.colleague("lin").reply(chat, "Have a good journey.")
    daniel.page.context.set_offline(False)
    for text in texts:
        expect(said(daniel.log, text).get_by_text("Sent", exact=True)).to_be_attached()  # the last of a row shows it
    expect(said(daniel.log, "Have a good journey.")).to_have_count(1)
    assert [text for text, _state in office.record(chat) if "tunnel" in text] == ["Before the tunnel", *texts]
    for text in texts:
        expect(said(daniel.log, text)).to_have_count(1)
    office.colleague("lin").close(chat)


def test_what_was_written_without_a_connection_survives_a_reload(cast: Cast, office: Office) -> None:
    daniel = cast.visitor()
    chat = _asks(daniel, office, "Before I lose you")
    daniel.page.route_web_socket("**/webchat/demo/socket/", lambda socket: socket.close(code=4000))
    daniel.page.reload()
    daniel.open()
    daniel.say("Have I lost you?")
    expect(said(daniel.log, "Have I lost you?").get_by_text("Not sent yet")).to_be_visible()
    tomorrow = daniel.page.context.new_page()
    daniel.page.close()
    daniel.page = tomorrow
    tomorrow.goto(f"{cast.url}/demo/shop/")
    daniel.open()
    expect(said(daniel.log, "Have I lost you?").get_by_text("Sent", exact=True)).to_be_visible()
    assert [text for text, _state in office.record(chat)] == ["Before I lose you", "Have I lost you?"]
    office.colleague("lin").close(chat)


def test_a_second_tab_of_the_same_browser_shows_both_sides_and_another_browser_nothing(
    cast: Cast, office: Office
) -> None:
    daniel, stranger = cast.visitor(), cast.visitor()
    second = Visitor(daniel.page.context, cast.url)
    chat = _asks(daniel, office, "Do you see this twice?")
    expect(said(second.log, "Do you see this twice?")).to_be_visible()
    office.colleague("lin").reply(chat, "Twice, yes.")
    second.say("And the other way round?")
    for tab in (daniel, second):
        _shows_in_order(tab, "Do you see this twice?", "Twice, yes.", "And the other way round?")
    stranger.page.reload()
    stranger.open()
    expect(stranger.frame.get_by_role("textbox", name="Message")).to_be_enabled()
    stranger_chat = _asks(stranger, office, "What do I see?")
    expect(stranger.log.get_by_role("listitem")).to_have_count(1)
    for ended in (chat, stranger_chat):
        office.colleague("lin").close(ended)


def test_a_visitor_ends_the_chat_in_every_tab_and_at_the_agents_and_begins_another(cast: Cast, office: Office) -> None:
    daniel, lin = cast.visitor(), cast.agent("lin")
    second = Visitor(daniel.page.context, cast.url)
    chat = _asks(daniel, office, "Just one question")
    lin.open(chat)
    daniel.frame.get_by_role("button", name="End chat").click()
    daniel.page.keyboard.press("Escape")  # ends the question, and neither the chat nor its window
    daniel.frame.get_by_role("button", name="End chat").click()
    daniel.frame.get_by_role("dialog", name="End this chat?").get_by_role("button", name="End chat").click()
    expect(lin.page.get_by_text("has ended the chat.")).to_be_visible()  # first: it is shown for some seconds only
    for tab in (daniel, second):
        expect(tab.frame.get_by_role("status").get_by_text("You have ended this chat.")).to_be_visible()
        expect(tab.frame.get_by_role("button", name="End chat")).to_be_hidden()
    expect(daniel.frame.get_by_role("textbox", name="Message")).to_be_focused()
    expect(said(lin.log, "The customer ended this chat")).to_be_visible()
    expect(lin.page.get_by_role("list", name="My chats").get_by_role("button")).to_have_count(0)
    anew = _asks(second, office, "Oh, and another")
    assert anew != chat
    _shows_in_order(daniel, "Just one question", "Oh, and another")
    expect(daniel.frame.get_by_role("button", name="End chat")).to_be_visible()


def test_a_site_that_is_not_listed_can_not_hold_the_chat_and_a_listed_one_can(cast: Cast, stack: Stack) -> None:
    page = cast.context().new_page()
    frame = page.frame_locator("iframe[title='Chat']")
    with foreign_site(f"{stack.url}/webchat/demo/widget.js") as origin:
        page.goto(origin)
        with page.expect_event("console", lambda told: "frame-ancestors" in told.text):
            page.get_by_role("button", name="Open chat").click()
        expect(frame.get_by_role("textbox", name="Message")).to_have_count(0)
        cast.errors.clear()
        with listed(stack, origin):
            page.reload()
            page.get_by_role("button", name="Open chat").click()
            expect(frame.get_by_role("textbox", name="Message")).to_be_focused()


def _asks(visitor: Visitor, office: Office, text: str) -> int:
    """Lin has the chat; its id."""
    visitor.say(text)
    expect(said(visitor.log, text).get_by_text("Sent", exact=True)).to_be_visible()
    chat = office.chat_in_which(text)
    office.colleague("lin").claim(chat)
    return chat


def _shows_in_order(visitor: Visitor, *texts: str) -> None:
    lines = visitor.log.get_by_role("listitem")
    expect(lines).to_have_count(len(texts))
    for number, text in enumerate(texts):
        expect(lines.nth(number)).to_contain_text(text)
