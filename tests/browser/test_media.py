"""Pictures, recordings and cards, between a customer's phone and the console, as far as WeChat lets us reply."""

import math
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.office import Office
from tests.browser.people import SECONDS, Agent, Cast, Phone, becomes_true, said
from tests.channels_app.wechat.files import jpeg
from tests.console.media.recordings import heard

MICROPHONE_TONE = 48_000 / 5 / (2 * math.pi)  # Hz, of what conftest's browser hears: `wav` at that rate
SEND, WINDOW_CLOSED = "/cgi-bin/message/custom/send", 45015
PLAYS_TO_THE_END = """async () => {
  const heard = [...document.querySelectorAll("#log audio")].at(-1);
  await heard.play();
  if (!heard.ended) await new Promise((resolve) => heard.addEventListener("ended", resolve));
  return heard.duration > 0.5;
}"""
# Notes for how many seconds the microphone was recorded.
NOTE_RECORDER = """() => {
  const { start, stop } = MediaRecorder.prototype;
  MediaRecorder.prototype.start = function (...given) {
    this.addEventListener("start", () => (this.begunAt = performance.now()));
    return start.apply(this, given);
  };
  MediaRecorder.prototype.stop = function () {
    window.recorded = (performance.now() - this.begunAt) / 1000;
    return stop.call(this);
  };
}"""
HAS_PLAYED = """() => document.querySelector("#log audio").currentTime > 0.1"""


def test_what_the_customer_says_can_be_heard_in_the_console_and_the_answer_on_the_phone(cast: Cast) -> None:
    phone, lin = _talking(cast, "Talks")
    phone.talk()
    expect(lin.log.locator("audio")).to_have_count(1)
    voice = lin.log.get_by_role("group", name="Voice message")
    voice.get_by_role("button", name="Play").click()
    assert becomes_true(lin.page, HAS_PLAYED)
    voice.get_by_role("button", name="Speed").click()
    expect(voice.get_by_role("button", name="Speed")).to_contain_text("1.5×")
    expect(voice.locator("[data-heard]")).not_to_have_count(0)
    held = _hold_to_talk(lin)
    expect(lin.log.locator("audio")).to_have_count(2)
    expect(said(lin.log, "Lin Wei").last.get_by_text("Sent", exact=True)).to_be_attached()
    expect(phone.log.locator("audio")).to_have_count(2)
    assert phone.page.evaluate(PLAYS_TO_THE_END)
    answer = phone.page.request.get(str(phone.log.locator("audio").last.get_attribute("src")))
    played = heard(answer.body())
    assert (played.codec, played.channels) == ("mp3", 1)
    assert played.seconds == pytest.approx(held, abs=0.5)
    assert played.pitch == pytest.approx(MICROPHONE_TONE, rel=0.05)


def test_pictures_go_both_ways_and_can_be_taken_back_before(cast: Cast, tmp_path: Path) -> None:
    phone, lin = _talking(cast, "Pictures")
    file = tmp_path / "room.jpg"
    file.write_bytes(jpeg(300))
    phone.send_photos(file)
    expect(_pictures(lin)).to_have_count(1)
    lin.page.locator("#image-files").set_input_files([file, file])
    tray = lin.page.get_by_role("list", name="To be sent")
    expect(tray.get_by_role("listitem")).to_have_count(2)
    lin.page.get_by_role("button", name="Reset").click()
    expect(tray).to_be_hidden()
    lin.page.locator("#image-files").set_input_files([file])
    lin.page.get_by_role("button", name="Send", exact=True).click()
    expect(_pictures(lin)).to_have_count(2)
    expect(phone.log.get_by_role("button", name="Open the picture")).to_have_count(2)


def test_a_customer_sees_that_an_agent_types(cast: Cast) -> None:
    phone, lin = _talking(cast, "Sees typing")
    lin.box.press_sequentially("One moment")
    expect(phone.page.get_by_text("typing…", exact=True)).to_be_visible()
    lin.answer("One moment, please.")
    expect(said(phone.log, "One moment, please.")).to_be_visible()
    expect(phone.page.get_by_text("typing…", exact=True)).to_have_count(0)


