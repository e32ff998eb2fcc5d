"""Whatever a customer sends can be looked at, listened to and followed in the console, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.kinds import MAKE
from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true
from tests.stack import Stack

PAUSE = """
from console.actions.pause_channel import pause_channel
from history.models import Customer
channel = Customer.objects.get(external_id="{openid}").channel
pause_channel(channel, reason="WeChat does not accept the AppSecret. An administrator must correct it.")
"""
RESUME = """
from console.actions.resume_channel import resume_channel
from history.models import Channel
for channel in Channel.objects.all():
    resume_channel(channel)
"""
SHOWS = "(n) => document.querySelectorAll('#viewer[open] img')[0]?.naturalWidth === n"


@pytest.fixture
def customer(office: Office) -> Customer:
    """Has sent one of everything, and Lin has the chat."""
    customer = office.chat_with("lin", "你好")
    office.stack.run(MAKE.format(openid=customer.openid))
    return customer


def test_everything_can_be_looked_at_and_followed(cast: Cast, customer: Customer) -> None:
    lin = _at(cast, customer)
    expect(lin.log.get_by_role("img", name="Rose")).to_have_text("🌹")
    expect(lin.log.get_by_text("[Respect]")).to_be_visible()
    expect(lin.log.get_by_text("scanned a QR code (lobby)")).to_be_visible()
    expect(lin.log.get_by_text("WeChat gives no way to download files.")).to_be_visible()
    expect(lin.log.get_by_role("link", name="map")).to_have_attribute("href", _is("openstreetmap"))
    expect(lin.log.get_by_role("link", name="Ten things to do in Shanghai")).to_have_attribute("rel", _is("noreferrer"))
    film = lin.log.locator("video")
    assert becomes_true(lin.page, "() => document.querySelector('video').readyState >= 1")
    expect(film).to_have_js_property("videoWidth", 320)
    expect(lin.page.get_by_text("Does not follow the account any more")).to_be_visible()
    assert becomes_true(lin.page, "() => document.querySelector('#log img').naturalWidth === 1200")


def test_pictures_open_in_full_and_the_keyboard_is_enough(cast: Cast, customer: Customer) -> None:
    lin = _at(cast, customer)
    first = lin.log.get_by_role("link", name="Open the picture").first
    viewer = lin.page.get_by_role("dialog", name="Picture")
    first.focus()
    lin.page.keyboard.press("Enter")
    expect(viewer).to_be_visible()
    assert becomes_true(lin.page, SHOWS, 1200)
    expect(viewer.get_by_role("button", name="Previous picture")).to_be_hidden()
    lin.page.keyboard.press("ArrowRight")
    assert becomes_true(lin.page, SHOWS, 300)
    expect(viewer.get_by_role("status")).to_have_text("2 / 2")
    lin.page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("status")).to_have_text("2 / 2")
    with lin.page.expect_download() as saved:
        viewer.get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == "photo.jpg"
    lin.page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(first).to_be_focused()
    first.click()
    lin.page.mouse.click(5, 300)
    expect(viewer).to_be_hidden()


def test_recordings_are_played_one_at_a_time(cast: Cast, customer: Customer) -> None:
    lin = _at(cast, customer)
    players = lin.log.get_by_role("group", name="Voice message")
    one, two = players.nth(0), players.nth(1)
    position = one.get_by_role("slider", name="Position")
    expect(one.get_by_text("0:07")).to_be_visible()
    one.get_by_role("button", name="Play").click()
    expect(one.get_by_role("button", name="Pause")).to_be_visible()
    expect(position).not_to_have_attribute("aria-valuenow", "0")
    two.get_by_role("button", name="Play").click()
    expect(one.get_by_role("button", name="Play")).to_be_visible()
    expect(two.get_by_role("button", name="Pause")).to_be_visible()
    two.get_by_role("slider", name="Position").press("End")
    expect(two.get_by_role("button", name="Play")).to_be_visible()  # it has come to its end
    _steers_by_keyboard(position)
    one.get_by_role("button", name="Speed").click()
    expect(one.get_by_role("button", name="Speed")).to_contain_text("1.5×")


def test_a_recording_goes_on_while_its_message_is_drawn_anew(cast: Cast, office: Office, customer: Customer) -> None:
    lin = _at(cast, customer)
    player = lin.log.get_by_role("group", name="Voice message").first
    lin.log.locator("voice-player > audio").first.evaluate("audio => { audio.loop = true; }")  # however long this takes
    player.get_by_role("button", name="Play").click()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    line = lin.log.get_by_role("listitem").filter(has=lin.page.locator("voice-player")).first
    version = line.get_attribute("data-version") or ""
    message = line.get_attribute("data-id")
    office.stack.rows("UPDATE history_message SET state_at = now() WHERE id = %s RETURNING id", message)
    office.stack.run(f"from console import live; live.put_message({message})")
    expect(line).not_to_have_attribute("data-version", version)
    expect(player.get_by_role("button", name="Pause")).to_be_visible()


def test_a_file_that_could_not_be_fetched_is_asked_for_again(cast: Cast, customer: Customer) -> None:
    lin = _at(cast, customer)
    trouble = lin.log.get_by_role("listitem").filter(has_text="WeChat is busy.")
    with lin.page.expect_response("**/fetch/") as answer:
        trouble.get_by_role("button", name="Try again").click()
    assert answer.value.status == 200
    expect(trouble).to_have_count(0)
    gone = lin.log.get_by_role("listitem").filter(has_text="WeChat no longer has this file.")
    expect(gone.get_by_role("button")).to_have_count(0)


def test_without_scripts_a_recording_has_the_browsers_own_player(cast: Cast, customer: Customer) -> None:
    lin = cast.agent("lin", java_script_enabled=False)
    lin.page.goto(f"{lin.url}/console/chats/{customer.chat}/")
    expect(lin.page.locator("voice-player > audio[controls]").first).to_be_visible()


def test_a_paused_channel_is_told_to_everybody_at_once(cast: Cast, stack: Stack, customer: Customer) -> None:
    lin = _at(cast, customer)
    alarm = lin.page.locator("#alarms")
    expect(alarm).to_have_attribute("role", "alert")
    expect(alarm).to_have_text("")
    stack.run(PAUSE.format(openid=customer.openid))
    try:
        expect(alarm).to_contain_text("replies wait until an administrator has acted")
        lin.page.reload()
        expect(alarm).to_contain_text("WeChat does not accept the AppSecret")
    finally:
        stack.run(RESUME)
    expect(alarm).not_to_contain_text("AppSecret")


def _at(cast: Cast, customer: Customer) -> Agent:
    return cast.agent("lin", chat=customer.chat)


def _steers_by_keyboard(position: Locator) -> None:
    position.press("End")
    expect(position).to_have_attribute("aria-valuetext", "0:07 / 0:07")
    position.press("Home")
    expect(position).to_have_attribute("aria-valuetext", "0:00 / 0:07")
    for _step in range(4):
        position.press("ArrowRight")
    expect(position).to_have_attribute("aria-valuetext", "0:01 / 0:07")


def _is(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))
