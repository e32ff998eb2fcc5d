"""`manage.py up` as a whole: one for each folder of data, an end that leaves nothing, and data that outlive a kill."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grata_site.embedded.processes import alive, wait_until
from tests.flows.visitor import open_visitor
from tests.stack import ROOT, Stack, fresh_var

GONE_SECONDS = 5.0
PROGRAMS = ("web", "worker", "beat", "simulator")


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for data."""
    with fresh_var() as folder:
        yield folder


def test_a_second_one_on_the_same_data_is_refused_in_one_line(stack: Stack) -> None:
    second = Stack(stack.var, stack.log)
    result = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=second.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"grata: another `make run` already works on {stack.var}")
    stack.wait_until_ready(seconds=10)


async def test_a_killed_one_leaves_nothing_on_the_port_and_the_next_has_the_data_and_ends_with_ctrl_c(
    var: Path, tmp_path: Path
) -> None:
    first = Stack(var, tmp_path / "first.log")
    second = Stack(var, tmp_path / "second.log")
    try:
        first.start()
        async with open_visitor(first.url) as daniel:
            await daniel.say("Are you still there tomorrow?")
        programs = [pid for name in PROGRAMS for pid in first.pids(name)]
        assert len(programs) >= len(PROGRAMS)
        first.kill("up")
        assert wait_until(lambda: not listens(first.port) and not any(map(alive, programs)), GONE_SECONDS)
        second.start()
        async with open_visitor(second.url, daniel.secret) as again:
            assert again.texts == ["Are you still there tomorrow?"]
        second.stop()
        assert not listens(second.port)
        assert [second.pids(name) for name in ("postgres", "redis")] == [[], []]
    finally:
        first.kill_all()
        second.kill_all()


def listens(port: int) -> bool:
    """Whether anybody takes connections there."""
    with socket.socket() as connection:
        connection.settimeout(2)
        return connection.connect_ex(("127.0.0.1", port)) == 0
