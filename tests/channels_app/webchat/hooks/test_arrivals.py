"""A site posts what its visitors write: each message comes into the record once, and nobody else can post any."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from channels_app.models import WebChatSite, WebhookEndpoint, WebhookReceipt
from channels_app.webchat.hooks import arrivals, keys, views
from channels_app.webchat.tasks import forget_receipts
from console.actions.claim import claim
from console.actions.edit_customer import edit_customer
from console.models import Agent
from history.models import Conversation, Customer, Message
from tests.channels_app.webchat.hooks.site_server import (
    OTHER_SECRET,
    URL,
    post,
    post_raw,
    said,
    signed,
    words,
)

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"id": None}, "id"),
    ({"id": 7}, "id"),
    ({"id": ""}, "id"),
    ({"id": "x" * 129}, "id"),
    ({"id": "a\x00b"}, "id"),
    ({"id": "\ud800"}, "id"),
    ({"visitor": None}, "visitor"),
    ({"visitor": "daniel"}, "visitor"),
    ({"visitor": {}}, "id"),
    ({"visitor": {"id": 7}}, "id"),
    ({"visitor": {"id": "v:0123"}}, "v:"),
    ({"visitor": {"id": ["daniel"]}}, "id"),
    ({"visitor": {"id": "daniel", "name": "x" * 121}}, "name"),
    ({"visitor": {"id": "daniel", "name": {"first": "Daniel"}}}, "name"),
    ({"visitor": {"id": "daniel", "email": "not an address"}}, "email"),
    ({"visitor": {"id": "daniel", "email": 7}}, "email"),
    ({"visitor": {"id": "daniel", "language": "<b>"}}, "language"),
    ({"visitor": {"id": "daniel", "language": 10**400}}, "language"),
    ({"type": "card"}, "type"),
    ({"type": ["text"]}, "type"),
    ({"type": None}, "type"),
    ({"text": None}, "text"),
    ({"text": "  \x00 "}, "text"),
    ({"text": "x" * 4001}, "text"),
    ({"type": "image"}, "url"),
    ({"type": "image", "url": "https://elsewhere.example/a.jpg"}, "url"),
    ({"type": "voice", "url": ["https://files.example.com/a.mp3"]}, "url"),
    ({"type": "image", "url": "file:///etc/passwd"}, "url"),
    ({"type": "image", "url": "https://me@files.example.com/a.jpg"}, "url"),
    ({"type": "image", "url": "https://files.example.com:8443/a.jpg"}, "url"),
    ({"type": "image", "url": "https://[::1"}, "url"),
    ({"type": "image", "url": "https://xn--/"}, "url"),
]

pytestmark = pytest.mark.usefixtures("site")


def only_message() -> Message:
    return Message.objects.select_related("customer").get(author="customer")


def test_a_visitors_message_comes_into_the_record_and_waits() -> None:
    who = {"id": "daniel", "name": "Daniel Ortiz", "email": "daniel@example.com", "language": "es"}
    answer = post(words(visitor=who))
    message = only_message()
    assert (answer.status_code, answer.json()) == (202, {"message_id": str(message.pk)})
    assert (message.text, message.conversation.state) == ("Is late check-out possible?", "waiting")
    customer = message.customer
    assert (customer.name, customer.email, customer.language) == ("Daniel Ortiz", "daniel@example.com", "es")
    assert not customer.external_id.startswith("v:")


def test_the_same_id_again_gives_the_same_answer_and_no_second_message() -> None:
    first = post(words())
    again = post(words())
    changed = post(words("Something else"))
    assert [answer.status_code for answer in (first, again, changed)] == [202, 200, 200]
    assert first.json() == again.json() == changed.json()
    assert only_message().text == "Is late check-out possible?"


def test_a_webhook_that_is_posted_again_is_harmless_and_with_other_words_refused() -> None:
    first = post(words(), webhook_id="msg_1")
    again = post(words(), webhook_id="msg_1", age=timedelta(minutes=1))
    assert (again.status_code, again.json()) == (200, first.json())
    forged = post(words("Other words", id="m-2"), webhook_id="msg_1")
    assert forged.status_code == 422
    assert "webhook-id" in forged.json()["detail"]
    assert Message.objects.filter(author="customer").count() == 1


def test_what_is_remembered_of_webhooks_is_forgotten_after_days() -> None:
    post(words(), webhook_id="msg_1")
    forget_receipts()
    assert WebhookReceipt.objects.exists()
    WebhookReceipt.objects.update(created_at=timezone.now() - arrivals.RECEIPTS_KEPT)
    forget_receipts()
    assert not WebhookReceipt.objects.exists()
    assert post(words(), webhook_id="msg_1").status_code == 200


@pytest.mark.parametrize(
    "how",
    [
        {"secret": OTHER_SECRET},
        {"age": timedelta(minutes=6)},
        {"age": timedelta(minutes=-6)},
        {"webhook_id": "m" * 129},
    ],
)
def test_a_message_that_the_site_did_not_sign_just_now_is_refused(how: dict[str, Any]) -> None:
    assert "signature" in said(post(words(), **how), 401)


def test_headers_that_are_missing_or_odd_are_refused() -> None:
    body = json.dumps(words())
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        headers = {key: given for key, given in signed(body).items() if key != name}
        said(post_raw(body.encode(), headers), 401)
        for value in ("", "nonsense", "v1,é", "v1,", "v1", "nan", "1e400", "v1,AAAA v2"):
            said(post_raw(body.encode(), {**headers, name: value}), 401)


def test_a_body_that_was_changed_on_its_way_is_refused() -> None:
    headers = signed(json.dumps(words()))
    said(post_raw(json.dumps(words("Free room, please")).encode(), headers), 401)


@pytest.mark.parametrize("key", ["nobody", "a%00b", "é", "a" * 80])
def test_a_site_that_is_not_known_is_not_found(key: str) -> None:
    said(post(words(), url=f"/channels/webchat/{key}/messages/"), 404)


def test_a_site_without_a_secret_takes_nothing(site: WebChatSite) -> None:
    WebChatSite.objects.update(webhook_secret="")
    assert "secret" in said(post(words()), 403)


def test_what_is_no_post_or_no_json_or_too_large_is_refused(client: Any) -> None:
    assert client.get(URL).status_code == 405
    said(post(words(), content_type="text/plain"), 415)
    said(post(words("x" * 100_000)), 413)


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "7", "null", '"text"', "[" * 50_000, '{"a":' * 9_000, f'{{"id": {"9" * 5000}}}', '{"id": NaN}'],
)
def test_what_is_no_json_object_is_refused(body: str) -> None:
    assert "JSON" in said(post(body), 400)


def test_json_that_is_no_utf_8_is_refused() -> None:
    body = b'{"id": "\xff"}'
    said(post_raw(body, signed("")), 401)


def test_a_field_that_is_wrong_is_named(site: WebChatSite) -> None:
    WebhookEndpoint.objects.create(site=site, media_hosts=["files.example.com"])
    for changes, field in WRONG:
        answer = post(json.dumps(words(**changes)))  # escaped: half a character can't be sent otherwise
        assert f"“{field}" in said(answer, 422)


def test_what_can_not_be_stored_is_left_out_of_the_words_and_the_name() -> None:
    post(json.dumps(words("a\x00b\ud83dc", visitor={"id": "daniel", "name": "Da\x00ni\u202eel\n Ortiz"})))
    message = only_message()
    assert message.text == "abc"
    assert message.customer.name.startswith("Dani")


def test_a_name_and_an_email_are_filled_in_later_but_never_over_an_agents(lin: Agent) -> None:
    post(words())
    customer = only_message().customer
    assert customer.name.startswith("Visitor")
    chat = Conversation.objects.get()
    claim(chat, agent=lin)
    who = {"id": "daniel", "name": "Daniel", "email": "daniel@example.com"}
    post(words(id="m-2", visitor=who))
    customer.refresh_from_db()
    assert (customer.name, customer.email) == ("Daniel", "daniel@example.com")
    edit_customer(chat, agent=lin, field="name", value="Mr Ortiz")
    edit_customer(chat, agent=lin, field="email", value="office@example.com")
    post(words(id="m-3", visitor=who))
    customer.refresh_from_db()
    assert (customer.name, customer.email) == ("Mr Ortiz", "office@example.com")


def test_too_much_of_one_visitor_waits_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "OF_A_VISITOR", 2)
    monkeypatch.setattr(views, "OF_A_SITE", 3)
    assert [post(words(id=f"m-{n}")).status_code for n in range(2)] == [202, 202]
    refused = post(words(id="m-9"))
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert post(words(visitor={"id": "maria"})).status_code == 202
    assert post(words(visitor={"id": "kim"})).status_code == 429


def test_both_secrets_are_good_for_a_day_after_a_change(site: WebChatSite) -> None:
    fresh = keys.renew(site)
    assert [post(words(id="m-1")).status_code, post(words(id="m-2"), secret=fresh).status_code] == [202, 202]
    WebhookEndpoint.objects.update(previous_until=timezone.now())
    assert post(words(id="m-3")).status_code == 401
    assert post(words(id="m-3"), secret=fresh).status_code == 202


def test_one_visitor_of_two_sites_is_two_customers(site: WebChatSite) -> None:
    WebChatSite.objects.create(slug="other", name="Other", webhook_secret=OTHER_SECRET)
    post(words())
    post(words(), url="/channels/webchat/other/messages/", secret=OTHER_SECRET)
    assert Customer.objects.filter(external_id__endswith="daniel").count() == 2
    assert post(words(id="m-2"), url="/channels/webchat/other/messages/").status_code == 401
