"""What is measured, and on what: private services away from var/, an empty database, web processes."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command

from grata_site import embedded
from grata_site.embedded import processes
from tests.bench.errors import BenchError

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 10.0
FOREIGN = (
    "DATABASE_URL",
    "REDIS_URL",
    "ALLOWED_HOSTS",
    "GRATA_DEMO",
    "GRATA_HTTPS",
    "GRATA_TEST_FAST_DB",
    "GRATA_PUSH_REDIS_URLS",
    "GRATA_REPLICA_URL",
)


def build() -> None:
    """A PostgreSQL that really writes to disk, a Redis, Django and its tables; they go with this process. ServiceError."""
    signal.signal(signal.SIGTERM, _leave)
    folder = Path(tempfile.mkdtemp(prefix="grata-bench-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs as somebody else
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="grata_site.settings",
        SECRET_KEY="for-the-bench-only",
        GRATA_VAR=str(folder),
        GRATA_DRAIN_SECONDS="0",
        GRATA_LOG="lines",
    )
    embedded.ensure(folder)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@dataclass(frozen=True)
class Server:
    """A web process: where it is spoken to, and its number."""

    port: int
    pid: int

    def memory(self) -> int:
        """How many bytes of this machine's memory it has."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def serving(application: str, number: int = 1) -> Iterator[Server]:
    """Web processes as in production, behind one port. It can be spoken to at once: its socket already listens.

    A BenchError that is raised meanwhile also tells what they said last. `Server` knows the number of the first.
    """
    log = settings.VAR_DIR / "log" / f"{application.partition(':')[0]}.log"
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as stack:
        port, descriptor = int(listener.getsockname()[1]), listener.fileno()
        daphne = ["daphne", "-v", "0", "--no-server-name", "--fd", str(descriptor), application]
        first, *_others = [stack.enter_context(_running(daphne, log, descriptor)) for _ in range(number)]
        with _explained(application, log):
            yield Server(port, first.pid)


@contextmanager
def working(application: str, environment: dict[str, str], *more: str) -> Iterator[None]:
    """One worker as in production."""
    log = settings.VAR_DIR / "log" / f"{application}.worker.log"
    quiet = ["-l", "warning", "--without-mingle", "--without-gossip", "--concurrency", "2"]
    celery = ["celery", "-A", application, "worker", *quiet, *more]
    with _running(celery, log, environment=environment), _explained(application, log):
        yield


@contextmanager
def _explained(application: str, log: Path) -> Iterator[None]:
    try:
        yield
    except BenchError as error:
        raise BenchError(f"{error}; {application}: {processes.last_words(log)}") from error


@contextmanager
def _running(
    module: list[str], log: Path, *descriptors: int, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with_us = [sys.executable, "-m", "grata_site.child", str(os.getpid()), sys.executable, "-m"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*with_us, *module],
            cwd=ROOT,
            env=os.environ | (environment or {}),
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)


def _leave(number: int, frame: FrameType | None) -> None:
    """Unwinds, so that the servers end too."""
    sys.exit(128 + number)
