"""Who has no part in a chat gets nothing of it and can do nothing to it, over real HTTP and real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.flows.desk import Desk, chat_frame, message_frame
from tests.flows.screen import BEGINNING, WITHIN, Screen, open_screen, sign_in
from tests.flows.visitor import Visitor
from tests.stack import Stack

SECRET_WORDS = "My room is 412, my card ends with 0077"
MALFORMED, SIGNED_OUT, TOO_BIG, NOT_TEXT = 4400, 4401, 4413, 4415
NEWCOMER = """
from django.contrib.auth.models import User
from console.models import Agent
user = User.objects.create_user("{email}", "{email}", "{password}")
Agent.objects.create(user=user, name="Newcomer")
"""


@pytest.fixture
async def lin(desk: Desk) -> Screen:
    """Lin at her screen."""
    return await desk.screen("lin")


@pytest.fixture
async def daniel(desk: Desk) -> Visitor:
    """Daniel at the shop."""
    return await desk.visitor()


@pytest.fixture
async def chat(desk: Desk, lin: Screen, daniel: Visitor) -> str:
    """Lin's chat with Daniel, who has written something that is nobody else's business."""
    await daniel.say("Good morning")
    chat = await desk.take(lin, "Good morning")
    await daniel.say(SECRET_WORDS)
    await lin.hears(message_frame(SECRET_WORDS))
    return chat


@pytest.fixture
async def nobody(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is signed in, with a CSRF token that is right."""
    cookies = {"csrftoken": "c" * 32}
    headers = {"X-CSRFToken": "c" * 32, "Origin": stack.url, "Accept": "application/json"}
    async with httpx.AsyncClient(base_url=stack.url, cookies=cookies, headers=headers, trust_env=False) as http:
        yield http


async def test_an_agent_who_is_not_in_a_chat_reads_nothing_of_it_anywhere(desk: Desk, chat: str) -> None:
    marco = await desk.screen("marco", chat)
    addresses = (f"/console/chats/{chat}/", f"/console/chats/{chat}/messages/", "/console/")
    answers = [*[await marco.http.get(address) for address in addresses], await marco.changes(BEGINNING, chat)]
    assert [answer.status_code for answer in answers] == [403, 403, 200, 200]
    assert [answer.url for answer in answers if SECRET_WORDS in answer.text] == []
    frames = [frame for frame in answers[-1].json()["frames"] if frame.get("entity") == "message"]
    assert frames == []
    assert marco.heard_nothing_of(SECRET_WORDS)


