"""`make faults` counts right, and works from the start to its file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.report import Row, line
from tests.faults.tally import Tally, compare

ROOT = Path(__file__).parents[2]
WRITTEN = ["one", "two", "three"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(["one", "two", "three"], Tally(sent=3), id="all there"),
        pytest.param(["one", "three"], Tally(sent=3, lost=1), id="one is lost"),
        pytest.param(["one", "two", "two", "three"], Tally(sent=3, doubled=1), id="one came twice"),
        pytest.param(["one", "three", "two"], Tally(sent=3, misordered=1), id="one came too late"),
        pytest.param(["one", "two", "three", "a greeting"], Tally(sent=3), id="and something else besides"),
    ],
)
def test_what_became_of_messages_is_counted(found: list[str], expected: Tally) -> None:
    assert compare(WRITTEN, found, WRITTEN) == expected


@pytest.mark.parametrize("bad", ["lost", "doubled", "misordered", "stuck"])
def test_whatever_went_wrong_is_told_and_is_not_clean(bad: str) -> None:
    tally = Tally(sent=9) + Tally(**{bad: 1})
    assert not tally.clean
    assert line(Row("web", tally)) == f"BAD  web: 9 sent, 1 {bad}"


def test_what_the_agent_was_told_is_no_fault() -> None:
    assert Tally(sent=9, unconfirmed=1, failed=1).clean


@pytest.mark.timeout(300)
def test_a_run_writes_a_row_for_each_fault(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults", "--only", "Redis flushed"]
    environment = os.environ | {"GRATA_VAR": str(tmp_path)}
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    (row,) = json.loads((tmp_path / "faults" / "latest.json").read_text())["rows"]
    assert row.keys() == {"fault", "sent", "lost", "doubled", "misordered", "stuck", "unconfirmed", "failed"}
    assert row["fault"] == "Redis flushed"
    assert row["sent"] > 50
