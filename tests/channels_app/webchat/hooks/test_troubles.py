"""Sites' servers that are slow, gone or elsewhere: nothing goes where it may not, and somebody hears of it."""

import base64
import socket
import threading
from typing import Any

import pytest
from django.utils import timezone

from channels_app.models import WebChatSite, WebhookDelivery, WebhookEndpoint
from channels_app.webchat.hooks import deliveries, door, endpoints, keys
from console.models import Agent
from history.models import Channel, Conversation
from tests.channels_app.webchat.hooks.delivering import later, row, say, states
from tests.channels_app.webchat.hooks.site_server import Answer, Server
from tests.conftest import writes

INNER = (
    *("https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.1.2.3/", "https://192.168.0.1/"),
    *("https://169.254.169.254/latest/", "https://2130706433/", "https://0.0.0.0/", "https://100.64.0.1/"),
    *("https://[::ffff:10.0.0.1]/", "https://[fd00::1]/", "https://224.0.0.1/", "https://[64:ff9b::a00:1]/"),
)
NONE = (
    "http://example.com/",
    "ftp://example.com/",
    "https://me@example.com/",
    "https://[::1",
    "",
    "//example.com",
    "https://xn--/",
)


def test_nothing_answers_or_too_slowly(
    chat: Conversation, lin: Agent, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "POST_SECONDS", 0.3)
    ready = threading.Event()
    server.answers.append(Answer(waits=ready))
    say(chat, lin, "1")
    ready.set()
    assert (row().error, states()) == (door.SLOW, ["pending"])
    WebhookEndpoint.objects.update(callback_url="http://127.0.0.1:9/")
    later()
    assert (row().error, row().status) == (door.CLOSED, None)


def test_a_server_that_can_not_be_reached_rests_and_is_then_asked_by_one_worker_alone(
    site: WebChatSite, endpoint: WebhookEndpoint, server: Server
) -> None:
    rows = []
    for number in range(4):
        message = writes(site, f"v:{number}", "Hello")
        rows.append(WebhookDelivery.objects.create(endpoint=endpoint, message=message, due_at=timezone.now()))
    WebhookEndpoint.objects.update(callback_url="http://127.0.0.1:9/")
    assert deliveries.attempt(rows[0].pk)
    assert deliveries.due() == []
    assert not deliveries.attempt(rows[1].pk)
    WebhookEndpoint.objects.update(rest_until=timezone.now(), callback_url=server.url)
    endpoint.refresh_from_db()
    assert endpoints.may_ask(endpoint)
    assert not endpoints.may_ask(endpoint)
    WebhookEndpoint.objects.update(rest_until=timezone.now())
    assert deliveries.attempt(rows[1].pk)
    assert deliveries.attempt(rows[2].pk)
    assert len(server.came) == 2
    assert list(WebhookDelivery.objects.order_by("pk").values_list("tries", flat=True)) == [1, 1, 1, 0]


def test_a_redirect_is_not_followed(chat: Conversation, lin: Agent, server: Server) -> None:
    server.answers.append(Answer(307, {"Location": f"{server.url}/inner"}))
    say(chat, lin, "1")
    assert (len(server.came), row().error) == (1, door.MOVED)


def test_an_address_that_is_gone_is_paused_with_an_alarm_until_it_is_tested(
    site: WebChatSite, chat: Conversation, lin: Agent, server: Server
) -> None:
    server.answers.append(Answer(410))
    say(chat, lin, "1", "2")
    later()
    assert (len(server.came), states()) == (1, ["pending", "pending"])
    (alarmed,) = Channel.objects.exclude(alarm="")
    assert alarmed.alarm == door.OVER
    server.answers.append(Answer(410))
    with pytest.raises(door.NotTaken):
        endpoints.test(site)
    assert endpoints.test(site)
    assert not Channel.objects.exclude(alarm="").exists()
    later()
    assert states() == ["sent", "sent"]


def test_a_server_that_lets_five_replies_die_is_paused(site: WebChatSite, endpoint: WebhookEndpoint) -> None:
    for number in range(endpoints.DEAD_IN_A_ROW):
        assert not Channel.objects.exclude(alarm="").exists()
        message = writes(site, f"v:{number}", "Hello")
        dead = {"state": "dead", "tries": 11, "settled_at": timezone.now()}
        WebhookDelivery.objects.create(endpoint=endpoint, message=message, **dead)
        endpoints.pause_if_dead(endpoint)
    assert Channel.objects.exclude(alarm="").get().alarm == endpoints.DEAD


def test_no_reply_goes_into_a_private_network_or_without_encryption(settings: Any) -> None:
    settings.GRATA_ALLOW_PRIVATE_HOSTS = False
    strange = (f"https://{'a' * 70}.example/", "https://a..example/")
    for urls, reason in ((INNER, door.INNER), (NONE, door.NO_ADDRESS), (strange, door.NO_HOST)):
        for url in urls:
            with pytest.raises(door.NotTaken, match=f"^{reason}$"):
                door.post(url, b"{}", {})


def test_a_name_that_leads_elsewhere_the_second_time_it_is_asked_is_asked_once(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GRATA_ALLOW_PRIVATE_HOSTS = False
    asked: list[str] = []
    connected: list[Any] = []

    def lying(host: str, port: int, *_args: Any, **_more: Any) -> Any:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) > 1 else "8.8.8.8", port))]

    def refusing(address: Any, *_args: Any, **_more: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    monkeypatch.setattr(socket, "create_connection", refusing)
    with pytest.raises(door.NotTaken):
        door.post("https://hotel.example/", b"{}", {})
    assert (asked, connected) == (["hotel.example"], ["8.8.8.8"])


def test_a_secret_is_thirty_two_bytes_and_another_each_time(site: WebChatSite) -> None:
    made = {keys.renew(site) for _ in range(3)}
    assert len(made) == 3
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in made} == {32}
