"""A customer's phone: whatever they send is on it and on its way, and whatever comes can be seen and heard."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Locator, Route, expect

from grata_site.embedded import processes
from tests.browser.people import SECONDS, Cast, Phone, becomes_true, said
from tests.channels_app.wechat.files import jpeg
from tests.stack import Stack
from tests.wechat_simulator.server import Simulator

KF = "/customservice/kfaccount"
LIN = "phone_lin@grata_demo"
KNOWN = 65406  # the agent already has a kf account
NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', '%s'); };"


@pytest.fixture
def simulator(stack: Stack) -> Simulator:
    return stack.simulator


def test_photos_go_one_after_the_other_and_open_large(cast: Cast, tmp_path: Path) -> None:
    phone = cast.phone("Photos")
    phone.send_photos(_photo(tmp_path, 300), _photo(tmp_path, 200))
    pictures = phone.log.get_by_role("button", name="Open the picture")
    _is_delivered(phone.log, 2)
    for number, side in enumerate((300, 200)):
        assert becomes_true(phone.page, f"() => document.images[{number}].naturalWidth === {side}")
    pictures.first.click()
    large = phone.page.get_by_role("dialog", name="Picture")
    expect(large).to_be_visible()
    assert large.locator("img").get_attribute("src") == pictures.first.locator("img").get_attribute("src")
    phone.page.keyboard.press("Escape")
    expect(large).to_be_hidden()


def test_a_file_that_cant_be_sent_is_told_and_the_others_go(cast: Cast, tmp_path: Path) -> None:
    phone = cast.phone("A file")
    nonsense = tmp_path / "nonsense.png"
    nonsense.write_text("no picture")
    phone.send_photos(nonsense, _photo(tmp_path, 100))
    _is_delivered(phone.log, 1)
    expect(phone.page.get_by_role("alert")).to_contain_text("neither a picture nor sound")


def test_news_from_before_somebody_was_added_does_not_take_the_phone_from_them(cast: Cast) -> None:
    context, late = cast.context(), list[Route]()
    context.route("**/state?since=0&wait=0", lambda route: late.append(route))
    phone = Phone(context, cast.url)
    assert processes.wait_until(lambda: phone.page.evaluate("() => true") and bool(late), 15)
    answer = late[0].fetch()
    phone.become("Newcomer")
    late[0].fulfill(response=answer)
    phone.say("I am new here")
    _is_delivered(phone.log, 1)
    expect(phone.page.get_by_role("button", name="Newcomer", pressed=True)).to_be_visible()


def test_what_is_said_while_the_button_is_held_can_be_heard_again(cast: Cast) -> None:
    phone = cast.phone("Voice")
    phone.talk()
    _is_delivered(phone.log, 1)
    expect(phone.log.locator("audio")).to_have_count(1)
    assert becomes_true(phone.page, "() => document.querySelector('audio').readyState > 0")


def test_escape_throws_a_recording_away(cast: Cast) -> None:
    phone = cast.phone("No voice")
    button = phone.page.get_by_role("button", name="Hold to talk")
    button.focus()
    phone.page.keyboard.down("Space")
    expect(phone.page.get_by_text(SECONDS)).to_be_visible()
    phone.page.keyboard.press("Escape")
    phone.page.keyboard.up("Space")
    expect(button).to_be_visible()
    phone.say("Nothing before this")
    _is_delivered(phone.log, 1)
    expect(phone.log.get_by_role("listitem")).to_have_count(1)


@pytest.mark.parametrize(
    ("error", "words"), [("NotAllowedError", "was refused"), ("NotFoundError", "No microphone was found")]
)
def test_a_missing_microphone_is_told_in_words(cast: Cast, error: str, words: str) -> None:
    phone = cast.phone("Silence")
    phone.page.add_init_script(NO_MICROPHONE % error)
    phone.page.reload()
    phone.page.get_by_role("button", name="Hold to talk").click()
    expect(phone.page.get_by_role("alert")).to_contain_text(words)


def test_a_place_and_a_link_are_asked_for_and_shown(cast: Cast) -> None:
    phone = cast.phone("Places")
    phone.do("Location")
    dialog = phone.page.get_by_role("dialog", name="Send a location")
    dialog.get_by_role("textbox", name="Label").fill("外滩")
    dialog.get_by_role("spinbutton", name="Latitude").fill("31.24")
    dialog.get_by_role("button", name="Send").click()
    _is_delivered(said(phone.log, "外滩"), 1)
    expect(said(phone.log, "外滩")).to_contain_text("31.240000, 121.473701")
    phone.do("Link")
    phone.page.get_by_role("dialog", name="Send a link").get_by_role("button", name="Send").click()
    link = phone.log.get_by_role("link", name="Ten walks along the harbour")
    expect(link).to_have_attribute("href", "https://www.example.com/walks")


def test_events_stand_on_the_phone(cast: Cast) -> None:
    phone = cast.phone("Events")
    events = {
        "Follow": "Followed the account",
        "QR code": "Scanned a QR code",
        "Tap the menu": "Tapped the menu",
        "GPS position": "Shared the GPS position",
    }
    for deed, words in events.items():
        phone.do(deed)
        _is_delivered(said(phone.log, words), 1)


def test_who_has_stopped_following_is_told_why_nothing_goes(cast: Cast) -> None:
    phone = cast.phone("Gone")
    phone.do("Unfollow")
    expect(phone.page.get_by_text("Doesn't follow the account", exact=True)).to_be_visible()
    phone.say("Are you there?")
    expect(phone.page.get_by_role("alert")).to_contain_text("Choose Follow")
    phone.do("Follow")
    expect(phone.page.get_by_role("alert")).to_be_empty()
    expect(phone.page.get_by_role("textbox", name="Message", exact=True)).to_have_value("Are you there?")


def test_what_the_account_sends_is_shown_in_its_agents_name(cast: Cast, simulator: Simulator) -> None:
    phone = cast.phone("Reader")
    account = _Account(simulator, _writes(phone, simulator))
    account.sends("text", content="Here is your room.")
    account.sends("image", media_id=simulator.add_file(jpeg()))
    account.sends("news", articles=[{"title": "Late check-out", "description": "Until 2 pm", "url": "javascript:1"}])
    expect(said(phone.log, "Here is your room.")).to_contain_text("林薇")
    assert becomes_true(phone.page, "() => document.querySelector('.face img')?.naturalWidth > 0")
    assert becomes_true(phone.page, "() => document.querySelector('.picture img')?.naturalWidth > 0")
    card = said(phone.log, "Late check-out")
    expect(card).to_contain_text("Until 2 pm")
    expect(card.get_by_role("link")).to_have_count(0)


def test_typing_and_the_reply_window_are_shown(cast: Cast, simulator: Simulator) -> None:
    phone = cast.phone("Waits")
    expect(phone.page.get_by_text("No reply window")).to_be_visible()
    account = _Account(simulator, _writes(phone, simulator))
    expect(phone.page.get_by_text("Replies left:")).to_be_visible()
    account.types()
    expect(phone.page.get_by_text("typing…", exact=True)).to_be_visible()
    account.sends("text", content="Done typing.")
    expect(phone.page.get_by_text("typing…", exact=True)).to_have_count(0)


class _Account:
    """What WeChat takes from the account for one customer, without the product."""

    def __init__(self, simulator: Simulator, openid: str) -> None:
        self.simulator, self.openid = simulator, openid
        asks = {"grant_type": "client_credential", "appid": "wx00000000000demo1", "secret": "demo-app-secret"}
        self.token = {"access_token": simulator.post("/cgi-bin/stable_token", **asks)["access_token"]}
        made = self._call(f"{KF}/add", kf_account=LIN, nickname="林薇")
        assert made["errcode"] in {0, KNOWN}
        face = {"media": ("face.jpg", jpeg())}
        httpx.post(f"{simulator.url}{KF}/uploadheadimg", params=self.token | {"kf_account": LIN}, files=face)

    def sends(self, kind: str, **content: Any) -> None:
        speaker = {"kf_account": LIN}
        body = {"touser": self.openid, "msgtype": kind, kind: content, "customservice": speaker}
        assert self._call("/cgi-bin/message/custom/send", **body)["errcode"] == 0

    def types(self) -> None:
        assert self._call("/cgi-bin/message/custom/typing", touser=self.openid, command="Typing")["errcode"] == 0

    def _call(self, path: str, **body: Any) -> dict[str, Any]:
        return dict(self.simulator.post(f"{path}?{urlencode(self.token)}", **body))


def _writes(phone: Phone, simulator: Simulator) -> str:
    """The OpenID of whoever holds the phone, after a first word."""
    phone.say("Hello")
    _is_delivered(phone.log, 1)
    return str(simulator.get("/phone/customers")["customers"][-1]["openid"])


def _photo(folder: Path, side: int) -> Path:
    photo = folder / f"{side}.jpg"
    photo.write_bytes(jpeg(side))
    return photo


def _is_delivered(place: Locator, times: int) -> None:
    expect(place.get_by_text("Delivered", exact=True)).to_have_count(times)
