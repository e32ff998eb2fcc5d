"""Visitors for whom their site vouches, at the socket."""

import base64
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from channels_app.models import WebChatSite
from channels_app.webchat import secrets, signed
from history.models import Customer
from tests.channels_app.webchat.tabs import Tab, secret_of, texts

Tabs = Callable[..., Tab]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def sign(demo: WebChatSite) -> Callable[..., str]:
    """Signs as the site's own server does."""
    secret = secrets.renew(demo)

    def sign(sub: str, *, seconds: float = 3600, **claims: Any) -> str:
        return jwt.encode({"sub": sub, "exp": time.time() + seconds, **claims}, secret, algorithm="HS256")

    return sign


async def test_a_signed_visitor_finds_their_history_on_another_device(tab: Tabs, sign: Callable[..., str]) -> None:
    phone, laptop = tab(), tab()
    await phone.open_as(sign("customer-7", name="Daniel Okafor", email="daniel@example.com"))
    await phone.say("From my phone")
    assert texts(await laptop.open_as(sign("customer-7"))) == ["From my phone"]
    await laptop.say("From my laptop")
    assert (await phone.hear("put"))["message"]["text"] == "From my laptop"
    daniel = await sync_to_async(Customer.objects.get)(external_id=signed.external_id("customer-7"))
    assert (daniel.name, daniel.channel_name, daniel.email) == ("Daniel Okafor", "Daniel Okafor", "daniel@example.com")


async def test_what_was_said_before_signing_in_stays_where_it_is(tab: Tabs, sign: Callable[..., str]) -> None:
    before, after, stranger = tab(), tab(), tab()
    await before.open()
    await before.say("Before I signed in")
    assert texts(await after.open_as(sign("customer-7"))) == []
    assert texts(await stranger.open_as(sign("customer-8"))) == []


async def test_a_browsers_own_word_makes_nobody_somebody(tab: Tabs) -> None:
    daniel = tab()
    await daniel.connect()
    claims = {"name": "Lin Wei", "email": "lin@demo.test", "sub": "customer-7"}
    await daniel.ask({"type": "hello", "secret": secret_of("Daniel"), **claims}, "welcome")
    await daniel.say("It is me, Lin")
    customer = await sync_to_async(Customer.objects.get)()
    assert (customer.name[:7], customer.channel_name, customer.email) == ("Visitor", "", "")


async def test_a_bad_token_is_refused_in_words_and_no_secret_helps(tab: Tabs, sign: Callable[..., str]) -> None:
    daniel = tab()
    await daniel.connect()
    hello = {"type": "hello", "token": sign("customer-7") + "x", "secret": secret_of("Daniel")}
    denied = await daniel.ask(hello, "denied")
    assert "could not sign you in" in denied["reason"]
    assert denied["expired"] is False
    assert await daniel.closed_with() == 4401


@pytest.mark.parametrize("token", [None, 7, "", [], {}, "x" * 10_000])
async def test_what_is_no_token_is_refused(tab: Tabs, sign: Callable[..., str], token: object) -> None:
    daniel = tab()
    assert (await daniel.open_as(token, answer="denied"))["expired"] is False
    assert await daniel.closed_with() == 4401


async def test_a_token_that_has_run_out_is_asked_for_anew(tab: Tabs, sign: Callable[..., str]) -> None:
    daniel = tab()
    denied = await daniel.open_as(sign("customer-7", seconds=-60), answer="denied")
    assert denied["expired"] is True
    assert "has run out" in denied["reason"]
    assert await daniel.closed_with() == 4401


async def test_a_token_that_runs_out_is_asked_for_while_the_chat_goes_on_for_a_moment(
    tab: Tabs, sign: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed, "LEEWAY", 2)
    daniel = tab()
    await daniel.open_as(sign("customer-7", seconds=0.1))
    await daniel.hear("expired")
    await daniel.say("Still here")
    assert await daniel.closed_with() == 4401


@pytest.mark.django_db(transaction=True)
def test_a_signed_visitors_picture_is_theirs_and_a_bad_token_brings_none(
    sign: Callable[..., str], tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for token, status in ((sign("customer-7"), 200), (sign("customer-7") + "x", 401), (sign("b", seconds=-60), 401)):
        form = {"id": str(uuid4()), "kind": "image", "file": SimpleUploadedFile("a.png", PIXEL)}
        answer = Client(headers={"authorization": f"Bearer {token}"}).post("/webchat/demo/uploads/", form)
        assert answer.status_code == status, answer.content
    assert Customer.objects.get().external_id == signed.external_id("customer-7")
