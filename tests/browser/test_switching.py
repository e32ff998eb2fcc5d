"""Another chat opens in the middle of something: nothing of it ever goes to the wrong chat."""

import re

from playwright.sync_api import FilePayload, expect

from tests.browser.office import Office
from tests.browser.people import SECONDS, Agent, Cast, becomes_true, said

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
# Ends a recording as its button does, and says that it is ready only after the other chat has opened.
LATE = """() => { window.talk = document.querySelector("push-to-talk"); }"""
READY = """() => window.talk.dispatchEvent(new CustomEvent("recorded", {
  detail: { blob: new Blob(["sound"], { type: "audio/webm" }), seconds: 1 } }))"""


def test_a_recording_that_is_ready_late_goes_to_the_chat_in_which_it_was_made(cast: Cast, office: Office) -> None:
    one, other = office.chat_with("lin", "Please say it"), office.chat_with("lin", "I only read")
    lin = cast.agent("lin", chat=one.chat)
    lin.page.evaluate(LATE)
    _switch(lin, "I only read")
    with lin.page.expect_request(re.compile("/uploads/")) as asked:
        lin.page.evaluate(READY)
    assert f"/chats/{one.chat}/uploads/" in asked.value.url
    assert other.heard() == []


def test_leaving_the_chat_cancels_a_recording(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    one, other = office.chat_with("lin", "Say something"), office.chat_with("lin", "Say nothing")
    asked = list[str]()
    lin.page.on("request", lambda request: asked.append(request.url))
    lin.open(one.chat)
    lin.page.get_by_role("button", name="Hold to talk").hover()
    lin.page.mouse.down()
    expect(lin.page.get_by_text(SECONDS)).to_be_visible()
    lin.page.evaluate(
        "(url) => document.querySelector(`[data-chat-url='${url}']`).click()", f"/console/chats/{other.chat}/"
    )
    expect(said(lin.log, "Say nothing")).to_be_visible()
    lin.page.mouse.up()
    expect(lin.send).to_be_enabled()
    assert not [url for url in asked if "/uploads/" in url]


def test_a_picture_that_is_chosen_late_waits_in_the_chat_for_which_it_was_chosen(cast: Cast, office: Office) -> None:
    one, other = office.chat_with("lin", "Show me the room"), office.chat_with("lin", "Show me nothing")
    lin = cast.agent("lin", chat=one.chat)
    with lin.page.expect_file_chooser() as opened:
        lin.page.get_by_role("button", name="Add image").click()
    _switch(lin, "Show me nothing")
    opened.value.set_files(FilePayload(name="room.png", mimeType="image/png", buffer=PIXEL))
    _switch(lin, "Show me the room")
    expect(lin.page.get_by_role("list", name="To be sent").get_by_role("listitem")).to_have_count(1)
    _switch(lin, "Show me nothing")
    assert becomes_true(lin.page, "() => document.querySelector('#tray').hidden")
    assert (one.heard(), other.heard()) == ([], [])


def _switch(lin: Agent, words: str) -> None:
    chats = lin.page.get_by_role("list", name="My chats").get_by_role("listitem")
    chats.filter(has_text=re.compile(words)).get_by_role("button").click()
    expect(said(lin.log, words)).to_be_visible()
    expect(lin.send).to_be_enabled()
