"""The doors themselves, with a database behind them: whatever comes, the answer is a clear one, and what was refused is
stored nowhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from channels_app.models import KeptDelivery, WebChatSite, WeChatAccount
from channels_app.sockets.visitor import VisitorConsumer
from channels_app.wechat.crypto import Cipher
from console.models import Agent
from history.models import Conversation, Message
from tests.channels_app.webchat.hooks.site_server import post as post_as_site
from tests.channels_app.webchat.tabs import secret_of
from tests.channels_app.wechat.deliveries import envelope, post, signed
from tests.conftest import signed_in
from tests.console.conftest import mine  # noqa: F401 - a fixture
from tests.fuzz.given import deliveries, like, some, values, words
from tests.fuzz.test_targets import MESSAGE, VISITOR
from tests.pacing import forget_counts
from tests.sockets import Socket

HEADS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"#!AMR\n",
    b"OggS",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"<svg ",
]
OURS = (4400, 4401, 4408, 4413, 4415, 4429, 4503)  # HTTP's codes with 4000 added
files = st.builds(bytes.__add__, st.sampled_from(HEADS), st.binary(max_size=200))
FRAMES: dict[str, dict[str, Any]] = {
    "hello": {"secret": secret_of("Maria"), "cursor": "", "language": "en", "token": "a.b.c", "about": {}},
    "message": {"id": "11111111-1111-4111-8111-111111111111", "text": "Hi"},
    "typing": {"on": True, "text": "x", "chat": 1},
    "ping": {"cursor": "0:0:"},
    "older": {"before": "1"},
    "mail": {"chat": "1", "email": "maria@example.com"},
    "end": {"chat": "1"},
    "about": {"name": "Maria", "email": "maria@example.com"},
}
frames = st.sampled_from(sorted(FRAMES)).flatmap(lambda kind: like({"type": kind, **FRAMES[kind]}))
texts = st.one_of(frames.map(json.dumps), values.map(json.dumps), st.text(min_size=1, max_size=60), st.just("[" * 3000))


@pytest.fixture(autouse=True)
def _nobody_is_slowed_down() -> None:
    forget_counts()


@contextmanager
def undone() -> Iterator[None]:
    """Each example finds what the first one found."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def stored() -> tuple[int, int]:
    return Message.objects.count(), KeptDelivery.objects.count()


@given(body=st.one_of(st.binary(max_size=200), deliveries()), query=st.dictionaries(words, words, max_size=3))
@some(40)
def test_nothing_that_is_not_wechats_is_taken(
    wechat: WeChatAccount, wechat_plain: WeChatAccount, body: bytes, query: dict[str, str]
) -> None:
    query = {
        name.encode(errors="replace").decode(): text.encode(errors="replace").decode() for name, text in query.items()
    }
    for account in (wechat, wechat_plain):
        for more in ({}, {"encrypt_type": "aes"}):
            assert post(account, query | more, body).status_code == 403
    assert stored() == (0, 0)


@given(body=st.one_of(st.binary(max_size=200), deliveries()))
@some(60)
def test_whatever_wechat_signs_is_taken_or_kept(
    wechat: WeChatAccount, wechat_plain: WeChatAccount, body: bytes
) -> None:
    with undone():
        assert post(wechat_plain, signed(wechat_plain), body).status_code == 200
    sealed = Cipher(wechat.app_id, wechat.aes_keys).encrypt(body.decode(errors="replace"))
    with undone():
        assert post(wechat, signed(wechat, sealed), envelope(sealed)).status_code == 200


@given(sealed=st.text(alphabet="ABCabc012+/= \n", max_size=120))
@some(30)
def test_a_ciphertext_that_can_not_be_read_is_kept(wechat: WeChatAccount, sealed: str) -> None:
    with undone():
        assert post(wechat, signed(wechat, sealed), envelope(sealed)).status_code in (200, 403)
        assert Message.objects.count() == 0


