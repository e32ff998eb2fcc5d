"""`python -m tests.bench [--quick] [--growth | --partitions]`: measures, prints a table, writes bench/latest.json into GRATA_VAR
(`var/`).

The status is 0 when every row reaches its target, 1 when one does not, 2 when nothing could be measured.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grata_site import startup
from grata_site.embedded import ServiceError
from tests.bench import rows, stage
from tests.bench.errors import BenchError

if TYPE_CHECKING:
    from tests.bench.desk import Desk
    from tests.bench.measure import Plan

FLOOR, PRODUCT = "tests.bench.floor:application", "grata_site.asgi:application"


def main() -> int:
    """Runs the bench; its status."""
    asked = _arguments()
    folder = startup.var_folder() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if asked.growth:
            print(_growth(asked.quick, folder))
            return 0
        if asked.partitions:
            print(_partitions(asked.quick))
            return 0
        found, statements = _run(asked.quick)
    except (BenchError, ServiceError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    rows.write(found, folder / "latest.json")
    print(f"{rows.table(found)}\n\nOne webhook takes {statements} SQL statements. Written to {folder / 'latest.json'}")
    return 0 if all(row.ok for row in found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures, next to the machine's floor.")
    parser.add_argument(
        "--quick", action="store_true", help="some seconds only: shows that it works, not how fast it is"
    )
    parser.add_argument(
        "--growth",
        action="store_true",
        help="instead: 1 to 100 messages/s and 1 to 4 web processes, drawn in docs/images",
    )
    parser.add_argument(
        "--partitions",
        action="store_true",
        help="instead: the table of messages whole, and in partitions in three ways",
    )
    return parser.parse_args()


# Models need the apps, which `stage.build` loads: so what uses them is imported after it.


def _growth(quick: bool, folder: Path) -> str:
    stage.build()
    from tests.bench import desk, growth, measure

    plan = measure.QUICK if quick else measure.FULL
    furnished = desk.furnish(plan.agents, plan.chats_each, plan.screens - plan.agents)
    return growth.measure(plan, furnished, PRODUCT, folder)


def _partitions(quick: bool) -> str:
    stage.build()
    from tests.bench import partitioning

    messages, rounds = (4_000, 20) if quick else (240_000, 200)
    return partitioning.table(partitioning.measure(messages, rounds))


def _run(quick: bool) -> tuple[list[rows.Row], int]:
    stage.build()
    from tests.bench import desk, measure

    plan = measure.QUICK if quick else measure.FULL
    furnished = desk.furnish(plan.agents, plan.chats_each, plan.screens - plan.agents)
    found = [*_live(plan, furnished), *_idle(plan, furnished), *_pages(plan, furnished)]
    statements = desk.statements(furnished)
    return [*found, *_grown(plan, furnished)], statements


def _live(plan: "Plan", furnished: "Desk") -> list[rows.Row]:
    from tests.bench import crowd, desk, line, long, measure, missed, races, replies

    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        floor, product = bare.port, ours.port
        found, delivered = asyncio.run(measure.measure(plan, furnished, product, floor))
        reached, more = asyncio.run(crowd.measure(plan, furnished, product, floor))
        desk.line_up(plan.waiting)
        listed = asyncio.run(line.measure(plan, furnished, product, floor))
        raced = asyncio.run(races.measure(plan, furnished, product, floor))
        desk.check_stored(furnished, delivered + more)
        replied = replies.measure(plan, furnished, product, floor)
        chats = desk.write_much(furnished, plan.history)
        opened = asyncio.run(long.measure(plan, furnished, chats, product))
        caught_up = asyncio.run(missed.measure(plan, furnished, desk.talk(furnished), product))
    return [*found, *replied, reached, listed, *raced, opened, caught_up]


def _idle(plan: "Plan", furnished: "Desk") -> list[rows.Row]:
    """Web processes that are fresh: nothing is in their memory yet."""
    from tests.bench import agents, desk, visitors

    key = desk.site_key()
    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        idle = asyncio.run(agents.measure(furnished, ours, bare))
    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        return [idle, *asyncio.run(visitors.measure(plan, key, ours, bare))]


def _pages(plan: "Plan", furnished: "Desk") -> list[rows.Row]:
    from tests.bench import browser, desk

    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        return browser.measure(plan, furnished, desk.site_key(), ours.port, bare.port)


def _grown(plan: "Plan", furnished: "Desk") -> list[rows.Row]:
    """With a record of years."""
    from tests.bench import record, reports, searches

    with stage.serving(PRODUCT) as ours:
        found = record.measure(plan, furnished, ours.port)
    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        searched = asyncio.run(searches.measure(plan, furnished, ours.port, bare.port))
    stored = searches.cost_of_storing(plan, furnished)
    return [found, *searched, stored, reports.measure(plan.year, plan.rounds)]


if __name__ == "__main__":
    sys.exit(main())
