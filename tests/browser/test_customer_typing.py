"""What a visitor types, on the screen of who answers, before it is sent."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.browser.office import Office
from tests.browser.people import Cast, said


def test_an_agent_reads_what_the_visitor_types_until_it_is_sent_emptied_or_left(cast: Cast, office: Office) -> None:
    daniel, lin = cast.visitor(), cast.agent("lin")
    daniel.say("Is there a cot in the family suite?")
    expect(said(daniel.log, "Is there a cot in the family suite?").get_by_text("Sent", exact=True)).to_be_visible()
    chat = office.chat_in_which("Is there a cot in the family suite?")
    office.colleague("lin").claim(chat)
    lin.page.clock.install()
    lin.open(chat)
    line = lin.page.locator("#typing")
    told, words = line.get_by_role("status"), line.locator(".typing-words")
    mark = lin.page.get_by_role("list", name="My chats").get_by_text("typing…", exact=True)
    box = daniel.frame.get_by_role("textbox", name="Message")
    box.press_sequentially("<b>Or a bed", delay=20)
    expect(words).to_have_text("<b>Or a bed")
    expect(told).to_have_text(re.compile(r"^Visitor \w{4} is typing…$"))
    expect(mark).to_be_visible()
    box.fill("")
    expect(line).to_have_text("")
    expect(mark).to_be_hidden()
    box.fill("x" * 600 + " سرير")
    expect(words).to_have_text("x" * 495 + " سرير")
    expect(line).to_be_in_viewport()
    box.press("Enter")
    expect(lin.log.get_by_text("x" * 600)).to_be_visible()
    expect(line).to_have_text("")
    box.press_sequentially("And then")
    expect(words).to_have_text("And then")
    lin.page.clock.fast_forward("00:11")
    expect(line).to_have_text("")
    expect(lin.box).to_be_focused()
    with _drafts_hidden(office):
        daniel.page.reload()
        daniel.open()
        box.press_sequentially("My own business")
        expect(told).to_have_text(re.compile("is typing…$"))
        expect(words).to_have_text("")
    office.colleague("lin").close(chat)


@contextmanager
def _drafts_hidden(office: Office) -> Iterator[None]:
    change = "UPDATE channels_app_webchatsite SET shows_drafts = %s RETURNING shows_drafts"
    office.stack.rows(change, False)
    try:
        yield
    finally:
        office.stack.rows(change, True)
