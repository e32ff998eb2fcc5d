"""`python -m tests.faults [--quick] [--soak MINUTES] [--only WORDS]`: kills and cuts things under load, counts what became of
every message, prints a table, writes faults/latest.json into GRATA_VAR (`var/`).

The status is 0 when nothing was lost, doubled, out of order or stuck, 1 when something was, 2 when it could not be tried.
"""

import argparse
import asyncio
import os
import sys
from typing import Any

import django

from grata_site import startup
from grata_site.embedded import ServiceError
from tests.faults import stage

SOAK_MINUTES, QUICK_SOAK_MINUTES = 30.0, 0.5
# Those who write in the load know how the product names a visitor, so its settings must load. Nothing connects by them.
NOWHERE = {
    "DJANGO_SETTINGS_MODULE": "grata_site.settings",
    "SECRET_KEY": "only-to-load-the-settings",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "REDIS_URL": "redis://localhost:1",
}


def main() -> int:
    """Runs them one after the other; the status."""
    os.environ.update(NOWHERE)
    django.setup()
    from tests.faults import report, runs
    from tests.faults.strikes import FAULTS  # they need the apps, which the line above loads

    wanted = _arguments()
    soak = wanted.soak if wanted.soak is not None else QUICK_SOAK_MINUTES if wanted.quick else SOAK_MINUTES
    path = startup.var_folder() / "faults" / "latest.json"
    try:
        with stage.running() as system:
            possible = [fault for fault in FAULTS if _possible(fault, system)]
            found = asyncio.run(runs.run(system, possible, only=wanted.only, soak_seconds=soak * 60))
    except (ServiceError, OSError, AssertionError) as error:
        print(f"faults: {error}", file=sys.stderr)
        return 2
    report.write(found, path)
    print(f"\n{report.table(found)}\n\nWritten to {path}")
    return 0 if all(row.tally.clean for row in found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Breaks things, and counts.")
    parser.add_argument("--quick", action="store_true", help="a soak of half a minute only")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="how long all of it together; 30 otherwise")
    parser.add_argument("--only", default="", metavar="WORDS", help='only the rows whose name has these words; "soak"')
    return parser.parse_args()


def _possible(fault: Any, system: stage.Stage) -> bool:
    if not fault.needs or getattr(system, fault.needs) is not None:
        return True
    why = {
        "disk": "only root may mount the small disk that it fills",
        "clock": "no C compiler for the clock that it sets",
    }
    print(f"not tried: {fault.name}: {why[fault.needs]}", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(main())
