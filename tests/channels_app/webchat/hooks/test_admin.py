"""What administrators see and do about signed webhooks, and that nobody else does, nor sees a secret."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from channels_app import outbound
from channels_app.models import WebChatSite, WebhookDelivery, WebhookEndpoint
from channels_app.webchat.hooks import deliveries, door, endpoints
from console import frames, queries
from console.actions.claim import claim
from console.actions.reply import reply
from console.models import Agent
from history import pauses
from history.cursor import snapshot
from history.models import Conversation, Message
from tests.channels_app.webchat.hooks.site_server import OTHER_SECRET, SECRET, Answer, Server, post, words
from tests.conftest import signed_in

LOG = "/admin/channels_app/webhookdelivery/"


@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin@demo.test", password="harbour-view-7"))
    return client


@pytest.fixture
def page(site: WebChatSite) -> str:
    return f"/admin/channels_app/webchatsite/{site.pk}/"


def form(callback_url: str = "", **changes: Any) -> dict[str, Any]:
    """The site's page, filled in."""
    inline: dict[str, Any] = {"endpoint-TOTAL_FORMS": 1, "endpoint-INITIAL_FORMS": WebhookEndpoint.objects.count()}
    inline |= {"endpoint-0-callback_url": callback_url, "endpoint-0-media_hosts": ""}
    pks = {"endpoint-0-site": WebChatSite.objects.get().pk}
    known = {"name": "Harbour Hotel", "slug": "demo", "language": "", "allowed_origins": "", "webhook_secret": ""}
    known |= {"side": "right", "bottom": "20", "colour": "#0b7a5b"}
    return {**known, **inline, **pks, **changes}


def failed(chat: Conversation, lin: Agent) -> WebhookDelivery:
    """Lin's answer that the site did not take for a day."""
    reply(chat, agent=lin, text="Until 2 pm.", client_id=uuid4())
    message = Message.objects.select_related("customer").get(author="agent")
    row = deliveries.ensure(message)
    assert row is not None
    WebhookDelivery.objects.update(tries=len(deliveries.WAITS), status=500)
    outbound.deliver(chat.pk)
    row.refresh_from_db()
    return row


def test_a_new_secret_is_shown_once_and_never_again(browser: Client, site: WebChatSite, page: str) -> None:
    shown = browser.post(f"{page}webhook-secret/")
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", unescape(shown.text))
    assert "no-store" in shown["Cache-Control"]
    assert post(words(), secret=secret).status_code == post(words(id="m-2")).status_code == 202
    for url in (f"{page}change/", "/admin/channels_app/webchatsite/", f"{page}history/"):
        text = unescape(browser.get(url).text)
        assert secret not in text
        assert SECRET not in text


def test_a_secret_entered_by_hand_must_be_one_and_the_one_before_stays_good(
    browser: Client, site: WebChatSite, page: str
) -> None:
    refused = browser.post(f"{page}change/", form(webhook_secret="whsec_short"))
    assert "whsec_ and 24 to 64 bytes" in unescape(refused.text)
    assert browser.post(f"{page}change/", form(webhook_secret=OTHER_SECRET)).status_code == 302
    assert post(words(), secret=OTHER_SECRET).status_code == 202
    assert post(words(id="m-2"), secret=SECRET).status_code == 202


def test_the_callback_address_must_be_one(browser: Client, site: WebChatSite, page: str) -> None:
    for wrong in ("javascript:alert(1)", "https://", "https://me@example.com/", "ftp://example.com", "https://a b/"):
        assert "Enter an address" in unescape(browser.post(f"{page}change/", form(wrong)).text)
    assert browser.post(f"{page}change/", form("https://www.example.com/grata")).status_code == 302
    assert WebhookEndpoint.objects.get().callback_url == "https://www.example.com/grata"


def test_a_test_of_the_connection_says_in_words_what_is_wrong(
    browser: Client, site: WebChatSite, page: str, endpoint: WebhookEndpoint, server: Server
) -> None:
    said = {200: "The connection works.", 302: "a redirect", 401: "does not take our signature", 404: "no such address"}
    for status, words_ in said.items():
        server.answers.append(Answer(status, {"Location": "/x"} if status == 302 else {}))
        assert words_ in unescape(browser.post(f"{page}test/", follow=True).text)
    assert server.bodies()[0] == {"type": "ping"}
    WebhookEndpoint.objects.update(callback_url="https://127.0.0.1:9/")
    assert "Nothing answers" in unescape(browser.post(f"{page}test/", follow=True).text)
    WebhookEndpoint.objects.update(callback_url="")
    assert "no callback address" in unescape(browser.post(f"{page}test/", follow=True).text)


def test_an_inner_address_is_told_so(browser: Client, site: WebChatSite, page: str, settings: Any) -> None:
    settings.GRATA_ALLOW_PRIVATE_HOSTS = False
    WebhookEndpoint.objects.create(site=site, callback_url="https://127.0.0.1/")
    assert "private network" in unescape(browser.post(f"{page}test/", follow=True).text)


def test_a_paused_address_raises_an_alarm_and_a_good_test_or_a_new_address_ends_it(
    browser: Client, site: WebChatSite, page: str, endpoint: WebhookEndpoint, server: Server
) -> None:
    def alarm() -> str:
        return str(frames.counts(snapshot(), queries.counts(), "en")["alarms"])

    endpoints.pause(endpoint, reason=endpoints.DEAD)
    assert "takes no replies" in alarm()
    assert "takes no replies" in unescape(browser.get(f"{page}change/").text)
    assert "Replies leave again." in unescape(browser.post(f"{page}test/", follow=True).text)
    assert alarm() == ""
    endpoints.pause(endpoint, reason=door.OVER)
    browser.post(f"{page}change/", form(f"{server.url}/new"))
    assert (alarm(), pauses.paused().count()) == ("", 0)


def test_a_reply_that_was_given_up_is_delivered_again_and_its_agent_sees_it(
    browser: Client, endpoint: WebhookEndpoint, server: Server, lin: Agent
) -> None:
    server.answers.append(Answer(500))
    post(words())
    chat = Conversation.objects.get()
    claim(chat, agent=lin)
    row = failed(chat, lin)
    assert (row.state, Message.objects.get(author="agent").state) == ("dead", "failed")
    log = unescape(browser.get(f"{LOG}?state__exact=dead").text)
    assert "did not take it" in log
    assert "1 is sent again." in unescape(
        browser.post(LOG, {"action": "redeliver", "_selected_action": [row.pk]}, follow=True).text
    )
    outbound.deliver(chat.pk)
    row.refresh_from_db()
    assert (row.state, Message.objects.get(author="agent").state) == ("sent", "sent")
    assert len(set(server.ids())) == 1
    browser.post(LOG, {"action": "redeliver", "_selected_action": [row.pk]})
    assert deliveries.due() == [row.pk]


def test_only_administrators_may_do_any_of_it(site: WebChatSite, page: str, lin: Agent, ana: Agent) -> None:
    before = site.webhook_secret
    for url in (f"{page}test/", f"{page}webhook-secret/"):
        assert signed_in(lin).post(url).status_code == 403
        assert signed_in(ana).post(url).status_code == 403
        assert signed_in(ana).get(url).status_code in (403, 405)
    assert signed_in(ana).get(LOG).status_code == 403
    assert signed_in(ana).get(f"{page}change/").status_code in (302, 403)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_superuser("admin@demo.test", password="harbour-view-7"))
    assert strict.post(f"{page}webhook-secret/").status_code == 403
    site.refresh_from_db()
    assert site.webhook_secret == before
