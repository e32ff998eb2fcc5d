"""A visitor's secret opens that visitor's chat and nothing else: on every address, in every frame, for every file."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from channels_app import fetching
from channels_app.models import WebChatSite
from channels_app.sockets.visitor import VisitorConsumer
from channels_app.webchat import urls, visitors
from channels_app.webchat.hooks import urls as hook_urls
from channels_app.webchat.hooks.people import SIGNED
from history.models import Attachment, Conversation, Customer, Message
from tests.channels_app.webchat.tabs import Tab, secret_of

Tabs = Callable[..., Tab]
WORDS = "My room is 412"
FILE = "passport-of-daniel.pdf"
PAGES = {"widget", "frame", "look"}  # the same for everybody
ID = "11111111-1111-4111-8111-111111111111"


def upload(who: str, id_: str = "", *, key: str = "demo", data: bytes = b"%PDF-1.7 of Daniel") -> Any:
    form = {"id": id_ or str(uuid4()), "kind": "file", "file": SimpleUploadedFile(FILE, data)}
    headers = {"authorization": f"Bearer {secret_of(who)}", "host": "localhost"}
    return Client(headers=headers).post(f"/webchat/{key}/uploads/", form)


@pytest.fixture
def daniel(demo: WebChatSite, tmp_path: Any, settings: Any) -> Customer:
    """He has written, and sent a document, which is here."""
    settings.MEDIA_ROOT = tmp_path
    assert upload("Daniel", ID).status_code == 200
    fetching.fetch(Attachment.objects.get().pk)
    customer = Customer.objects.get()
    Customer.objects.update(email="daniel@example.com")
    Message.objects.update(text=WORDS)
    return customer


def frames(daniel: Customer) -> dict[str, dict[str, Any]]:
    """Every frame that a page sends, with all that it can name of Daniel's."""
    chat, message = Conversation.objects.get(), Message.objects.get()
    return {
        "message": {"id": ID, "text": "His id, my words"},
        "typing": {"on": True, "text": "x", "chat": str(chat.pk)},
        "ping": {"cursor": "0:0:", "customer": str(daniel.pk), "chat": str(chat.pk)},
        "older": {"before": str(message.position + 1), "customer": str(daniel.pk)},
        "mail": {"chat": str(chat.pk), "email": "maria@example.com"},
        "end": {"chat": str(chat.pk)},
        "about": {"name": "Daniel", "email": "daniel@example.com"},
    }


async def test_nothing_that_another_visitor_says_shows_or_changes_anything_of_his(tab: Tabs, daniel: Customer) -> None:
    maria, heard = tab("Maria"), list[str]()
    await maria.open()
    told = await sync_to_async(frames)(daniel)
    assert set(told) == set(VisitorConsumer.ANSWERS)
    for kind, said in told.items():
        await maria.wire.send_json_to({"type": kind, **said})
        heard += [json.dumps(frame) for frame in await _until_pong(maria)]
    assert [one for one in heard if WORDS in one or FILE in one or "daniel@" in one] == []
    chat = await Conversation.objects.aget(customer=daniel)
    assert (chat.state, await chat.messages.acount(), len(mail.outbox)) == ("waiting", 1, 0)
    assert await Message.objects.filter(text="His id, my words").exclude(customer=daniel).acount() == 1


@pytest.mark.django_db(transaction=True)
def test_every_address_of_the_chat_is_a_page_for_all_or_asks_who_it_is(daniel: Customer) -> None:
    assert {route.name for route in urls.urlpatterns} == PAGES | {"upload", "file"}
    assert [route.name for route in hook_urls.urlpatterns] == ["messages"]
    for page in PAGES:
        path = (
            f"/webchat/demo/{page}/"
            if page == "frame"
            else f"/webchat/demo/{page}.{'js' if page == 'widget' else 'css'}"
        )
        shown = Client(headers={"authorization": f"Bearer {secret_of('Daniel')}", "host": "localhost"}).get(path)
        assert (shown.status_code, WORDS in shown.content.decode()) == (200, False)
    unsigned = {"id": "m", "visitor": {"id": daniel.external_id}, "type": "text", "text": "x"}
    answer = Client().post("/channels/webchat/demo/messages/", unsigned, content_type="application/json")
    assert (answer.status_code, Message.objects.count()) == (401, 1)


@pytest.mark.django_db(transaction=True)
def test_an_upload_with_anothers_id_is_ones_own_message_and_shows_nothing_of_theirs(daniel: Customer) -> None:
    mine = upload("Maria", ID, data=b"%PDF-1.7 of Maria").json()["message"]
    assert (mine["id"] != str(Message.objects.get(customer=daniel).pk), mine["text"]) == (True, "")
    assert Message.objects.filter(customer=daniel).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_is_had_by_its_link_alone_and_no_secret_makes_up_for_it(daniel: Customer) -> None:
    pk = Attachment.objects.get().pk
    holder = Client(headers={"authorization": f"Bearer {secret_of('Daniel')}", "host": "localhost"})
    for path in (f"/webchat/demo/files/{pk}/", f"/console/files/{pk}/original/", f"/console/files/{pk}/shown/"):
        answer = holder.get(path)
        assert (answer.status_code in (401, 404), b"of Daniel" in answer.content) == (True, False)


@pytest.mark.django_db(transaction=True)
async def test_the_same_secret_at_another_site_is_somebody_else(tab: Tabs, daniel: Customer) -> None:
    await sync_to_async(WebChatSite.objects.create)(slug="other", name="Other")
    assert (await tab("Daniel", key="other").open())["messages"] == []
    assert (await sync_to_async(upload)("Daniel", ID, key="other")).json()["message"]["text"] == ""
    assert await Message.objects.filter(customer=daniel).acount() == 1


def test_no_secret_is_ever_the_id_of_somebody_whom_a_site_signs_for() -> None:
    assert visitors.external_id(secret_of("Daniel")).startswith("v:")
    assert not SIGNED.startswith("v:")


async def _until_pong(tab: Tab) -> list[dict[str, Any]]:
    """What comes until the server has done all that it was told."""
    heard = list[dict[str, Any]]()
    await tab.wire.send_json_to({"type": "ping"})
    while not heard or heard[-1] != {"type": "pong"}:
        heard.append(await tab.wire.receive_json_from(timeout=5))
    return heard