def test_cards_go_one_by_one_or_as_one_page(cast: Cast) -> None:
    phone, lin = _talking(cast, "Cards")
    _choose(lin, "Breakfast by the harbour", "Spa and sauna")
    lin.page.get_by_role("button", name="Send", exact=True).click()
    for title in ("Breakfast by the harbour", "Spa and sauna"):
        expect(phone.log.get_by_role("link").filter(has_text=title)).to_have_count(1)
    _choose(lin, "Breakfast by the harbour", "Late check-out")
    lin.page.get_by_role("button", name="Send the cards as one page").click()
    page = phone.log.get_by_role("link").filter(has_text="and 1 more")
    expect(page).to_have_count(1)
    with phone.page.context.expect_page() as opened:
        page.click()
    expect(opened.value.get_by_text("Late check-out")).to_be_visible()


def test_the_box_closes_with_the_window_and_opens_with_the_customers_next_message(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Is the sauna open?")
    lin = cast.agent("lin", chat=customer.chat)
    left = lin.page.get_by_role("status", name="Replies left")
    expect(left).to_have_text("1000 of 1000 replies left")
    office.simulator.control("faults", endpoint=SEND, errcode=WINDOW_CLOSED)
    lin.answer("From four o'clock.")
    expect(lin.page.get_by_text("The reply window is closed.")).to_be_visible()
    expect(lin.box).to_be_disabled()
    expect(lin.page.get_by_role("status", name="Reply window")).to_have_text("closed")
    customer.writes("Hello?")
    expect(lin.box).to_be_enabled()
    said(lin.log, "From four o'clock.").get_by_role("button", name="Retry").click()
    customer.hears("From four o'clock.")
    expect(left).to_have_text("999 of 1000 replies left")


def test_the_box_says_how_many_replies_and_how_many_bytes_what_is_in_it_takes(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "What is there to do?")
    office.stack.rows(
        "UPDATE history_customer SET window_left = 2 WHERE external_id = %s RETURNING id", customer.openid
    )
    lin = cast.agent("lin", chat=customer.chat)
    room, send = lin.page.locator("#composer-room"), lin.page.get_by_role("button", name="Send", exact=True)
    _choose(lin, "Breakfast by the harbour", "Spa and sauna", "Late check-out")
    expect(room).to_have_text("Takes 3 replies, 2 are left. Remove some.")
    expect(send).to_be_disabled()
    expect(lin.page.get_by_role("button", name="Send the cards as one page")).to_be_visible()
    lin.page.get_by_role("button", name="Remove Late check-out").click()
    expect(room).to_have_text("Takes 2 of 2 replies")
    expect(send).to_be_enabled()
    lin.page.get_by_role("button", name="Reset").click()
    lin.box.fill("海" * 682 + "ab")  # 3 bytes each
    expect(room).to_have_text("Bytes left: 0")
    expect(send).to_be_enabled()
    lin.box.fill("海" * 683)
    expect(room).to_have_text("Bytes too many: 1. Split it in two.")
    expect(send).to_be_disabled()
    lin.box.fill("")


def _talking(cast: Cast, name: str) -> tuple[Phone, Agent]:
    """Somebody new has written, and Lin has the chat open."""
    phone, lin = cast.phone(name), cast.agent("lin")
    phone.say("Hello")
    lin.page.get_by_role("button", name="Next customer, 1 waiting").click()
    expect(said(lin.log, "Hello")).to_be_visible()
    return phone, lin


def _hold_to_talk(lin: Agent) -> float:
    """For how many seconds it was recorded: the microphone comes later than the press on a busy machine."""
    lin.page.evaluate(NOTE_RECORDER)
    lin.page.get_by_role("button", name="Hold to talk").hover()
    lin.page.mouse.down()
    expect(lin.page.locator(".talk-time")).to_have_text(SECONDS)
    lin.page.mouse.up()
    assert becomes_true(lin.page, "() => window.recorded > 0")
    return float(lin.page.evaluate("window.recorded"))


def _pictures(lin: Agent) -> Locator:
    return lin.log.get_by_role("link").get_by_role("img", name="Picture")


def _choose(lin: Agent, *titles: str) -> None:
    lin.page.get_by_role("button", name="Cards", exact=True).click()
    for title in titles:
        lin.page.get_by_role("button", name=title).first.click()
    lin.page.keyboard.press("Escape")
    lin.page.mouse.click(700, 300)
