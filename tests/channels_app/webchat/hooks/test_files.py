"""Pictures and recordings of visitors: with the message, or from the site's own host."""

from typing import Any

import pytest

from channels_app import fetching
from channels_app.models import WebChatSite, WebhookEndpoint
from history.models import Attachment
from tests.channels_app.webchat.hooks.site_server import Answer as Page
from tests.channels_app.webchat.hooks.site_server import (
    post,
    post_form,
    said,
    serving,
    words,
)
from tests.console.media.pictures import plain, saved

pytestmark = pytest.mark.usefixtures("site")


def test_a_picture_comes_with_the_message(site: WebChatSite) -> None:
    picture = saved(plain(40, 30), "PNG")
    first = post_form(words(type="image", text=None), picture, name="<b>beach</b>.png", webhook_id="msg_1")
    again = post_form(words(type="image", text=None), picture, name="<b>beach</b>.png", webhook_id="msg_1")
    assert [first.status_code, again.status_code] == [202, 200]
    attachment = Attachment.objects.get()
    fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.width, attachment.height) == ("stored", 40, 30)


@pytest.mark.parametrize(
    ("message", "file", "status"),
    [
        (words(type="image"), b"<html></html>", 415),
        (words(type="image"), b'<svg xmlns="http://www.w3.org/2000/svg"/>', 415),
        (words(type="voice"), saved(plain(4, 3), "PNG"), 415),
        (words(), saved(plain(4, 3), "PNG"), 422),
        ([], saved(plain(4, 3), "PNG"), 400),
        (words(type="image"), b"\x89PNG\r\n\x1a\n" + b"x" * (21 << 20), 413),
    ],
)
def test_a_file_that_is_wrong_is_refused(message: Any, file: bytes, status: int) -> None:
    said(post_form(message, file), status)


def test_a_form_without_a_file_or_without_an_edge_is_refused() -> None:
    said(post("--x\r\n\r\n--x--\r\n", content_type="multipart/form-data; boundary=x"), 422)
    said(post("--x\r\n", content_type="multipart/form-data"), 400)


def test_a_picture_is_fetched_from_the_sites_own_host(site: WebChatSite, settings: Any) -> None:
    settings.GRATA_ALLOW_PRIVATE_HOSTS = True
    with serving() as server:
        server.answers.extend([Page(body=saved(plain(40, 30), "PNG"))])
        WebhookEndpoint.objects.create(site=site, media_hosts=[server.url.removeprefix("http://")])
        assert post(words(type="image", url=f"{server.url}/a.png")).status_code == 202
        attachment = Attachment.objects.get()
        fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, attachment.width) == ("stored", 40)


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (Page(status=404), "gone"),
        (Page(status=500), "expected"),
        (Page(status=302, headers={"Location": "http://169.254.169.254/"}), "failed"),
        (Page(body=b"<html></html>"), "failed"),
    ],
)
def test_a_picture_that_can_not_be_had_says_why(site: WebChatSite, settings: Any, page: Page, state: str) -> None:
    settings.GRATA_ALLOW_PRIVATE_HOSTS = True
    with serving() as server:
        server.answers.append(page)
        WebhookEndpoint.objects.create(site=site, media_hosts=[server.url.removeprefix("http://")])
        post(words(type="image", url=f"{server.url}/a.png"))
        attachment = Attachment.objects.get()
        fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, len(server.came)) == (state, 1)
    assert attachment.error


def test_a_picture_on_an_inner_host_is_not_fetched(site: WebChatSite, settings: Any) -> None:
    settings.GRATA_ALLOW_PRIVATE_HOSTS = False
    WebhookEndpoint.objects.create(site=site, media_hosts=["localhost"])
    assert post(words(type="image", url="https://localhost/a.png")).status_code == 202
    attachment = Attachment.objects.get()
    fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, "private" in attachment.error) == ("failed", True)
