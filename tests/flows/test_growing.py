"""What docs/scaling.md has one do with more machines, done with real servers on this one."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from channels_app.webchat.visitors import group
from history.replica import RESTS
from tests.flows.desk import Desk, Logins, message_frame
from tests.flows.growing import Grown, PushServer, grown, until
from tests.flows.screen import Screen, sign_in
from tests.flows.seconds import second_web
from tests.flows.visitor import Visitor
from tests.stack import PASSWORD, Stack


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    """The system, running, for the tests of this file."""
    with grown(tmp_path_factory.mktemp("grown") / "up.log") as system:
        yield system


@pytest.fixture
def stack(system: Grown) -> Stack:
    """The one that has grown, not the one of other tests."""
    return system.stack


@pytest.fixture
async def desk(stack: Stack) -> AsyncIterator[Desk]:
    """Agents and visitors of that one."""
    async with AsyncExitStack() as exits:
        yield Desk(stack, Logins(stack.url), exits)


async def test_sockets_of_one_process_hear_of_pages_of_another_by_two_servers_of_which_one_may_die(
    desk: Desk, stack: Stack, system: Grown, tmp_path: Path
) -> None:
    async with second_web(stack, tmp_path) as sockets, AsyncExitStack() as exits:
        lin = await agent(desk, sockets, exits)
        one, other = [await visitor(sockets, server, stack, exits) for server in system.pushes]
        chats = [await taken(desk, lin, each, f"I am visitor {n}") for n, each in enumerate((one, other))]
        for chat, each in zip(chats, (one, other), strict=True):
            await lin.reply(chat, f"Hello in chat {chat}")
            await each.reads(f"Hello in chat {chat}")
            await lin.hears(message_frame(f"Hello in chat {chat}", "sent"))

        system.pushes[0].kill()
        assert readiness(stack) == {"pushes 1": "down", "pushes 2": "ok"}
        await lin.reply(chats[1], "You still hear me at once")
        await other.reads("You still hear me at once")
        await lin.reply(chats[0], "You hear me as soon as you can")
        await one.say("I go on writing")
        lin.page.chat = chats[0]
        await lin.catch_up()
        assert {"You hear me as soon as you can", "I go on writing"} <= texts(lin)

        system.pushes[0].server.start()
        await one.reads("You hear me as soon as you can")
        await lin.reply(chats[0], "And at once again")
        await one.reads("And at once again")
        await asyncio.to_thread(stack.wait_until_ready)


async def test_pages_that_only_read_ask_a_replica_say_as_of_when_and_do_without_one_that_is_away(
    desk: Desk, stack: Stack, system: Grown
) -> None:
    ana, visitor, replica = await desk.screen("ana"), await desk.visitor(), system.replica
    await visitor.say("Is there a lighthouse?")
    await finds(ana, "lighthouse", True)
    replica.ask("SELECT pg_wal_replay_pause()::text")
    await visitor.say("And a windmill?")
    until(lambda: stack.rows("SELECT FROM history_passage WHERE text LIKE '%% windmill %%'"))
    until(lambda: replica.ask("SELECT now() - pg_last_xact_replay_timestamp() > interval '6 seconds'"))
    assert "As of" in await finds(ana, "windmill", False)
    assert "As of" in (await ana.http.get("/admin/reports/")).text
    assert "grata_replica_up 1.0" in (await ana.http.get("/metrics")).text

    replica.ask("SELECT pg_wal_replay_resume()::text")
    await finds(ana, "windmill", True)
    until(lambda: replica.ask("SELECT pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"))
    assert "As of" not in await finds(ana, "windmill", True)
    replica.kill()
    await visitor.say("And a cable car?")
    assert "As of" not in await finds(ana, "cable", True)
    assert (await ana.http.get("/admin/reports/")).status_code == 200


async def agent(desk: Desk, sockets: str, exits: AsyncExitStack) -> Screen:
    """Lin, whose pages come from the stack and whose socket is at another process, as a proxy would have it."""
    screen = Screen(desk.stack.url, await sign_in(desk.stack.url, "lin@demo.test", PASSWORD))
    screen.url = sockets
    exits.push_async_callback(screen.leave)
    await screen.load()
    return screen


async def visitor(sockets: str, server: PushServer, stack: Stack, exits: AsyncExitStack) -> Visitor:
    """One whose frames come by that server: which, is chance."""
    ((site,),) = stack.rows("SELECT id FROM history_channel WHERE kind = 'webchat' AND slug = 'demo'")
    while True:
        found = Visitor(sockets)
        exits.push_async_callback(found.go)
        await found.come()
        if server.carries(group(site, found.external_id)):
            return found


async def taken(desk: Desk, lin: Screen, visitor: Visitor, text: str) -> str:
    """The visitor's chat, which is Lin's from now on."""
    await visitor.say(text)
    return await desk.take(lin, text)


async def finds(screen: Screen, word: str, is_there: bool) -> str:
    """The list of chats with that word, as soon as one is among them, or none. On a machine that has much to do a replica may
    count as away, and comes to be read again after RESTS."""
    async with asyncio.timeout(RESTS + 20):
        while True:
            answer = await screen.http.get("/console/history/", params={"q": word})
            page = answer.raise_for_status().text
            if ("<mark>" in page) == is_there:
                return page
            await asyncio.sleep(0.3)


def readiness(stack: Stack) -> dict[str, str]:
    """What it says of the servers for pushes."""
    answer = httpx.get(f"{stack.url}/readyz", timeout=10, trust_env=False)
    assert answer.status_code == 503
    return {name: state for name, state in answer.json().items() if name.startswith("pushes")}


def texts(screen: Screen) -> set[str]:
    """What the open chat shows, word for word."""
    shown = " ".join(frame["html"] for frame in screen.page.shown("message").values())
    return {re.sub(r"\s+", " ", text).strip() for text in re.findall(r">([^<]+)<", shown)}