async def test_an_agent_who_is_not_in_a_chat_changes_nothing_in_it(
    desk: Desk, lin: Screen, daniel: Visitor, chat: str
) -> None:
    marco = await desk.screen("marco")
    refused = [
        await marco.post(chat, "I was never here", str(uuid4())),
        await marco.close(chat),
        await marco.claim(chat),
        await marco.http.post(f"/console/chats/{chat}/customer/", data={"name": "Somebody"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 409, 403]
    assert refused[2].json()["error"] == "Lin Wei has this chat."
    await lin.reply(chat, "Noted.")
    await daniel.reads("Noted.")
    assert daniel.texts == ["Good morning", SECRET_WORDS, "Noted."]


async def test_another_agents_client_id_gives_nobody_that_agents_message(desk: Desk, lin: Screen, chat: str) -> None:
    client_id = await lin.reply(chat, "Between us: 412")
    marco, sofias = await desk.screen("marco"), await desk.visitor()
    await sofias.say("Hello there")
    mine = await desk.take(marco, "Hello there")
    stolen = await marco.post(mine, "anything", client_id)
    assert stolen.status_code == 403
    assert "412" not in stolen.text


async def test_whoever_is_not_signed_in_gets_nothing(
    nobody: httpx.AsyncClient, desk: Desk, stack: Stack, chat: str
) -> None:
    answers = [
        await nobody.post(f"/console/chats/{chat}/messages/", data={"text": "hello", "client_id": str(uuid4())}),
        await nobody.post(f"/console/chats/{chat}/claim/"),
        await nobody.post(f"/console/chats/{chat}/closure/"),
        await nobody.get("/console/changes/", params={"cursor": BEGINNING, "chat": chat}),
        await nobody.get(f"/console/chats/{chat}/messages/"),
    ]
    assert [(answer.status_code, set(answer.json())) for answer in answers] == [(401, {"error", "login"})] * 5
    with pytest.raises(InvalidStatus):
        await Screen(stack.url, {}).socket().__aenter__()
    assert [text for _author, text, _state in desk.record(chat)] == ["Good morning", SECRET_WORDS]


async def test_a_page_of_another_site_gets_no_socket_and_its_forms_do_nothing(
    desk: Desk, lin: Screen, chat: str
) -> None:
    with pytest.raises(InvalidStatus):
        await lin.socket(Origin="https://evil.example").__aenter__()
    forged = await lin.http.post(f"/console/chats/{chat}/closure/", headers={"Origin": "https://evil.example"})
    assert forged.status_code == 403
    without_token = await lin.http.post(f"/console/chats/{chat}/closure/", headers={"X-CSRFToken": ""})
    assert without_token.status_code == 403
    assert (await lin.post(chat, "Still open", str(uuid4()))).status_code == 200


async def test_signing_out_ends_the_open_socket_at_once(stack: Stack) -> None:
    email, password = f"{uuid4()}@demo.test", "harbour-view-7"
    stack.run(NEWCOMER.format(email=email, password=password))
    cookies = await sign_in(stack.url, email, password)
    async with open_screen(stack.url, cookies) as screen, screen.socket() as socket:
        await screen.http.post("/logout/")
        assert await end_of(socket) == ({"type": "signed_out"}, SIGNED_OUT)
        assert (await screen.changes(screen.cursor)).status_code == 401


async def test_another_visitor_sees_nothing_of_the_first(desk: Desk, chat: str, daniel: Visitor) -> None:
    stranger = await desk.visitor()
    async with stranger.socket() as socket:
        await socket.send(json.dumps({"type": "hello", "secret": stranger.secret, "cursor": daniel.cursor}))
        welcome = json.loads(await socket.recv())
        await socket.send(json.dumps({"type": "older", "before": "9" * 18}))
        older = json.loads(await socket.recv())
    assert (welcome["messages"], older["messages"], stranger.texts) == ([], [], [])


@pytest.mark.parametrize("secret", ["short", "", None, 7, "é" * 43, f"{'a' * 43}\n"])
async def test_a_secret_that_is_none_gets_nothing(stack: Stack, secret: object) -> None:
    async with Visitor(stack.url).socket() as socket:
        await socket.send(json.dumps({"type": "hello", "secret": secret, "cursor": BEGINNING}))
        assert await end_of(socket) == (None, MALFORMED)


@pytest.mark.parametrize(("sent", "code"), [("x" * 25_000, TOO_BIG), (b"\x00", NOT_TEXT), ("{", MALFORMED)])
async def test_a_visitors_socket_with_noise_on_it_is_closed_with_a_reason(
    stack: Stack, sent: str | bytes, code: int
) -> None:
    async with Visitor(stack.url).socket() as socket:
        await socket.send(sent)
        assert await end_of(socket) == (None, code)


@pytest.mark.parametrize(("sent", "code"), [("x" * 5_000, TOO_BIG), (b"\x00", TOO_BIG), ("{", MALFORMED)])
async def test_an_agents_socket_with_noise_on_it_is_closed_with_a_reason(
    desk: Desk, sent: str | bytes, code: int
) -> None:
    lin = await desk.screen("lin")
    async with lin.socket() as socket:
        await socket.send(sent)
        assert (await end_of(socket))[1] == code


async def test_a_page_of_another_site_gets_no_visitors_socket(stack: Stack) -> None:
    with pytest.raises(InvalidStatus):
        await Visitor(stack.url).socket(origin="https://evil.example").__aenter__()


async def test_a_waiting_chat_is_everybodys_until_it_is_claimed(desk: Desk, daniel: Visitor) -> None:
    lin, marco = await desk.screen("lin"), await desk.screen("marco")
    await daniel.say("Anybody there?")
    chat = str((await marco.hears(chat_frame("waiting", "Anybody there?")))["id"])
    assert (await marco.http.get(f"/console/chats/{chat}/")).status_code == 200
    assert (await lin.claim(chat)).status_code == 200
    assert (await marco.http.get(f"/console/chats/{chat}/")).status_code == 403


async def end_of(socket: ClientConnection) -> tuple[object, int]:
    """The last frame before the server closed the socket, and the code with which it did."""
    frame = ""
    try:
        async with asyncio.timeout(WITHIN):
            while True:
                frame = str(await socket.recv())
    except ConnectionClosed as closed:
        return json.loads(frame or "null"), closed.rcvd.code if closed.rcvd else 0
