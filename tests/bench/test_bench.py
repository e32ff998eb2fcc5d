"""The bench works and says what it found. How fast anything is, it does not test: that is a ratio of one long run."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.bench import rows

ROOT = Path(__file__).parents[2]
KEYS = {"row", "value", "unit", "floor", "ratio", "target", "ok"}
pytestmark = pytest.mark.timeout(240)  # the first test waits for the whole run
NAMES = [
    "encrypted webhooks, stored and answered",
    "webhook to frame at 20/s, p50",
    "webhook to frame at 20/s, p99",
    "an agent's reply reaches WeChat, p50",
    "an agent's reply reaches WeChat, p50, by insert and task",
    "a new chat reaches 12 screens",
    "waiting list, first page of 200 waiting",
    "4 chats, each claimed by 10 agents at once: with one winner",
    "4 chats, each claimed by 10 agents at once: answers, p99",
    "a chat of 1,000 messages opens, by one of 50",
    "a page catches up while colleagues' chats go on, by one that missed nothing",
    "memory of an idle agent, 12 connected",
    "memory of an idle visitor, 100 connected",
    "a visitor's message is stored, 100 connected",
    "the console: first load, by its budget",
    "the console: requests, by their budget",
    "the console: interactive, by a bare page",
    "a site's widget, opened: first load, by its budget",
    "a site's widget, opened: requests, by their budget",
    "a site's widget, opened: interactive, by a bare page",
    "webhooks with 2,000 messages in the record",
    "search for 退款 in 2,000 messages, p95",
    "search for 发票, old only, p95",
    "search for 早餐, p95",
    "search for one character, p95",
    "search for a name, p95",
    "search for an e-mail, p95",
    "search for a rare word, p95",
    "search for what is not there, p95",
    "all chats, first page, p95",
    "all chats, deep page, p95",
    "search for 退款, deep page, p95",
    "a message is stored and found by searches",
    "report of a month, in a year of 20,000 messages",
]


@dataclass(frozen=True)
class Ran:
    """What a run left: its status, what it wrote to the terminal, and the rows in its file."""

    status: int
    lines: list[str]
    rows: list[dict[str, Any]]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A quick run."""
    folder = tmp_path_factory.mktemp("bench")
    environment = os.environ | {"GRATA_VAR": str(folder)}
    command = [sys.executable, "-m", "tests.bench", "--quick"]
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert result.stderr == ""
    found = json.loads((folder / "bench" / "latest.json").read_text())
    assert set(found) == {"rows"}
    return Ran(result.returncode, result.stdout.splitlines(), found["rows"])


def test_every_row_has_a_value_a_floor_of_the_same_run_and_their_ratio(ran: Ran) -> None:
    assert [row["row"] for row in ran.rows] == NAMES
    for row in ran.rows:
        assert set(row) == KEYS
        assert row["ratio"] == pytest.approx(row["value"] / row["floor"], rel=0.01)
        assert row["value"] > 0


def test_the_terminal_shows_the_rows_of_the_file_in_their_order(ran: Ran) -> None:
    for line, row in zip(ran.lines[1:], ran.rows, strict=False):
        assert line.startswith(row["row"])
        assert f"{row['ratio']:g}" in line
        assert line.rstrip().endswith("ok" if row["ok"] else "MISSED")


def test_the_status_says_whether_every_row_reaches_its_target(ran: Ran) -> None:
    assert ran.status == (0 if all(row["ok"] for row in ran.rows) else 1)


def test_of_a_throughput_more_is_better_and_the_median_round_counts() -> None:
    row = rows.at_least(0.5, "webhooks", "1/s", values=[30.0, 60.0, 9000.0], floors=[100.0, 100.0, 1.0])
    assert (row.value, row.floor, row.ratio, row.ok) == (60.0, 100.0, 0.6, True)
    assert not rows.at_least(0.5, "webhooks", "1/s", values=[49.0], floors=[100.0]).ok


def test_of_a_delay_less_is_better() -> None:
    assert rows.at_most(3.0, "p50", "ms", values=[30.0], floors=[10.0]).ok
    assert not rows.at_most(3.0, "p50", "ms", values=[31.0], floors=[10.0]).ok


def test_a_delay_may_have_a_bound_of_its_own_besides() -> None:
    row = rows.at_most(3.0, "list", "ms", values=[30.0], floors=[20.0], most=40.0)
    assert row.ok
    assert "≤ 3, ≤ 40 ms" in rows.table([row])
    assert not rows.at_most(3.0, "list", "ms", values=[41.0], floors=[20.0], most=40.0).ok
