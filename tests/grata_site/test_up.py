"""`manage.py up`: what it refuses at once, and how it keeps programs running."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grata_site.embedded import ServiceError
from grata_site.embedded.processes import alive, wait_until
from grata_site.up import preflight

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_port_in_use_is_one_line_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(tmp_path, PORT=str(port)) == (
            f"grata: cannot listen on port {port}: Address already in use. Set PORT to another, as in `PORT=8001 make run`"
        )
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_no_port_is_one_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, PORT="８０００") == "grata: PORT must be a number from 1 to 65535, not '８０００'"


def test_only_the_numbers_that_ports_have_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for port in ("abc", "0", "65536", "-1", "８０００"):
        monkeypatch.setenv("PORT", port)
        preflight.plan.cache_clear()
        with pytest.raises(ServiceError, match=f"not '{port}'"):
            preflight.plan()


def test_a_host_that_is_no_address_is_one_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, HOST="256.0.0.1") == "grata: HOST '256.0.0.1' is not an address of this machine"


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, "http://127.0.0.1:{port}"), ({"GRATA_PUBLIC_URL": "https://chat.example.com"}, "https://chat.example.com")],
)
def test_links_for_everybody_lead_to_the_printed_address_unless_another_is_set(
    tmp_path: Path, given: dict[str, str], expected: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", PREPARE, str(tmp_path)]
    environment = {"PATH": os.defpath, "PORT": str(port), **given}
    printed = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    assert printed.stdout.strip() == expected.format(port=port)


def test_a_program_that_is_killed_is_started_again_and_all_end_with_ctrl_c(running: "Running") -> None:
    first = running.next_pid()
    os.kill(first, signal.SIGKILL)
    second = running.next_pid()
    assert second != first
    assert running.remarks() == ["ended (signal SIGKILL); starting it again in 0.5 s"]
    running.interrupt()
    assert not alive(second)


def test_a_program_that_ignores_the_request_to_end_is_killed(stubborn: "Running") -> None:
    pid = stubborn.next_pid()
    stubborn.interrupt()
    assert not alive(pid)


def test_a_killed_supervisor_leaves_no_program_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISE, ENDLESS], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        process.kill()
    assert wait_until(lambda: not alive(child), 5)


PREPARE = """
import os, pathlib, sys
from grata_site.up import preflight
preflight.prepare(pathlib.Path(sys.argv[1]))
print(os.environ["GRATA_PUBLIC_URL"])
"""
ENDLESS = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {ENDLESS}"
SUPERVISE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell takes from what runs in the background
from grata_site.up.programs import Program
from grata_site.up.supervisor import Supervisor
Supervisor([Program("web", [sys.executable, "-c", sys.argv[1]])], lambda name, line: print(line, flush=True)).run()
"""


class Running:
    """A supervisor in a process of its own, as `up` is, and what it says."""

    def __init__(self, code: str) -> None:
        command = [sys.executable, "-c", SUPERVISE, code]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self._remarks: list[str] = []

    def next_pid(self) -> int:
        """The number that the program says first of all; remarks before it are kept."""
        assert self._process.stdout
        for line in self._process.stdout:
            if line.strip().isdigit():
                return int(line)
            self._remarks.append(line.strip())
        raise AssertionError("the supervisor ended")

    def remarks(self) -> list[str]:
        """What the supervisor said so far."""
        return self._remarks

    def interrupt(self) -> None:
        """Ctrl-C; back when the supervisor has ended, which it must within ten seconds, and in peace."""
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=10)
        assert self._process.returncode == 0

    def end(self) -> None:
        """Whatever the test came to, nothing stays."""
        self._process.kill()
        self._process.communicate(timeout=10)


@pytest.fixture
def running() -> Iterator[Running]:
    """A supervisor with one program that runs for ever."""
    supervisor = Running(ENDLESS)
    yield supervisor
    supervisor.end()


@pytest.fixture
def stubborn() -> Iterator[Running]:
    """A supervisor with one program that is deaf to SIGTERM."""
    supervisor = Running(DEAF)
    yield supervisor
    supervisor.end()


def refusal(var: Path, **environment: str) -> str:
    """The only line that `up` writes when it will not start."""
    result = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={"PATH": os.defpath, "GRATA_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    return result.stderr.removesuffix("\n")
