"""What an agent's socket costs while nothing happens."""

from collections.abc import Sequence

from tests.bench.clients import listener
from tests.bench.desk import Desk
from tests.bench.rows import Row, at_most
from tests.bench.stage import Server

KILO = 1024


async def measure(desk: Desk, product: Server, floor: Server) -> Row:
    """The row. Both web processes must be fresh: what the first socket needs is not each one's. BenchError."""
    sessions = [*desk.sessions, *desk.crowd]
    floors = await _each(f"ws://127.0.0.1:{floor.port}/socket/", [""] * len(sessions), floor)
    values = await _each(f"ws://127.0.0.1:{product.port}/console/socket/", sessions, product)
    return at_most(1.5, f"memory of an idle agent, {len(sessions)} connected", "KiB", [values], [floors])


async def _each(address: str, sessions: Sequence[str], server: Server) -> float:
    """KiB of memory for each socket but the first."""
    async with listener(address, _nothing, sessions[:1]):
        before = server.memory()
        async with listener(address, _nothing, sessions[1:]):
            return (server.memory() - before) / (len(sessions) - 1) / KILO


def _nothing(_frame: str) -> str | None:
    return None
