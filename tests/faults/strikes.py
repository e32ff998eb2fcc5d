"""What is done to the system while people write."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.stage import Stage
from tests.flows.traffic import SEND

Strike = Callable[[Stage], Awaitable[None]]
LASTS = 6.0  # seconds that a line is frozen or cut, a disk full, a clock wrong
TOKEN = "/cgi-bin/stable_token"
EVERYTHING = ("web", "worker", "beat", "redis", "postgres")


@dataclass(frozen=True)
class Fault:
    """A name for the table, what strikes, and what the stage must have for it: "disk", "clock" or nothing."""

    name: str
    strike: Strike
    needs: str = ""


def killed(*names: str) -> Strike:
    """`kill -9`, all at once."""

    async def strike(stage: Stage) -> None:
        await asyncio.to_thread(stage.kill, *names)
        await asyncio.to_thread(stage.wait_until_ready)

    return strike


def frozen(line: str, *ways: str) -> Strike:
    """A line on which nothing arrives any more, in one direction or in both, and which nobody says is dead."""

    async def strike(stage: Stage) -> None:
        with stage.lines[line].frozen(*ways):
            await asyncio.sleep(LASTS)

    return strike


def cut(line: str) -> Strike:
    """A line that ends, and can't be made again for a while."""

    async def strike(stage: Stage) -> None:
        with stage.lines[line].cut():
            await asyncio.sleep(LASTS)

    return strike


def wechat(endpoint: str, fault: str, *, times: int, seconds: float = 60.0, errcode: int = -1) -> Strike:
    """WeChat does so with the next calls."""

    async def strike(stage: Stage) -> None:
        what = {"endpoint": endpoint, "fault": fault, "times": times, "seconds": seconds, "errcode": errcode}
        await asyncio.to_thread(stage.simulator.control, "faults", **what)
        await asyncio.sleep(LASTS)
        await asyncio.to_thread(stage.simulator.control, "faults", endpoint=endpoint, fault="slow", times=0)

    return strike


async def redis_flushed(stage: Stage) -> None:
    """Redis forgets everything."""
    with stage.redis() as connection:
        assert connection.flushall()


async def connections_ended(stage: Stage) -> None:
    """The database ends everybody's connection, as when it is restarted by its keeper."""
    await asyncio.to_thread(
        stage.rows, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    )


async def tokens_revoked(stage: Stage) -> None:
    """WeChat takes back every token, in the middle of everything."""
    await asyncio.to_thread(stage.simulator.control, "tokens", do="revoke")


async def disk_full(stage: Stage) -> None:
    """No byte is left, for the database neither."""
    with stage.full_disk():
        await asyncio.sleep(LASTS)
    await asyncio.to_thread(stage.wait_until_ready)


def clock_stepped(seconds: int) -> Strike:
    """The clock of web, worker and beat jumps, and back again."""

    async def strike(stage: Stage) -> None:
        assert stage.clock is not None
        stage.clock.step(seconds)
        await asyncio.sleep(LASTS)
        stage.clock.step(0)

    return strike


FAULTS = [
    *(Fault(f"kill -9: {name}", killed(name)) for name in EVERYTHING),
    Fault("kill -9: all of them at once", killed(*EVERYTHING)),
    Fault("Redis flushed", redis_flushed),
    Fault("database ends all connections", connections_ended),
    *(
        Fault(f"{title} frozen, {direction}", frozen(line, *ways))
        for line, title in (("postgres", "database"), ("redis", "Redis"), ("web", "people's line"))
        for direction, ways in (("towards it", ("up",)), ("from it", ("down",)), ("both ways", ("up", "down")))
    ),
    *(
        Fault(f"{title} cut", cut(line))
        for line, title in (("postgres", "database"), ("redis", "Redis"), ("web", "people's line"))
    ),
    Fault("disk full", disk_full, needs="disk"),
    Fault("clock 200 s forward and back", clock_stepped(200), needs="clock"),
    Fault("clock 200 s back and forward", clock_stepped(-200), needs="clock"),
    Fault("WeChat slow", wechat(SEND, "slow", times=1000, seconds=2.0)),
    Fault("WeChat answers 502", wechat(SEND, "bad_gateway", times=4)),
    Fault("WeChat answers HTML with 200", wechat(SEND, "html", times=4)),
    Fault("WeChat cuts before it accepts", wechat(SEND, "drop_before", times=4)),
    Fault("WeChat accepts, and never answers", wechat(SEND, "timeout_after", times=4, seconds=12.0)),
    Fault("WeChat gives no token", wechat(TOKEN, "bad_gateway", times=3)),
    Fault("WeChat takes all tokens back", tokens_revoked),
]
