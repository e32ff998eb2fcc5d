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
from contextlib import contextmanager
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
FOREIGN = ("DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "GRATA_DEMO", "GRATA_HTTPS", "GRATA_TEST_FAST_DB")


def build() -> None:
    """A PostgreSQL that really writes to disk, a Redis, Django and its tables; they go with this process. ServiceError."""
    signal.signal(signal.SIGTERM, _leave)
    folder = Path(tempfile.mkdtemp(prefix="grata-bench-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs as somebody else
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="grata_site.settings", SECRET_KEY="for-the-bench-only", GRATA_VAR=str(folder)
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
def serving(application: str) -> Iterator[Server]:
    """One web process as in production. It can be spoken to at once: its socket already listens.

    A BenchError that is raised meanwhile also tells what the process said last.
    """
    log = settings.VAR_DIR / "log" / f"{application.partition(':')[0]}.log"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        process = _daphne(listener.fileno(), application, log)
    try:
        yield Server(port, process.pid)
    except BenchError as error:
        raise BenchError(f"{error}; {application}: {processes.last_words(log)}") from error
    finally:
        _end(process)


def _daphne(descriptor: int, application: str, log: Path) -> subprocess.Popen[bytes]:
    daphne = [sys.executable, "-m", "daphne", "-v", "0", "--no-server-name", "--fd", str(descriptor), application]
    with_us = [sys.executable, "-m", "grata_site.child", str(os.getpid())]
    with log.open("wb") as output:
        return subprocess.Popen(
            [*with_us, *daphne], cwd=ROOT, pass_fds=[descriptor], stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )


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