@given(message=st.one_of(values, like(MESSAGE)), visitor=like(VISITOR))
@some(60)
def test_whatever_a_site_signs_is_taken_or_refused(site: WebChatSite, message: Any, visitor: dict[str, Any]) -> None:
    body = json.dumps(message | {"visitor": visitor} if isinstance(message, dict) else message)
    with undone():
        before, status = stored(), post_as_site(body).status_code
        assert status in (200, 202, 400, 422, 429)
        assert (stored() == before) is (status != 202)


@given(
    data=files,
    name=words,
    id_=st.one_of(words, st.uuids().map(str)),
    kind=st.sampled_from(["image", "voice", "file", "x"]),
)
@some(50)
def test_whatever_a_visitor_uploads_is_taken_or_refused(
    site: WebChatSite, tmp_path: Path, settings: Any, data: bytes, name: str, id_: str, kind: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    browser = Client(headers={"authorization": f"Bearer {secret_of('Maria')}"})
    form = {"id": sane(id_), "kind": kind, "file": SimpleUploadedFile(sane(name) or "x", data)}
    with undone():
        status = browser.post("/webchat/demo/uploads/", form).status_code
        assert status in (200, 400, 413, 415, 429)
        assert (Message.objects.count() == 1) is (status == 200)


@given(data=files, name=words, kind=st.sampled_from(["image", "voice", "file", ""]))
@some(25)
def test_whatever_an_agent_uploads_is_taken_or_refused(
    mine: Conversation,  # noqa: F811
    lin: Agent,
    tmp_path: Path,
    settings: Any,
    data: bytes,
    name: str,
    kind: str,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    form = {"client_id": str(uuid4()), "kind": kind, "file": SimpleUploadedFile(sane(name) or "x", data)}
    with undone():
        before, browser = Message.objects.count(), signed_in(lin)
        assert browser.post(f"/console/chats/{mine.pk}/uploads/", form).status_code in (413, 415, 422)
        assert Message.objects.count() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("socket_threads")
@given(said=st.lists(texts, max_size=5), octets=st.one_of(st.none(), st.binary(min_size=1, max_size=20)))
@some(20)
async def test_whatever_a_visitors_page_says_the_socket_answers_or_ends(
    site: WebChatSite, said: list[str], octets: bytes | None
) -> None:
    assert set(FRAMES) == {"hello", *VisitorConsumer.ANSWERS}
    socket = Socket("/webchat/demo/socket/")
    assert await socket.opens()
    await socket.send(json.dumps({"type": "hello", **{"secret": secret_of("Maria"), "cursor": "", "language": "en"}}))
    await _talk(socket, said, octets)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("socket_threads")
@given(said=st.lists(texts, max_size=5), octets=st.one_of(st.none(), st.binary(min_size=1, max_size=20)))
@some(15)
async def test_whatever_an_agents_page_says_the_socket_answers_or_ends(
    lin: Agent, said: list[str], octets: bytes | None
) -> None:
    socket = Socket("/console/socket/", client=await sync_to_async(signed_in)(lin))
    assert await socket.opens()
    await _talk(socket, said, octets)


async def _talk(socket: Socket, said: list[str], octets: bytes | None) -> None:
    """Says it all, and then a ping: there is a pong, or the socket ends with a code of ours."""
    for text in said:
        await socket.send(text)
    if octets is not None:
        await socket.send(octets=octets)
    await socket.ping()
    assert await _end(socket) in ("pong", *OURS)
    await socket.leave()


async def _end(socket: Socket) -> str | int:
    while True:
        event = await socket._wire.receive_output(timeout=10)
        if event["type"] == "websocket.close":
            return int(event.get("code") or 1000)
        if json.loads(event["text"])["type"] == "pong":
            return "pong"


def sane(text: str) -> str:
    """As a browser would write it into a form: in UTF-8."""
    return text.encode(errors="replace").decode()
