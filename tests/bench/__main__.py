"""`python -m tests.bench [--quick]`: measures, prints a table, writes bench/latest.json into GRATA_VAR (`var/`).

The status is 0 when every row reaches its target, 1 when one does not, 2 when nothing could be measured.
"""

import argparse
import asyncio
import sys

from grata_site import startup
from grata_site.embedded import ServiceError
from tests.bench import rows, stage
from tests.bench.errors import BenchError

FLOOR, PRODUCT = "tests.bench.floor:application", "grata_site.asgi:application"


def main() -> int:
    """Runs the bench; its status."""
    quick = _arguments().quick
    path = startup.var_folder() / "bench" / "latest.json"
    try:
        found, statements = _run(quick)
    except (BenchError, ServiceError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    rows.write(found, path)
    print(f"{rows.table(found)}\n\nOne webhook takes {statements} SQL statements. Written to {path}")
    return 0 if all(row.ok for row in found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures, next to the machine's floor.")
    parser.add_argument(
        "--quick", action="store_true", help="some seconds only: shows that it works, not how fast it is"
    )
    return parser.parse_args()


def _run(quick: bool) -> tuple[list[rows.Row], int]:
    stage.build()
    from tests.bench import (
        archive,
        crowd,
        desk,
        line,
        long,
        measure,
        reports,
        searches,
        visitors,
    )  # models need the apps, which the line above loads

    plan = measure.QUICK if quick else measure.FULL
    furnished = desk.furnish(plan.agents, plan.chats_each, plan.screens - plan.agents)
    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        floor, product = bare.port, ours.port
        found, delivered = asyncio.run(measure.measure(plan, furnished, product, floor))
        reached, more = asyncio.run(crowd.measure(plan, furnished, product, floor))
        desk.line_up(plan.waiting)
        listed = asyncio.run(line.measure(plan, furnished, product, floor))
        desk.check_stored(furnished, delivered + more)
        chats = desk.write_much(furnished, plan.history)
        opened = asyncio.run(long.measure(plan, furnished, chats, product))
    key = desk.site_key()
    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:  # fresh ones: nothing is in their memory yet
        idle = asyncio.run(visitors.measure(plan, key, ours, bare))
    statements = desk.statements(furnished)
    archive.build(plan.archive)
    with stage.serving(FLOOR) as bare, stage.serving(PRODUCT) as ours:
        searched = asyncio.run(searches.measure(plan, furnished, ours.port, bare.port))
    stored = searches.cost_of_storing(plan, furnished)
    reported = reports.measure(plan.year, plan.rounds)
    return [*found, reached, listed, opened, *idle, *searched, stored, reported], statements


if __name__ == "__main__":
    sys.exit(main())
