"""The kinds of load: as much as goes through, a steady trickle of which each message is timed, and one after the other."""

import asyncio
import math
import time
from collections.abc import Iterator, Sequence

from tests.bench.clients import Connections, Listener


async def per_second(connections: Connections, requests: Sequence[bytes]) -> float:
    """Brings all requests over all connections at once; how many a second were answered."""
    left = iter(requests)
    begun = time.perf_counter()
    await asyncio.gather(*(_bring(connections, left) for _ in range(connections.count)))
    return len(requests) / (time.perf_counter() - begun)


async def delays(
    connections: Connections, listener: Listener, requests: Sequence[tuple[str, bytes]], rate: float
) -> list[float]:
    """Begins `rate` requests (mark, request) a second, however slow the answers are; seconds from each to its frame."""
    begun = time.perf_counter()
    timed = [_delay(connections, listener, request, begun + i / rate) for i, request in enumerate(requests)]
    return await asyncio.gather(*timed)


async def durations(connections: Connections, request: bytes, number: int) -> tuple[list[float], bytes]:
    """Asks the same that often, each time when the last answer is there: the seconds of each, and the last answer."""
    found, body = list[float](), b""
    for _time in range(number):
        begun = time.perf_counter()
        body = await connections.fetch(request)
        found.append(time.perf_counter() - begun)
    return found, body


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least that share (0 to 1) of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


async def _bring(connections: Connections, left: Iterator[bytes]) -> None:
    for request in left:
        await connections.deliver(request)


async def _delay(connections: Connections, listener: Listener, marked: tuple[str, bytes], due: float) -> float:
    mark, request = marked
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    begun = time.perf_counter()
    arrived, _answered = await asyncio.gather(listener.arrival(mark), connections.deliver(request))
    return arrived - begun
