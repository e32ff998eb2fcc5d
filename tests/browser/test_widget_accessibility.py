"""The visitor's chat in each of its states: axe-core finds nothing in either theme, every button is large enough, and whatever
has the focus is to be seen."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.audit import Audit
from tests.browser.elsewhere import listed
from tests.browser.office import Office
from tests.browser.people import Cast, Visitor, said
from tests.stack import Stack

# What has the focus, if something else lies on its middle; empty when it is seen.
COVERED = """() => {
  const held = document.activeElement;
  if (held === document.body) return "";
  const { left, top, width, height } = held.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return held.contains(seen) || seen?.contains(held) ? "" : held.outerHTML.slice(0, 160);
}"""
HELD = "() => document.activeElement.id || document.activeElement.textContent.trim() || document.activeElement.tagName"
STEPS = 30
NEXT_NEWS = 45_000  # milliseconds: the server may have looked just before they went, and is asked again with a ping


def test_the_questions_before_the_first_message_and_being_without_a_connection(cast: Cast, stack: Stack) -> None:
    audit, wanted = Audit(targets=True), {"asks_name": "required", "asks_email": "optional"}
    with listed(stack, stack.url, **wanted):
        daniel = cast.visitor()
        expect(daniel.frame.get_by_role("textbox", name="Your name")).to_be_visible()
        _look(audit, daniel, "the questions before the first message")
        daniel.frame.get_by_role("textbox", name="Your name").fill("Daniel")
        daniel.frame.get_by_role("button", name="Begin the chat").click()
        daniel.page.context.set_offline(True)
        daniel.say("Is anybody there?")
        expect(daniel.frame.get_by_text("No connection.")).to_be_visible()
        _look(audit, daniel, "without a connection")
        daniel.page.context.set_offline(False)
        expect(said(daniel.log, "Is anybody there?").get_by_text("Sent", exact=True)).to_be_visible()
    assert not audit.found, "\n\n".join(audit.found)


def test_an_open_chat_with_cards_files_and_the_question_whether_to_end_it(
    cast: Cast, office: Office, tmp_path: Path
) -> None:
    audit, daniel = Audit(targets=True), cast.visitor()
    office.everybody_has_gone_home()
    daniel.say("What is there to do?")
    expect(daniel.frame.get_by_text("Nobody is here right now.")).to_be_visible(timeout=NEXT_NEWS)
    _look(audit, daniel, "while nobody is here")
    chat, lin = office.chat_in_which("What is there to do?"), office.colleague("lin")
    lin.claim(chat)
    for (card,) in office.stack.rows("SELECT id FROM cards_card ORDER BY id LIMIT 3"):
        lin.send_cards(chat, card)
    expect(daniel.log.locator(".row").get_by_role("link")).to_have_count(3)
    for number in range(12):
        lin.reply(chat, f"Number {number}: https://grata.test/{number}")
    expect(said(daniel.log, "Number 11")).to_be_visible()
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ")
    daniel.frame.locator("input[type=file]").set_input_files(program)
    expect(daniel.frame.get_by_text("This kind of file can't be sent.")).to_be_visible()
    _look(audit, daniel, "cards, links and a file that can't be sent")
    audit.found += _covered(daniel.page)
    daniel.frame.get_by_role("button", name="End chat").click()
    _look(audit, daniel, "whether to end the chat")
    daniel.frame.get_by_role("dialog").get_by_role("button", name="End chat").click()
    expect(daniel.frame.get_by_text("You have ended this chat.")).to_be_visible()
    _look(audit, daniel, "the chat is over")
    assert not audit.found, "\n\n".join(audit.found)


def _look(audit: Audit, visitor: Visitor, state: str) -> None:
    audit.look(visitor.page, state, frame=visitor.page.frames[1])


def _covered(page: Page) -> list[str]:
    """Walks once through the chat with the keyboard: what has the focus and is covered by something else."""
    chat = page.frames[1]
    chat.locator("#close").focus()
    held, found = list[str](), list[str]()
    for _step in range(STEPS):
        page.keyboard.press("Tab")
        held.append(chat.evaluate(HELD))
        found += filter(None, [chat.evaluate(COVERED)])
    assert {"log", "message"} <= set(held)
    return found
