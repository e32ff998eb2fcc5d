"""The system that things are done to: `manage.py up` with data of its own, and a proxy on every line between its parts."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from grata_site import embedded
from grata_site.embedded import ServiceError
from grata_site.embedded.home import sockets_of
from tests.faults import clock
from tests.faults.clock import Clock
from tests.faults.proxy import Pipe, Proxy
from tests.stack import KNOBS, SOCKETS, Stack

DISK_BYTES = 2 << 30


class Stage(Stack):
    """A running system. `lines` are the proxies: to the database, to Redis, and that of people to the web process.

    `disk` is the small disk that all data are on, None where nobody may mount one. `clock` is that of web, worker and
    beat, None where it can't be set; the database's is always true.
    """

    def __init__(self, var: Path, log: Path, *, disk: Path | None, clock: Clock | None) -> None:
        self.disk, self.clock = disk, clock
        sockets = sockets_of(var.resolve())
        self.lines = {name: Proxy(_unix(sockets / SOCKETS[name])) for name in SOCKETS}
        urls = {
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.lines['postgres'].port}/grata",
            "REDIS_URL": f"redis://127.0.0.1:{self.lines['redis'].port}/0",
        }
        super().__init__(var, log, **KNOBS, **urls, **(clock.environment if clock else {}))
        self.lines["web"] = Proxy(_tcp(self.port))
        self._over = threading.Event()

    def start(self) -> None:
        """Its servers first, which are started again whenever they have ended."""
        embedded.ensure(self.var)
        threading.Thread(target=self._keep_servers, daemon=True).start()
        super().start()
        self.url = f"http://127.0.0.1:{self.lines['web'].port}"

    def kill_all(self) -> None:
        """Nothing stays."""
        self._over.set()
        super().kill_all()
        for line in self.lines.values():
            line.close()

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """While the block runs there is no byte left for messages and files."""
        assert self.disk is not None
        filler = self.disk / "filler"
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(1 << 20))
                file.flush()
        try:
            yield
        finally:
            filler.unlink()

    def _keep_servers(self) -> None:
        while not self._over.wait(0.5):
            with suppress(ServiceError):  # a full disk, for example: it is tried again
                embedded.ensure(self.var)


@contextmanager
def running() -> Iterator[Stage]:
    """A stage with fresh data, on a small disk of its own where we may mount one; all of it goes in the end."""
    with ExitStack() as exits:
        folder = Path(tempfile.mkdtemp(prefix="grata-faults-"))
        exits.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # as root, PostgreSQL runs as somebody else
        disk = exits.enter_context(_small_disk(folder / "disk"))
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)
        var = (disk or folder) / "var"
        var.mkdir()
        stage = Stage(var, folder / "up.log", disk=disk, clock=clock.make(folder))
        exits.callback(embedded.stop, var)
        exits.callback(stage.kill_all)
        stage.start()
        yield stage


@contextmanager
def _small_disk(place: Path) -> Iterator[Path | None]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=755", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def _unix(path: Path) -> Callable[[], Awaitable[Pipe]]:
    return lambda: asyncio.open_unix_connection(path)


def _tcp(port: int) -> Callable[[], Awaitable[Pipe]]:
    return lambda: asyncio.open_connection("127.0.0.1", port)
