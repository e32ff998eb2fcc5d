"""Replies reach the site's own server: signed, once for each webhook-id, and nowhere else than where they may go."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from channels_app import outbound
from channels_app.models import WebChatSite, WebhookDelivery, WebhookEndpoint
from channels_app.webchat.hooks import deliveries, endpoints, keys
from channels_app.webchat.tasks import send_webhooks_due
from console.actions.claim import claim
from console.actions.reply import reply
from console.actions.reply_file import Upload, reply_file
from console.actions.retry import retry
from console.models import Agent
from history import services
from history.models import Conversation, Message
from history.services import Said
from tests.channels_app.webchat.hooks.delivering import later, row, say, states
from tests.channels_app.webchat.hooks.site_server import SECRET, Answer, Server
from tests.conftest import writes
from tests.console.media.pictures import plain, saved
from tests.together import at_once


def test_a_reply_is_posted_signed_and_then_counts_as_sent(chat: Conversation, lin: Agent, server: Server) -> None:
    say(chat, lin, "Until 2 pm.", "It is free.")
    first, second = server.bodies()
    message = Message.objects.filter(author="agent").earliest("position")
    assert first["type"] == "message.created"
    assert (first["conversation"], first["visitor"]) == (str(chat.pk), {"id": "daniel"})
    said = {key: first["message"][key] for key in ("id", "type", "text", "agent")}
    assert said == {"id": str(message.pk), "type": "text", "text": "Until 2 pm.", "agent": {"name": "Lin Wei"}}
    assert second["message"]["text"] == "It is free."
    assert states() == ["sent", "sent"]
    assert len(set(server.ids())) == 2


def test_a_forged_reply_can_be_told_from_a_true_one(chat: Conversation, lin: Agent, server: Server) -> None:
    say(chat, lin, "Until 2 pm.")
    headers, body = server.came[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b"2", b"3"), headers)


def test_while_a_secret_is_changed_a_reply_bears_both_signatures(
    site: WebChatSite, chat: Conversation, lin: Agent, server: Server
) -> None:
    fresh = keys.renew(site)
    say(chat, lin, "Until 2 pm.")
    assert server.bodies(SECRET) == server.bodies(fresh)


def test_what_fails_is_tried_again_with_the_same_id_and_later_replies_wait(
    chat: Conversation, lin: Agent, server: Server
) -> None:
    server.answers.append(Answer(500))
    say(chat, lin, "1", "2")
    assert (len(server.came), states()) == (1, ["pending", "pending"])
    assert (row().status, row().tries) == (500, 1)
    assert row().due_at > timezone.now() + timedelta(seconds=2)  # type: ignore[operator]
    assert outbound.due_conversations() == []
    later()
    assert (server.texts(), states()) == (["1", "1", "2"], ["sent", "sent"])
    assert server.ids()[0] == server.ids()[1] != server.ids()[2]


def test_a_site_that_wants_more_time_gets_it(chat: Conversation, lin: Agent, server: Server) -> None:
    server.answers.append(Answer(503, {"Retry-After": "600"}))
    say(chat, lin, "1")
    assert row().due_at > timezone.now() + timedelta(seconds=590)  # type: ignore[operator]


def test_after_a_day_of_tries_it_is_given_up_and_the_agent_may_retry(
    chat: Conversation, lin: Agent, server: Server
) -> None:
    total = sum(deliveries.WAITS)
    assert 23 * 3600 < total <= 24 * 3600
    server.answers.extend([Answer(500)] * (len(deliveries.WAITS) + 1))
    say(chat, lin, "1")
    for _wait in deliveries.WAITS:
        assert states() == ["pending"]
        later()
    assert (states(), row().state) == (["failed"], "dead")
    retry(Message.objects.get(author="agent"), agent=lin)
    outbound.deliver(chat.pk)
    assert (states(), row().state, len(set(server.ids()))) == (["sent"], "sent", 1)


def test_a_worker_that_dies_after_sending_sends_the_same_id_again(
    chat: Conversation, lin: Agent, server: Server
) -> None:
    def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "channels_app_webhookdelivery" SET "state"'):
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    reply(chat, agent=lin, text="1", client_id=uuid4())
    with connection.execute_wrapper(die), pytest.raises(KeyboardInterrupt):
        outbound.deliver(chat.pk)
    assert deliveries.attempt(row().pk) is False  # the dead worker's lease still counts
    Message.objects.filter(state="sending").update(state_at=timezone.now() - timedelta(hours=1))
    outbound.settle_abandoned()
    later()
    assert (len(server.came), len(set(server.ids())), states()) == (2, 1, ["sent"])


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(chat: Conversation, lin: Agent, server: Server) -> None:
    reply(chat, agent=lin, text="1", client_id=uuid4())
    message = Message.objects.select_related("customer").get(author="agent")
    found = deliveries.ensure(message)
    assert found is not None
    done = at_once([lambda: deliveries.attempt(found.pk)] * 4)
    assert (done.count(True), done.count(False)) == (1, 3)
    assert len(server.came) == 1


@pytest.mark.usefixtures("eager")
def test_a_visitor_of_our_own_window_has_replies_told_to_the_site_too(
    site: WebChatSite, endpoint: WebhookEndpoint, lin: Agent, server: Server
) -> None:
    chat = writes(site, "v:0123", "Hello").conversation
    claim(chat, agent=lin)
    server.answers.append(Answer(500))
    say(chat, lin, "1", "2")
    assert states() == ["sent", "sent"]  # the visitor has them, whatever the site's server does
    assert server.texts() == ["1", "2"]
    WebhookDelivery.objects.filter(state="due").update(due_at=timezone.now())
    send_webhooks_due()
    send_webhooks_due()
    assert server.texts() == ["1", "2", "1"]
    assert server.bodies()[0]["visitor"] == {"id": "v:0123"}


def test_without_a_callback_address_the_agent_is_told(chat: Conversation, lin: Agent, server: Server) -> None:
    WebhookEndpoint.objects.update(callback_url="")
    say(chat, lin, "1")
    message = Message.objects.get(author="agent")
    assert (message.state, message.error, server.came) == ("failed", endpoints.NO_CALLBACK, [])


def test_a_picture_is_an_address_at_which_the_sites_server_finds_it(
    chat: Conversation, lin: Agent, server: Server, client: Client
) -> None:
    picture = saved(plain(40, 30), "JPEG")
    upload = Upload("image", BytesIO(picture), "beach.jpg", len(picture))
    WebChatSite.objects.get().save()  # its own kinds of reply
    reply_file(chat, agent=lin, upload=upload, client_id=uuid4())
    outbound.deliver(chat.pk)
    said = server.bodies()[0]["message"]
    assert said["type"] == "image"
    assert said["url"].startswith("https://grata.example/")
    answer = client.get(said["url"].removeprefix("https://grata.example"))
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer)[:2] == b"\xff\xd8"


def test_cards_are_told_with_their_links(chat: Conversation, lin: Agent, server: Server) -> None:
    payload = {
        "card": 0,
        "language": "en",
        "title": "Spa",
        "teaser": "Open",
        "url": "https://h.example/",
        "picture": "",
    }
    said = Said(kind=Message.Kind.CARD, text="Spa", payload=payload)
    services.record_reply(chat, said, sender=lin.user, sender_name=lin.name, client_id=uuid4())
    outbound.deliver(chat.pk)
    told = server.bodies()[0]["message"]
    card = {"title": "Spa", "teaser": "Open", "url": "https://h.example/", "picture": ""}
    assert (told["type"], told["cards"]) == ("cards", [card])
