"""What messages of each kind look like, and that nothing in them can do harm or break the page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from console import frames, queries
from console.actions.note_event import Noted, note_event
from console.actions.pause_channel import pause_channel
from console.models import Agent
from history import attachments, services
from history.attachments import Media, Stored
from history.cursor import snapshot
from history.models import Attachment, Channel, Conversation, Customer, Message
from history.services import Event
from tests.conftest import signed_in
from tests.console.conftest import sent

KINDS = ["text", "image", "voice", "video", "file", "location", "link", "app_page", "card", "other", "strange"]
EVENTS = [
    *("followed", "left", "scanned", "menu_pressed", "menu_link", "menu_sent", "session_elsewhere"),
    *("permission_withdrawn", "unknown", "strange", ""),
]
EVIL = "<img src=x onerror=alert(1)>\"'"
HOSTILE: list[Any] = [None, {}, [], "x", 7, True, [{}], {"type": {"a": 1}}, {"url": ["https://x.test"]}]
LANGUAGES = ["en", "zh-hans", "zh-hant"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_shown_without_anything_in_it(mine: Conversation, kind: str) -> None:
    for payload in HOSTILE:
        message = _with_payload(sent(mine, kind), payload)
        for language in LANGUAGES:
            html = _html(message, language)
            assert html.count("<li") == html.count("</li>") == 1, (payload, language)


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_customer_becomes_markup(mine: Conversation, kind: str) -> None:
    names = ("type", "url", "title", "teaser", "picture", "description", "size", "latitude", "longitude", "raw")
    message = sent(mine, kind, text=EVIL, payload=dict.fromkeys(names, EVIL))
    attachments.attach(message, Stored(name=EVIL, error=EVIL, shown_type="x", original="x"))
    html = _html(message)
    assert "<img src=x" not in html
    assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert", "")


@pytest.mark.parametrize("kind", ["link", "card"])
def test_only_addresses_of_the_web_can_be_followed(mine: Conversation, kind: str) -> None:
    for url in (
        *("javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//evil.test", "/console/", "file:///x"),
        *("https://", "https:///x", "http://[::1", "https://a b.test", "https://x.test\\@y.test", "java\nscript:x", ""),
    ):
        assert "<a" not in _html(sent(mine, kind, payload={"url": url})), url


def test_a_link_says_where_it_really_leads(mine: Conversation) -> None:
    url = "https://bank.test@evil.test:8443/bank.test?a=1&b=2"
    html = _html(sent(mine, "link", text="Your bank", payload={"url": url, "description": "Sign in"}))
    assert 'href="https://bank.test@evil.test:8443/bank.test?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert ">evil.test<" in html
    assert ("Your bank" in html, "Sign in" in html) == (True, True)


def test_a_place_has_its_map(mine: Conversation) -> None:
    html = _html(sent(mine, "location", text="Bund", payload={"latitude": 31.2304, "longitude": 121.4737}))
    assert "Bund" in html
    assert "31.2304, 121.4737" in html
    assert "https://www.openstreetmap.org/?mlat=31.230400&amp;mlon=121.473700#map=16/" in html


def test_a_place_that_is_none_has_no_map(mine: Conversation) -> None:
    message = sent(mine, "location", text="Bund")
    values: tuple[Any, ...] = ("31", None, True, float("inf"), 91, -91, [], {}, 10**400)
    for value in values:
        message.payload = {"latitude": value, "longitude": 1}
        html = _html(message)
        assert "Bund" in html, value
        assert "openstreetmap" not in html, value


def test_a_file_says_that_wechat_keeps_it(mine: Conversation) -> None:
    html = _html(sent(mine, "file", text="合同.pdf", payload={"size": 2_500_000}))
    assert ("合同.pdf" in html, "2.4\xa0MB" in html) == (True, True)
    assert "WeChat gives no way to download files." in html


def test_a_picture_has_its_place_before_it_comes(mine: Conversation) -> None:
    message = sent(mine, "image")
    file = attachments.attach(message, Stored(shown="a.jpg", shown_type="image/jpeg", width=4000, height=1000))
    html = " ".join(_html(message).split())
    assert 'width="320" height="80"' in html
    assert f'src="/console/files/{file.pk}/shown/"' in html


def test_a_recording_brings_what_its_player_draws(mine: Conversation) -> None:
    message = sent(mine, "voice")
    wave: Any = [0, 50.4, 100, 900, -3, "9", None, True]
    attachments.attach(message, Stored(shown="a.mp3", shown_type="audio/mpeg", seconds=7.25, waveform=wave))
    for language in LANGUAGES:
        html = _html(message, language)
        assert 'data-waveform="0,50,100,100,0"' in html
        assert 'data-seconds="7.25"' in html


@pytest.mark.parametrize("kind", ["image", "voice", "video"])
def test_what_cannot_be_shown_can_be_saved(mine: Conversation, kind: str) -> None:
    message = sent(mine, kind)
    error = "This kind of recording can't be played here. It can be downloaded."
    file = attachments.attach(message, Stored(original="a.silk", original_type="audio/silk", error=error))
    html = _html(message)
    assert "It can be downloaded." in html
    assert f'href="/console/files/{file.pk}/original/"' in html


@pytest.mark.parametrize("kind", ["image", "voice", "video"])
def test_a_file_on_its_way_says_how_far_it_is(mine: Conversation, kind: str) -> None:
    message = sent(mine, kind)
    file = attachments.expect(message, Media(source={}, expires_at=timezone.now() + timedelta(days=3)))
    again = reverse("console:fetch", args=[file.pk])
    assert "Fetching…" in _html(message)
    attachments.fail(file, reason="WeChat is busy.")
    assert ("WeChat is busy." in _html(message), again in _html(message)) == (True, True)
    Attachment.objects.update(expires_at=timezone.now())
    assert ("WeChat is busy." in _html(message), again in _html(message)) == (True, False)
    Attachment.objects.update(state="gone", error="WeChat no longer has this file.")
    assert "WeChat no longer has this file." in _html(message)
    assert again not in _html(message)


def test_a_card_shows_its_picture_from_our_own_site_only(mine: Conversation) -> None:
    sha = "a" * 64
    known = {"title": "Breakfast", "teaser": "6:30 to 10:30", "url": "https://grata.test/breakfast"}
    html = _html(sent(mine, "card", payload={**known, "picture": f"cards/{sha}.jpg"}))
    assert all(words in html for words in ("Breakfast", "6:30 to 10:30", f"/cards/pictures/{sha}.jpg"))
    for elsewhere in ("https://evil.test/x.jpg", "//evil.test/x.jpg", "cards/../../x.jpg", "/logout/"):
        assert "<img" not in _html(sent(mine, "card", payload={**known, "picture": elsewhere}))


def test_what_wechat_does_not_pass_on_is_said_so(mine: Conversation) -> None:
    assert "WeChat does not pass on" in _html(sent(mine, "other", payload={"type": "unsupported"}))
    assert "shakearound" in _html(sent(mine, "other", payload={"type": "shakearound"}))


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_a_line_in_words(mine: Conversation, event: str) -> None:
    values: tuple[Any, ...] = (EVIL, None, [], 7)
    for value in values:
        noted = _event(mine, event, dict.fromkeys(("scene", "key", "url", "what", "type"), value))
        for language in LANGUAGES:
            html = _html(noted, language)
            assert "Daniel" in html, (value, language)
            assert "<img" not in html, (value, language)


@pytest.mark.parametrize(
    ("event", "payload", "words"),
    [
        ("followed", {"scene": "lobby"}, "Daniel Ortiz began to follow the account (lobby)"),
        ("left", {}, "Daniel Ortiz stopped following the account"),
        ("scanned", {"scene": "room 12"}, "Daniel Ortiz scanned a QR code (room 12)"),
        ("menu_pressed", {"key": "HOURS"}, "Daniel Ortiz pressed a button of the menu (HOURS)"),
        ("menu_sent", {}, "Daniel Ortiz sent something from the menu"),
        ("session_elsewhere", {"what": "opened"}, "Daniel Ortiz is served in another WeChat customer service now"),
        ("permission_withdrawn", {}, "Daniel Ortiz withdrew a permission"),
        ("unknown", {"type": "poi"}, "Daniel Ortiz did something that is not known here (poi)"),
    ],
)
def test_an_event_says_what_the_customer_did(mine: Conversation, event: str, payload: Any, words: str) -> None:
    assert words in " ".join(_html(_event(mine, event, payload)).split())


def test_a_page_that_was_opened_from_the_menu_can_be_followed(mine: Conversation) -> None:
    assert 'href="https://grata.test/"' in _html(_event(mine, "menu_link", {"key": "https://grata.test/"}))
    assert "<a" not in _html(_event(mine, "menu_link", {"key": "javascript:alert(1)"}))


@pytest.mark.parametrize(
    ("kind", "words"), [("image", "Picture"), ("voice", "Voice message"), ("other", "Message that can&#x27;t be shown")]
)
def test_lists_say_in_words_what_has_no_text(mine: Conversation, kind: str, words: str) -> None:
    sent(mine, kind)
    html = frames.chat(queries.listed().get(pk=mine.pk), "en")["html"]
    assert words in html
    assert f"[{kind}]" not in html


def test_who_answers_by_itself_is_no_agent(mine: Conversation) -> None:
    answer = services.record_answer(mine.messages.earliest("position"), text="We are asleep.", has_left=True)
    assert "Automatic reply" in _html(answer)


def test_details_show_where_the_customer_is_and_that_they_left(mine: Conversation, lin: Agent) -> None:
    page, now = reverse("console:chat", args=[mine.pk]), timezone.now()
    assert "Does not follow" not in signed_in(lin).get(page).text
    place = {"latitude": 31.2304, "longitude": 121.4737, "precision": 30.0}
    Customer.objects.update(place=place, placed_at=now, left_at=now)
    shown = signed_in(lin).get(page).text
    assert all(words in shown for words in ("31.2304, 121.4737", "openstreetmap.org", "Does not follow the account"))
    Customer.objects.update(place=["hostile"])
    assert "openstreetmap.org" not in signed_in(lin).get(page).text


def test_a_paused_channel_raises_an_alarm_on_every_page(mine: Conversation, lin: Agent, marco: Agent) -> None:
    home, chat = reverse("console:home"), reverse("console:chat", args=[mine.pk])
    assert re.search(r'id="alarms"\s+role="alert">\s*</div>', signed_in(lin).get(home).text)
    reason = "WeChat does not know this AppID. An administrator must correct it."
    pause_channel(Channel.objects.get(), reason=reason)
    for agent, url in ((lin, home), (lin, chat), (marco, home)):
        page = signed_in(agent).get(url).text
        assert ("replies wait until an administrator has acted" in page, reason in page) == (True, True)
    alarms = frames.counts(snapshot(), queries.counts(), "en")["alarms"]
    assert alarms in page


def test_the_time_of_an_alarm_is_written_by_the_readers_own_clock(mine: Conversation) -> None:
    until = timezone.now() + timedelta(hours=1)
    pause_channel(Channel.objects.get(), reason="The account's WeChat quota for today is used up.", until=until)
    alarms = frames.counts(snapshot(), queries.counts(), "en")["alarms"]
    assert f'<time data-clock datetime="{until.isoformat(timespec="microseconds")}"></time>' in alarms


def _with_payload(message: Message, payload: Any) -> Message:
    Message.objects.filter(pk=message.pk).update(payload=payload if payload is not None else {})
    message.payload = payload
    return message


def _html(message: Message, language: str = "en") -> str:
    message._state.fields_cache.clear()
    return str(frames.message(message, language)["html"])


def _event(chat: Conversation, name: str, payload: Any) -> Message:
    customer = chat.customer
    event = Event(external_id=f"e:{timezone.now().timestamp()}", name=name, payload=payload)
    noted = Noted(channel=customer.channel, customer_id=customer.external_id, name=customer.name, event=event)
    assert note_event(noted)
    return Message.objects.filter(kind="event").latest("pk")
