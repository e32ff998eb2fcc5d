"""How the cost of messages grows with their number, and how far more web processes help: measured, and drawn."""

import asyncio
import json
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import plot, stage
from tests.bench.desk import Desk
from tests.bench.loads import per_second, percentile
from tests.bench.measure import P50, P99, Plan, burst, product_side, time_frames

RATES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)  # messages a second
PROCESSES = (1, 2, 3, 4)
LEAST = 8  # messages at the slowest rate
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "growth.svg"


def measure(plan: Plan, desk: Desk, application: str, folder: Path) -> str:
    """Writes growth.json into the folder, and the picture; what was written, in words."""
    with stage.serving(application) as ours:
        delays = asyncio.run(_delays(plan, desk, ours.port))
    speeds = [_speed(plan, desk, application, number) for number in PROCESSES]
    found = {"delays": delays, "speeds": speeds}
    (folder / "growth.json").write_text(json.dumps(found, indent=2) + "\n")
    PICTURE.write_text(plot.growth(delays, speeds))
    return f"{json.dumps(found, indent=2)}\nDrawn in {PICTURE}"


async def _delays(plan: Plan, desk: Desk, port: int) -> list[dict[str, Any]]:
    sessions = [*desk.sessions, *desk.crowd][: plan.connected]
    async with product_side(port, sessions) as ours:
        await per_second(ours.web, burst(ours, desk.chats[0], plan.warm_up))
        for rate in RATES:
            await time_frames(ours, desk.chats[0], max(plan.seconds, LEAST / rate), rate)
        return [_point(rate, [1000 * each for each in ours.delays[rate][0]]) for rate in RATES]


def _point(rate: float, milliseconds: list[float]) -> dict[str, Any]:
    shares = {"p50": percentile(milliseconds, P50), "p99": percentile(milliseconds, P99)}
    return {"rate": rate, **{name: round(value, 2) for name, value in shares.items()}}


def _speed(plan: Plan, desk: Desk, application: str, number: int) -> dict[str, Any]:
    with stage.serving(application, number) as ours:
        return {"processes": number, "webhooks": round(asyncio.run(_webhooks(plan, desk, ours.port)), 1)}


async def _webhooks(plan: Plan, desk: Desk, port: int) -> float:
    everybody = [openid for several in zip(*desk.chats, strict=True) for openid in several]
    async with product_side(port, desk.sessions) as ours:
        await per_second(ours.web, burst(ours, everybody, plan.warm_up))
        return median([await per_second(ours.web, burst(ours, everybody, plan.burst)) for _ in range(plan.rounds)])
