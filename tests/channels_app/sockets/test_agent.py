"""The agent's socket: who gets one, and when it ends."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client

from console.models import Agent
from tests.conftest import signed_in
from tests.sockets import ORIGIN, Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]
PATH = "/console/socket/"
FOREIGN = [
    None,
    "",
    "null",
    "https://evil.example",
    "https://grata.test.evil.example",
    "https://evilgrata.test",
    "https://grata.test:8443",
    "https://evil.example/grata.test",
    "https://grata.test@evil.example",
    "http://[",
]


@pytest.fixture
def browser(lin: Agent) -> Client:
    """Lin is signed in."""
    return signed_in(lin)


@pytest.fixture
def not_an_agent(db: None) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_user("somebody@demo.test"))
    return browser


async def test_an_agent_gets_a_socket_that_answers(browser: Client) -> None:
    async with _open(browser) as socket:
        await socket.ping()
        await socket.frames_until("pong")


async def test_opening_it_brings_the_agent_online(browser: Client, lin: Agent) -> None:
    async with _open(browser) as socket:
        await socket.ping()
        await socket.frames_until("pong")
        await sync_to_async(lin.refresh_from_db)()
    assert lin.seen_at is not None


async def test_nobody_else_gets_one(not_an_agent: Client) -> None:
    for client in (None, Client(), not_an_agent):
        assert not await Socket(PATH, client=client).opens()


async def test_pages_of_other_sites_get_none(browser: Client) -> None:
    let_in = [origin for origin in FOREIGN if await Socket(PATH, client=browser, origin=origin).opens()]
    assert let_in == []


@pytest.mark.parametrize("origin", [ORIGIN, "http://grata.test", "https://GRATA.test"])
async def test_pages_of_our_own_host_do(browser: Client, origin: str) -> None:
    socket = Socket(PATH, client=browser, origin=origin)
    assert await socket.opens()
    await socket.leave()


async def test_signing_out_anywhere_in_the_browser_ends_its_sockets_at_once(browser: Client) -> None:
    async with _open(browser) as socket:
        await sync_to_async(browser.post)("/logout/")
        await socket.frames_until("signed_out")
        assert await socket.closes_with() == 4401


def _block(agent: Agent, browser: Client) -> None:
    User.objects.filter(pk=agent.pk).update(is_active=False)


def _new_password(agent: Agent, browser: Client) -> None:
    agent.user.set_password("another-harbour-8")
    agent.user.save()


def _no_agent_any_more(agent: Agent, browser: Client) -> None:
    Agent.objects.filter(pk=agent.pk).delete()


def _session_gone(agent: Agent, browser: Client) -> None:
    browser.session.flush()


@pytest.mark.parametrize("revoke", [_block, _new_password, _no_agent_any_more, _session_gone])
async def test_whose_rights_are_gone_hears_it_with_the_next_ping(browser: Client, lin: Agent, revoke: Any) -> None:
    async with _open(browser) as socket:
        await sync_to_async(revoke)(lin, browser)
        await socket.ping()
        assert not any(frame["type"] == "pong" for frame in await socket.frames_until("signed_out"))
        assert await socket.closes_with() == 4401


async def test_whose_rights_are_gone_gets_no_new_socket(browser: Client, lin: Agent) -> None:
    await sync_to_async(_new_password)(lin, browser)
    assert not await Socket(PATH, client=browser).opens()


async def test_what_is_no_short_json_ends_the_socket(browser: Client) -> None:
    for text in ("x", "{", "[" * 4000, "{}" * 3000, "\x00"):
        async with _open(browser) as socket:
            await socket.send(text)
            assert await socket.closes_with() in (4400, 4413)


async def test_bytes_end_the_socket(browser: Client) -> None:
    async with _open(browser) as socket:
        await socket.send(octets=b'{"type": "ping"}')
        assert await socket.closes_with() == 4413


async def test_frames_that_are_none_of_ours_are_passed_over(browser: Client) -> None:
    async with _open(browser) as socket:
        for text in ("[]", "null", "1", '"ping"', "{}", '{"type": ["ping"]}', '{"type": "put"}'):
            await socket.send(text)
        await socket.ping()
        await socket.frames_until("pong")


def _open(browser: Client) -> "_Opened":
    return _Opened(Socket(PATH, client=browser))


class _Opened:
    """The socket while a test uses it."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket

    async def __aenter__(self) -> Socket:
        assert await self.socket.opens()
        return self.socket

    async def __aexit__(self, *_error: object) -> None:
        await self.socket.leave()
