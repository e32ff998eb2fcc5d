"""Sites with our chat, as administrators set them up."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from channels_app.models import WebChatSite
from console.models import Agent
from tests.conftest import signed_in

SITES = "/admin/channels_app/webchatsite/"


@pytest.fixture
def admin(admin_person: Agent) -> Client:
    return signed_in(admin_person)


def page_of(browser: Client, site: WebChatSite) -> str:
    return browser.get(f"{SITES}{site.pk}/change/").text


def made(browser: Client, site: WebChatSite) -> str:
    """The new identity secret, as the page shows it."""
    answer = browser.post(f"{SITES}{site.pk}/secret/")
    assert "no-store" in answer["Cache-Control"]
    found = re.search(r'value="([A-Za-z0-9_-]{43})"', answer.text)
    assert found
    return found[1]


def test_an_identity_secret_is_made_by_a_button_and_shown_once(site: WebChatSite, admin: Client) -> None:
    assert "None. Visitors are known by their browsers only." in page_of(admin, site)
    secret = made(admin, site)
    site.refresh_from_db()
    assert site.identity_secret == secret
    page = page_of(admin, site)
    assert "Set." in page
    assert secret not in page
    assert secret not in "".join(str(entry.change_message) for entry in LogEntry.objects.all())


def test_the_secret_before_is_good_until_it_is_ended(site: WebChatSite, admin: Client) -> None:
    first, second = made(admin, site), made(admin, site)
    site.refresh_from_db()
    assert (site.identity_secret, site.previous_identity_secret) == (second, first)
    assert "Set. The one before is taken too" in page_of(admin, site)
    assert "Only the present identity secret" in admin.post(f"{SITES}{site.pk}/secret/end/", follow=True).text
    site.refresh_from_db()
    assert (site.identity_secret, site.previous_identity_secret) == (second, "")


@pytest.mark.parametrize("deed", ["secret/", "secret/end/"])
def test_secrets_are_for_administrators_who_press_a_button(
    site: WebChatSite, admin: Client, ana: Agent, lin: Agent, deed: str
) -> None:
    assert admin.get(f"{SITES}{site.pk}/{deed}").status_code == 405
    for other in (signed_in(ana), signed_in(lin), Client()):
        assert other.post(f"{SITES}{site.pk}/{deed}").status_code in (302, 403)
    site.refresh_from_db()
    assert site.identity_secret == ""


def test_saving_the_page_keeps_the_secrets(site: WebChatSite, admin: Client) -> None:
    secret = made(admin, site)
    form = {"name": "Harbour Hotel", "slug": "demo", "allowed_origins": "", "language": "", "colour": "#123456"}
    place = {"side": "left", "bottom": "96", "pages_shown": "/shop/*", "identity_secret": "mine", "webhook_secret": ""}
    place |= {"endpoint-TOTAL_FORMS": "0", "endpoint-INITIAL_FORMS": "0"}
    answer = admin.post(f"{SITES}{site.pk}/change/", form | place)
    assert answer.status_code == 302, answer.text
    before = site.webhook_secret
    site.refresh_from_db()
    assert (site.side, site.bottom, site.colour, site.pages_shown) == ("left", 96, "#123456", "/shop/*")
    assert (site.identity_secret, site.webhook_secret) == (secret, before)


def test_origins_are_written_one_on_each_line(site: WebChatSite, admin: Client) -> None:
    form = {"name": "Harbour Hotel", "slug": "demo", "language": "", "colour": "#123456", "side": "left", "bottom": "9"}
    form |= {"endpoint-TOTAL_FORMS": "0", "endpoint-INITIAL_FORMS": "0"}
    written, url = "https://www.harbour.example\r\n\r\n http://localhost:3000 ", f"{SITES}{site.pk}/change/"
    assert admin.post(url, form | {"allowed_origins": written}).status_code == 302
    site.refresh_from_db()
    assert site.allowed_origins == ["https://www.harbour.example", "http://localhost:3000"]
    assert "https://www.harbour.example\nhttp://localhost:3000</textarea>" in admin.get(url).text
    refused = admin.post(url, form | {"allowed_origins": "https://www.harbour.example/shop"}).text
    assert "List origins such as" in refused
    assert "https://www.harbour.example/shop</textarea>" in refused


def test_what_can_not_be_is_said_at_its_field(site: WebChatSite, admin: Client) -> None:
    form = {"name": "Harbour Hotel", "slug": "demo", "allowed_origins": "", "side": "right", "bottom": "20"}
    page = admin.post(f"{SITES}{site.pk}/change/", form | {"colour": "red", "own_button": ".talk"}).text
    assert "Write the colour as # and six digits" in page
    assert "Write one id or class" in page
