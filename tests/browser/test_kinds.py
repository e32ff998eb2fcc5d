"""Whatever a customer sends can be looked at, listened to and followed in the console, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true
from tests.stack import Stack

MAKE = """
from datetime import timedelta
from io import BytesIO
from uuid import uuid4
import math, struct, wave
import av
from PIL import Image, ImageDraw
from django.contrib.auth.models import User
from django.utils import timezone
from console.actions.note_event import Noted, note_event
from console.actions.receive import Inbound, receive
from console.media import sounds
from history import attachments, services
from history.attachments import Media, Stored
from history.models import Conversation, Customer, Message
from history.services import Event, Received

customer = Customer.objects.select_related("channel").get(external_id="{openid}")
names = {{"channel": customer.channel, "customer_id": customer.external_id, "name": customer.name}}

def says(kind, text="", media=None, **payload):
    received = Received(external_id=str(uuid4()), kind=kind, text=text, payload=payload, media=media)
    return receive(Inbound(received=received, **names)).message

def picture(width, height, colours):
    image = Image.new("RGB", (width, height), colours[0])
    drawing = ImageDraw.Draw(image)
    for n, colour in enumerate(colours):
        drawing.ellipse((width * n / 4, height * n / 5, width * (n + 2) / 4, height * (n + 3) / 5), fill=colour)
    out = BytesIO()
    image.save(out, "JPEG")
    return Stored(shown=attachments.keep(out.getvalue(), extension="jpg"), shown_type="image/jpeg",
                  name="photo.jpg", size=len(out.getvalue()), width=width, height=height)

def voice(seconds):
    out, rate = BytesIO(), 8000
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        loud = lambda n: abs(math.sin(n / 2900) * math.sin(n / 1370) * math.cos(n / 8100))
        sound.writeframes(b"".join(
            struct.pack("<h", int(12000 * loud(n) * math.sin(n / 5))) for n in range(int(rate * seconds))))
    heard = sounds.prepare(BytesIO(out.getvalue()))
    return Stored(shown=attachments.keep(heard.data, extension="mp3"), shown_type="audio/mpeg", name="voice.mp3",
                  size=len(heard.data), seconds=heard.seconds, waveform=heard.waveform)

def film():
    out = BytesIO()
    with av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 200, "yuv420p"
        for n in range(20):
            target.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (320, 200), (9 * n, 99, 90)))))
        target.mux(stream.encode(None))
    return Stored(shown=attachments.keep(out.getvalue(), extension="mp4"), shown_type="video/mp4", name="film.mp4")

def does(event, left=None, **payload):
    note_event(Noted(left=left, event=Event(external_id=str(uuid4()), name=event, payload=payload), **names))

does("scanned", scene="lobby")
says("text", "谢谢/:rose 明天见 [微笑][社会社会] https://grata.test/ /:jump")
attachments.attach(says("image"), picture(1200, 800, ("#1f6f8b", "#4bb39a", "#f2c879")))
attachments.attach(says("image"), picture(300, 900, ("#6d539f", "#a8436e", "#f2c879")))
attachments.attach(says("voice"), voice(7))
attachments.attach(says("voice"), voice(3))
attachments.attach(says("voice"), Stored(original=attachments.keep(b"silk", extension="silk"),
                   error="This kind of recording can't be played here. It can be downloaded."))
attachments.attach(says("video"), film())
says("file", "合同 2026.pdf", size=2_500_000)
says("location", "上海市黄浦区中山东一路 外滩", latitude=31.2304, longitude=121.4737, scale=15)
says("link", "Ten things to do in Shanghai", url="https://travel.example/shanghai?a=1",
     description="A walk along the river, a tower, and the best dumplings of the old town.")
says("app_page", "订票小程序")
says("other", type="unsupported")
says("other", type="shakearound")
says("card", "海景餐厅 · 早餐", title="海景餐厅 · 早餐", teaser="每日 6:30–10:30，二楼", url="https://grata.test/breakfast")
far = timezone.now() + timedelta(days=3)
attachments.expect(says("image"), Media(source={{}}, expires_at=far))
attachments.Attachment.objects.filter(message=Message.objects.latest("pk")).update(due_at=far)
attachments.fail(attachments.expect(says("voice"), Media(source={{}}, expires_at=far)), reason="WeChat is busy.")
attachments.fail(attachments.expect(says("video"), Media(source={{}})), reason="WeChat no longer has this file.", gone=True)
does("menu_pressed", key="HOURS")
does("left", left=True)
Customer.objects.filter(pk=customer.pk).update(
    place={{"latitude": 31.2304, "longitude": 121.4737, "precision": 30.0}}, placed_at=timezone.now() - timedelta(minutes=5))
"""
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
    _steers_by_keyboard(position)
    one.get_by_role("button", name="Speed").click()
    expect(one.get_by_role("button", name="Speed")).to_contain_text("1.5×")
    expect(two.get_by_role("button", name="Play")).to_be_visible()  # it has come to its end


def test_a_recording_goes_on_while_its_message_is_drawn_anew(cast: Cast, office: Office, customer: Customer) -> None:
    lin = _at(cast, customer)
    player = lin.log.get_by_role("group", name="Voice message").first
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
    lin = cast.agent("lin")
    lin.open(customer.chat)
    return lin


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
