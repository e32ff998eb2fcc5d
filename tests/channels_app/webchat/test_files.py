"""Pictures, recordings and cards, in both directions between a visitor's browser and us."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cards.models import Card, CardText
from channels_app import fetching
from channels_app.models import WebChatSite
from channels_app.webchat import file_links, limits, record, uploads, wire
from channels_app.webchat.limits import Rule
from console.actions.claim import claim
from console.actions.reply_cards import reply_cards
from console.actions.reply_file import Upload, reply_file
from console.models import Agent
from history.models import Attachment, Conversation, Message
from tests.channels_app.webchat.tabs import secret_of
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/webchat/demo/uploads/"


@pytest.fixture
def breakfast(db: None) -> Card:
    card = Card.objects.create(position=1)
    CardText.objects.create(card=card, language="en", title="Breakfast", link="https://harbour.example/breakfast")
    return card


@pytest.fixture(autouse=True)
def _storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, kind)
    return file.getvalue()


def sends(
    data: bytes = b"", *, who: str = "Daniel", kind: str = "image", id_: str = "", name: str = "a.jpg", **headers: str
) -> Any:
    given = {"authorization": f"Bearer {secret_of(who)}", "host": "localhost", "accept-language": "en-GB,en"} | headers
    form = {"id": id_ or str(uuid4()), "kind": kind, "file": SimpleUploadedFile(name, data or picture())}
    return Client(headers=given).post(URL, form)


def kept_files() -> list[str]:
    def walk(folder: str) -> Iterator[str]:
        folders, files = default_storage.listdir(folder)
        yield from files
        for one in folders:
            yield from walk(f"{folder}/{one}".strip("/"))

    return list(walk(""))


def test_a_picture_is_stored_at_once_and_shown_when_a_worker_has_made_it_fit(site: WebChatSite) -> None:
    answer = sends()
    assert answer.status_code == 200
    assert answer.json()["message"]["file"]["state"] == "expected"
    attachment = Attachment.objects.get()
    fetching.fetch(attachment.pk)
    shown = wire.message(Message.objects.get(), "en")["file"]
    assert (shown["state"], shown["type"], shown["width"], shown["height"]) == ("stored", "image/jpeg", 60, 40)
    served = Client().get(shown["url"], headers={"host": "localhost"})
    assert Image.open(io.BytesIO(b"".join(served))).size == (60, 40)
    assert served["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served["Content-Security-Policy"]
    assert len(kept_files()) == 1  # what the browser brought is not kept


def test_the_same_upload_again_is_the_same_message_and_leaves_nothing_behind(site: WebChatSite) -> None:
    id_ = str(uuid4())
    first, again = sends(id_=id_), sends(id_=id_)
    assert first.json() == again.json()
    assert Message.objects.count() == 1
    assert len(kept_files()) == 1


def test_what_is_no_picture_or_recording_is_refused_and_nothing_is_kept(site: WebChatSite) -> None:
    for data, kind, status in (
        (b"<svg onload=alert(1)>", "image", 415),
        (b"<html><script>", "image", 415),
        (b"MZ\x90", "image", 415),
        (picture(), "voice", 415),
        (picture(), "video", 415),
        (picture(), "", 415),
    ):
        answer = sends(data, kind=kind)
        assert (answer.status_code, bool(answer.json()["reason"])) == (status, True)
    assert sends(id_="no-uuid").status_code == 400
    assert not Message.objects.exists()
    assert kept_files() == []


def test_a_document_is_kept_as_it_is_and_only_ever_saved(site: WebChatSite, lin: Agent) -> None:
    data = b"%PDF-1.7 <script>alert(1)</script>" + b"." * 3000
    told = sends(data, kind="file", name="our offer.pdf.exe").json()["message"]
    assert (told["kind"], told["file"]["name"], told["file"]["url"]) == ("file", "our offer.pdf.exe.pdf", "")
    attachment = Attachment.objects.get()
    fetching.fetch(attachment.pk)
    attachment.refresh_from_db()
    assert (attachment.state, bool(attachment.shown), attachment.size) == ("stored", False, len(data))
    assert len(kept_files()) == 1
    chat = Conversation.objects.get()
    claim(chat, agent=lin)
    panel = signed_in(lin).get(f"/console/chats/{chat.pk}/").content.decode()
    assert "our offer.pdf.exe.pdf" in panel
    assert f"/console/files/{attachment.pk}/original/" in panel
    link = wire.message(Message.objects.get(kind="file"), "en")["file"]["url"]
    for browser, address in ((signed_in(lin), f"/console/files/{attachment.pk}/original/"), (Client(), link)):
        served = browser.get(address, headers={"host": "localhost"})
        assert b"".join(served) == data
        assert served["Content-Disposition"] == 'attachment; filename="our offer.pdf.exe.pdf"'
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served["Content-Type"] == "application/octet-stream"
        assert served["Content-Security-Policy"].startswith("sandbox")
        assert browser.get(address.replace("original", "shown") + "x").status_code == 404


def test_documents_that_are_none_are_refused_with_a_reason_and_nothing_is_kept(site: WebChatSite) -> None:
    for data in (b"MZ\x90\x00", b"PK\x05\x06" + b"\x00" * 18, b"<html>", picture()):
        answer = sends(data, kind="file", name="offer.pdf")
        assert (answer.status_code, bool(answer.json()["reason"])) == (415, True)
    assert kept_files() == []


def test_a_sites_own_window_sends_no_documents() -> None:
    assert set(uploads.TAKEN) == {"image", "voice"}


def test_a_broken_picture_says_so_and_keeps_the_chat(site: WebChatSite) -> None:
    assert sends(picture()[:200]).status_code == 200
    fetching.fetch(Attachment.objects.get().pk)
    assert wire.message(Message.objects.get(), "en")["file"]["state"] == "failed"


def test_what_is_too_large_is_refused(site: WebChatSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    answer = sends(picture())
    assert answer.status_code == 413
    assert not Message.objects.exists()


def test_without_a_secret_nothing_is_taken(site: WebChatSite) -> None:
    for said in ("", "Bearer short", f"Basic {secret_of('Daniel')}"):
        assert sends(authorization=said).status_code == 401
    assert Client().get(URL).status_code == 405
    assert Client().post("/webchat/nowhere/uploads/").status_code == 404


def test_a_visitor_is_slowed_down_and_an_office_is_not(site: WebChatSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UPLOADS", Rule("uploads", 2, 120))
    for _number in range(2):
        assert sends().status_code == 200
    slowed = sends()
    assert slowed.status_code == 429
    assert 0 < int(slowed["Retry-After"]) <= 60
    assert sends(who="Maria").status_code == 200


def test_a_link_opens_its_file_only_for_some_days_and_at_its_site_only(
    site: WebChatSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends()
    attachment = Attachment.objects.get()
    link = file_links.address(attachment, key="demo")
    assert file_links.attachment_id(link.split("/")[-2]) == attachment.pk
    for wrong in (link.replace("demo", "other"), link[:-3] + "xy/", "/webchat/demo/files/1/"):
        assert Client().get(wrong).status_code == 404
    monkeypatch.setattr(file_links, "DAYS", -1)
    assert Client().get(file_links.address(attachment, key="demo")).status_code == 404


def test_agents_pictures_and_cards_reach_the_visitor(
    waiting: Conversation, lin: Agent, breakfast: Card, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.GRATA_PUBLIC_URL = "https://chat.example.com"
    claim(waiting, agent=lin)
    image = Upload(kind="image", file=io.BytesIO(picture("PNG")), name="room.png", size=10)
    reply_file(waiting, agent=lin, upload=image, client_id=uuid4())
    for _number in range(3):
        reply_cards(waiting, agent=lin, card_ids=[breakfast.pk], client_id=uuid4())
    Message.objects.filter(author="agent").update(state="sent")
    with django_assert_max_num_queries(4):
        found = record.page(waiting.customer, "en")["messages"]
    assert found[1]["file"]["url"].startswith("/webchat/demo/files/")
    assert [one["card"]["title"] for one in found[2:]] == ["Breakfast"] * 3
    assert found[2]["card"]["url"].startswith("https://chat.example.com/cards/")


def test_a_card_whose_opens_are_not_counted_keeps_its_own_link(
    waiting: Conversation, lin: Agent, breakfast: Card
) -> None:
    claim(waiting, agent=lin)
    reply_cards(waiting, agent=lin, card_ids=[breakfast.pk], client_id=UUID(int=7))
    card = wire.message(Message.objects.get(client_id=UUID(int=7)), "en")["card"]
    assert card["url"] == "https://harbour.example/breakfast"
    assert card["site"] == "harbour.example"
