"""A socket does not outlive the rights with which it was opened."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from console.actions.deactivate import deactivate
from console.actions.set_password import set_password
from console.models import Agent, DeskSettings, SignIn
from console.people.roles import Role
from tests.conftest import PASSWORD, person, signed_in
from tests.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]
PATH = "/console/socket/"


def _signs_in_elsewhere(lin: Agent) -> None:
    answer = Client().post("/login/", {"username": "lin@demo.test", "password": PASSWORD})
    assert answer.status_code == 302


def _changes_the_password(lin: Agent) -> None:
    set_password(lin.user, password="another-harbour-8")


def _is_deactivated(lin: Agent) -> None:
    deactivate(lin, by=person("rosa@demo.test", "Rosa Klee", role=Role.SUPERVISOR).user)


@pytest.mark.parametrize(
    ("ends", "why"),
    [(_signs_in_elsewhere, "elsewhere"), (_changes_the_password, "password"), (_is_deactivated, "ended")],
)
async def test_it_ends_at_once_and_says_why(lin: Agent, ends: Callable[[Agent], None], why: str) -> None:
    socket = Socket(PATH, client=await sync_to_async(signed_in)(lin))
    assert await socket.opens()
    await socket.ping()
    await socket.frames_until("pong")
    await sync_to_async(ends)(lin)
    while (frame := await socket.next_frame())["type"] != "signed_out":
        pass
    assert frame["login"] == f"/login/?why={why}"
    assert await socket.closes_with() == 4401


async def test_ones_own_change_of_the_password_ends_ones_own_tabs(lin: Agent) -> None:
    browser = await sync_to_async(signed_in)(lin)
    socket = Socket(PATH, client=browser)
    assert await socket.opens()
    new = {"new_password1": "another-harbour-8", "new_password2": "another-harbour-8"}
    await sync_to_async(browser.post)("/password/", {"old_password": PASSWORD, **new})
    await socket.frames_until("signed_out")
    assert await socket.closes_with() == 4401


async def test_when_the_news_is_lost_the_next_ping_tells(lin: Agent, settings: Any) -> None:
    socket = Socket(PATH, client=await sync_to_async(signed_in)(lin))
    assert await socket.opens()
    await SignIn.objects.aupdate(session="0" * 32)  # a sign-in elsewhere whose push never came
    await socket.ping()
    assert not any(frame["type"] == "pong" for frame in await socket.frames_until("signed_out"))
    assert await socket.closes_with() == 4401


async def test_an_idle_sign_in_ends_its_socket_although_that_pings(lin: Agent) -> None:
    socket = Socket(PATH, client=await sync_to_async(signed_in)(lin))
    assert await socket.opens()
    await DeskSettings.objects.acreate(pk=1, idle_minutes=10)
    await socket.ping()
    await socket.frames_until("pong")
    await SignIn.objects.aupdate(active_at=timezone.now() - timedelta(minutes=11))
    await socket.ping()
    while (frame := await socket.next_frame())["type"] != "signed_out":
        pass
    assert frame["login"] == "/login/?why=idle"


async def test_an_earlier_session_gets_no_new_socket(lin: Agent) -> None:
    earlier = await sync_to_async(signed_in)(lin)
    await sync_to_async(signed_in)(lin)
    assert not await Socket(PATH, client=earlier).opens()


async def test_a_colleagues_socket_hears_nothing_of_it(lin: Agent, marco: Agent) -> None:
    marcos = Socket(PATH, client=await sync_to_async(signed_in)(marco))
    assert await marcos.opens()
    await sync_to_async(signed_in)(lin)
    await sync_to_async(_signs_in_elsewhere)(lin)
    await marcos.ping()
    assert not any(frame["type"] == "signed_out" for frame in await marcos.frames_until("pong"))
    await marcos.leave()


async def test_another_language_loads_the_other_tabs_anew(lin: Agent) -> None:
    browser = await sync_to_async(signed_in)(lin)
    socket = Socket(PATH, client=browser)
    assert await socket.opens()
    await sync_to_async(browser.post)("/console/settings/", {"language": "zh-hans", "time_zone": "UTC"})
    await socket.frames_until("reload")
    await socket.leave()
