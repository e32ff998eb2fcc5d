"""The parts of a system that has grown: servers that carry pushes alone, and a replica of the database."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

from grata_site.embedded import postgres, processes
from grata_site.embedded.home import Home
from grata_site.embedded.postgres import Postgres
from grata_site.embedded.redis import Redis
from tests.stack import KNOBS, Stack, fresh_var, running

SOON = 20.0


class PushServer:
    """A Redis of its own."""

    def __init__(self, var: Path) -> None:
        home = Home.of(var)
        home.make_sockets()
        self.server, self._socket = Redis(home), home.sockets / "redis.sock"

    def kill(self) -> None:
        """`kill -9`."""
        _kill(self._socket)

    def carries(self, group: str) -> bool:
        """Whether a socket of that group listens here."""
        with redis.Redis(unix_socket_path=str(self._socket), socket_timeout=5) as client:
            return any(name.decode().endswith(group) for name in client.pubsub_channels())


class Replica:
    """A PostgreSQL that follows the stack's; there once it is `made`."""

    def __init__(self, var: Path) -> None:
        self._home, self._data = Home.of(var), var / "postgres"
        self._home.make_sockets()
        self.server = Postgres(self._home)

    def make(self, stack: Stack) -> None:
        """A copy that follows from then on, as the manual of PostgreSQL has it."""
        self._home.private_folder(self._data)
        command: list[str | Path] = [postgres._program("pg_basebackup"), "-D", self._data, "-h", stack.sockets]
        command += ["-U", "postgres", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        processes.run(command, self._home.log("copy"), self._home.account, seconds=60)
        self.server.start()

    def kill(self) -> None:
        """All of its processes: the first of them takes the others with it."""
        _kill(self._home.sockets / ".s.PGSQL.5432")

    def ask(self, query: str) -> Any:
        """The one value that it answers."""
        with psycopg.connect(
            host=str(self._home.sockets), user="postgres", dbname=postgres.DATABASE, autocommit=True
        ) as database:
            row = database.execute(query).fetchone()
            assert row is not None
            return row[0]


@dataclass(frozen=True)
class Grown:
    """A running system with two servers for pushes, and a replica."""

    stack: Stack
    pushes: tuple[PushServer, PushServer]
    replica: Replica


@contextmanager
def grown(log: Path) -> Iterator[Grown]:
    """All of it; nothing stays."""
    with ExitStack() as exits:
        one, other, copy = (exits.enter_context(fresh_var()) for _ in range(3))
        pushes, replica = (PushServer(one), PushServer(other)), Replica(copy)
        for each in (*pushes, replica):
            exits.callback(_end, each)
        for each in pushes:
            each.server.start()
        urls = ",".join(each.server.url for each in pushes)
        knobs = {**KNOBS, "GRATA_PUSH_REDIS_URLS": urls, "GRATA_REPLICA_URL": replica.server.url}
        stack = exits.enter_context(running(log, **knobs))
        replica.make(stack)
        yield Grown(stack, pushes, replica)


def until(condition: Callable[[], object], within: float = SOON) -> None:
    """Returns when it has come true."""
    assert processes.wait_until(lambda: bool(condition()), within), "it never came true"


def _end(each: PushServer | Replica) -> None:
    each.server.stop()
    shutil.rmtree(each.server._home.sockets, ignore_errors=True)


def _kill(socket: Path) -> None:
    pid = processes.listener(socket)
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not processes.alive(pid), 10)
