"""The whole of Grata as `manage.py up` runs it, with data of its own, for tests that look from outside and kill its parts."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis

from grata_site.embedded import processes
from grata_site.embedded.home import sockets_of
from tests.wechat_simulator.server import Simulator

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "grata-demo"
START_SECONDS = 150.0
BACK_SECONDS = 60.0
END_SECONDS = 10.0
LOG_SHOWN = 12_000  # characters
# A killed test run leaves no programs behind: when it ends, in whatever way, the command is told to end (Linux).
FOLLOW = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM) if sys.platform == "linux" else None
os.execv(sys.argv[1], sys.argv[1:])
"""
MARKS = {
    "web": "grata_site.asgi:application",
    "worker": "worker",
    "beat": "beat",
    "simulator": "tests.wechat_simulator.app:application",
}
SOCKETS = {"postgres": ".s.PGSQL.5432", "redis": "redis.sock"}


class Stack:
    """One `manage.py up`. Its log is written to `log`; `knobs` are environment variables."""

    def __init__(self, var: Path, log: Path, **knobs: str) -> None:
        self.var, self.log, self.port = var, log, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sockets = sockets_of(var.resolve())
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        ours = {"GRATA_VAR": str(var), "PORT": str(self.port), "DJANGO_SETTINGS_MODULE": "tests.stack_settings"}
        self.environment = {**kept, **ours, **knobs}
        self._process: subprocess.Popen[bytes] | None = None
        self._simulator: Simulator | None = None

    def start(self) -> None:
        """Returns when /readyz says that everything answers."""
        command = [sys.executable, "-c", FOLLOW, sys.executable, "manage.py", "up"]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.wait_until_ready(START_SECONDS)

    def stop(self) -> None:
        """Ctrl-C. Fails unless everything has ended within ten seconds."""
        programs = [pid for name in (*MARKS, *SOCKETS) for pid in self.pids(name)]
        self._forget_simulator()
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(END_SECONDS)
        finally:
            self._process.kill()
            self._process.wait()
        left = [pid for pid in programs if processes.alive(pid)]
        assert not left, f"still running after Ctrl-C: {[_arguments(pid) for pid in left]}"

    def kill_all(self) -> None:
        """Whatever a test came to, nothing stays."""
        self._forget_simulator()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        for name in SOCKETS:
            for pid in self.pids(name):
                processes.end(pid)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def wait_until_ready(self, seconds: float = BACK_SECONDS) -> None:
        """Polls /readyz until all of the system answers."""
        deadline = time.monotonic() + seconds
        while not (answer := self._ready()).startswith("ready"):
            assert self._process is not None
            assert self._process.poll() is None, f"`up` ended:\n{self.last_words()}"
            assert time.monotonic() < deadline, f"not ready in {seconds:.0f} s: {answer}\n{self.last_words()}"
            time.sleep(0.1)

    def _ready(self) -> str:
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=10, trust_env=False)
        except httpx.HTTPError as error:
            return repr(error)
        return "ready" if answer.status_code == 200 else answer.text

    def static(self, name: str) -> str:
        """The address of a script, a style or a picture of ours."""
        manifest = json.loads((self.var / "static" / "staticfiles.json").read_text())
        return f"/static/{manifest['paths'][name]}"

    @property
    def simulator(self) -> Simulator:
        """The simulated WeChat that `up` started, in our hands."""
        if self._simulator is None:
            (pid,) = self.pids("simulator")
            arguments = _arguments(pid)
            self._simulator = Simulator(f"http://127.0.0.1:{arguments[arguments.index('-p') + 1]}")
        return self._simulator

    def pids(self, name: str) -> list[int]:
        """The processes of `up`, web, worker (with its children), beat, simulator, postgres or redis; empty while it is down."""
        if name == "up":
            return [self._process.pid] if self._process and self._process.poll() is None else []
        if name in SOCKETS:
            pid = processes.listener(self.sockets / SOCKETS[name])
            return [pid] if pid else []
        return [pid for pid in self._descendants() if MARKS[name] in _arguments(pid)]

    def kill(self, *names: str) -> None:
        """`kill -9`, all at once; back when they are gone."""
        found = [pid for name in names for pid in self.pids(name)]
        assert found, f"{names} do not run"
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert processes.wait_until(lambda: not any(processes.alive(pid) for pid in found), 10)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """While the block runs, the processes of that name get no time."""
        pids = self.pids(name)
        assert pids, f"{name} does not run"
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database answers to a query of ours; waits for a database that is on its way back."""
        deadline = time.monotonic() + BACK_SECONDS
        while True:
            try:
                with psycopg.connect(
                    host=str(self.sockets), user="postgres", dbname="grata", autocommit=True
                ) as database:
                    return database.execute(query, values).fetchall()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "the database does not come back"
                time.sleep(0.1)

    def redis(self) -> redis.Redis:
        """A connection to its Redis."""
        return redis.Redis(unix_socket_path=str(self.sockets / SOCKETS["redis"]), socket_timeout=5)

    def mails(self) -> list[Message]:
        """What has left by mail, the oldest first: a file for each."""
        files = sorted(Path(self.environment["EMAIL_URL"].removeprefix("filemail://")).iterdir())
        return [message_from_bytes(file.read_bytes().partition(b"\n" + b"-" * 79)[0]) for file in files]

    def run(self, code: str) -> str:
        """What a piece of Python prints in the product's own shell, with its models at hand."""
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        result = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=90, check=False
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    def last_words(self) -> str:
        """The end of the log."""
        return self.log.read_text(errors="replace")[-LOG_SHOWN:]

    def _descendants(self) -> list[int]:
        parents = dict(_parents())
        family = set(self.pids("up"))
        while grown := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= grown
        return sorted(family)

    def _forget_simulator(self) -> None:
        if self._simulator is not None:
            self._simulator.close()
            self._simulator = None


# WeChat's own limit on replies is not the subject of most tests.
KNOBS = {"GRATA_LOG": "json", "GRATA_LEASE_SECONDS": "13", "GRATA_WECHAT_WINDOW_REPLIES": "1000"}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The system, running, for all tests of a run. Its log stays among pytest's temporary folders."""
    mail = tmp_path_factory.mktemp("mail")
    with running(tmp_path_factory.mktemp("stack") / "up.log", EMAIL_URL=f"filemail://{mail}", **KNOBS) as system:
        yield system


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Shows the end of the log with a test that failed. Import it beside the fixture."""
    report = yield
    system = getattr(item, "funcargs", {}).get("stack")
    if report.failed and isinstance(system, Stack):
        report.sections.append((f"the end of {system.log}", system.last_words()))
    return report


@contextmanager
def running(log: Path, **knobs: str) -> Iterator[Stack]:
    """A stack with fresh data, which are removed in the end."""
    with fresh_var() as var:
        system = Stack(var, log, **knobs)
        try:
            system.start()
            yield system
        finally:
            system.kill_all()


@contextmanager
def fresh_var() -> Iterator[Path]:
    """A folder for a stack's data."""
    folder = Path(tempfile.mkdtemp(prefix="grata-stack-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs as somebody else
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """One on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _parents() -> Iterator[tuple[int, int]]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            status = (process / "stat").read_text(errors="replace")
            yield int(process.name), int(status.rpartition(")")[2].split()[1])


def _arguments(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return []
