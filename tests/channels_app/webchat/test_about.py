"""What a visitor says of themselves before the first message, where their site asks."""

from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async as in_database
from django.test import Client

from channels_app.models import WebChatSite
from history.models import Customer
from tests.channels_app.webchat.tabs import Tab

Tabs = Callable[..., Tab]


async def asks(site: WebChatSite, **fields: str) -> None:
    await in_database(WebChatSite.objects.filter(pk=site.pk).update)(**fields)


async def told(tab: Tab, **said: Any) -> None:
    await tab.wire.send_json_to({"type": "about", **said})


async def test_a_name_and_an_address_are_taken_to_begin_with(tab: Tabs, demo: WebChatSite) -> None:
    await asks(demo, asks_name="optional", asks_email="optional")
    daniel = tab()
    await daniel.open()
    await told(daniel, name=" Daniel \x00 Ortiz ", email="daniel@example.com")
    await daniel.say("Is late check-out possible?")
    customer = await in_database(Customer.objects.get)()
    assert (customer.name, customer.email, customer.channel_name) == ("Daniel Ortiz", "daniel@example.com", "")


async def test_what_a_site_does_not_ask_and_what_is_none_counts_as_nothing(tab: Tabs, demo: WebChatSite) -> None:
    await asks(demo, asks_email="optional")
    daniel = tab()
    await daniel.open()
    for said in (
        {"name": "Ana Lima", "email": "no address"},
        {"name": 7, "email": ["a@b.example"]},
        {"email": "a" * 300},
    ):
        await told(daniel, **said)
    await daniel.say("Is late check-out possible?")
    customer = await in_database(Customer.objects.get)()
    assert customer.name.startswith("Visitor ")
    assert customer.email == ""


async def test_whoever_does_not_say_what_is_required_is_asked_for_it_and_then_heard(
    tab: Tabs, demo: WebChatSite
) -> None:
    await asks(demo, asks_name="required")
    daniel = tab()
    await daniel.open()
    frame = {"type": "message", "id": "6f1c1b9a-5b7e-4a44-8c39-0e5f7f3f0a11", "text": "Hello"}
    assert (await daniel.ask(frame, "refused"))["reason"] == "Tell us first who you are."
    await told(daniel, name="Daniel")
    assert (await daniel.ask(frame, "stored"))["message"]["text"] == "Hello"
    assert (await in_database(Customer.objects.get)()).name == "Daniel"


async def test_what_an_agent_wrote_stays(tab: Tabs, demo: WebChatSite) -> None:
    await asks(demo, asks_name="optional", asks_email="optional")
    daniel = tab()
    await daniel.open()
    await daniel.say("Hello")
    await in_database(Customer.objects.update)(name="Mr Ortiz", email="ortiz@example.com")
    await told(daniel, name="Somebody else", email="else@example.com")
    await daniel.say("Hello again")
    customer = await in_database(Customer.objects.get)()
    assert (customer.name, customer.email) == ("Mr Ortiz", "ortiz@example.com")


@pytest.mark.django_db
def test_the_page_asks_only_what_the_site_wants_to_know(site: WebChatSite) -> None:
    page = Client(headers={"host": "localhost"}).get("/webchat/demo/frame/").text
    assert 'id="about"' not in page
    WebChatSite.objects.update(asks_email="required")
    page = Client(headers={"host": "localhost"}).get("/webchat/demo/frame/").text
    assert 'id="about-email"' in page
    assert 'id="about-name"' not in page
