"""Numbers of all processes of one machine, kept in files of one folder, so that one scrape sees them together.

prometheus_client decides when it is imported where it keeps numbers: `prepare` is called by the settings, before that.
Source: prometheus_client's documentation, "Multiprocess Mode". The numbers of processes that have ended still count, or
totals would fall; only what is open now, such as sockets, goes with its process. Containers that share the folder may each have
a process 1: so a process has the name of its host with its number, and shows by a lock on a file that it lives.
"""

import fcntl
import hashlib
import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

_held = list[int]()  # descriptors, which are open until the process has ended
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
FILE = re.compile(r"(?P<kind>[a-z_]+)_(?P<who>[0-9a-f]{8}-\d+|\d+)\.db")  # earlier versions wrote a number alone


def prepare(var: Path) -> None:
    """Makes the folder. Where nothing can be written, each process has its own numbers only."""
    folder = var / "metrics"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").write_text("")
    except OSError:
        os.environ.pop(VARIABLE, None)
    else:
        os.environ[VARIABLE] = str(folder)
        from prometheus_client import values

        values.ValueClass = values.MultiProcessValue(name)  # type: ignore[no-untyped-call]


def name() -> str:
    """What tells this process from all others that keep their numbers in the folder."""
    return _name(os.getpid())


def begin() -> None:
    """Forgets what an earlier run left behind, unless some process of it still runs."""
    found = [file for file in _files() if file[2] != name()]
    if not any(_is_alive(who) for who in {who for _path, _kind, who in found}):
        for path, _kind, who in found:
            path.unlink(missing_ok=True)
            _sign(who).unlink(missing_ok=True)


def forget_ended() -> None:
    """What was open in a process goes with it, also when it was killed."""
    for path, kind, who in _files():
        if kind.startswith("gauge_live") and not _is_alive(who):
            path.unlink(missing_ok=True)


@cache
def _name(pid: int) -> str:
    """A child that was forked is another one, and gets a sign of its own."""
    who = f"{hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]}-{pid}"
    _held.append(_hold(_sign(who)))
    return who


def _sign(who: str) -> Path:
    return Path(os.environ[VARIABLE], f"{who}.alive")


def _hold(sign: Path) -> int:
    """The open file, locked until this process ends, however it ends. Who took it for left behind before may have deleted it."""
    while True:
        file = os.open(sign, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        fcntl.lockf(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(sign.stat(), os.fstat(file)):
                return file
        os.close(file)


def _files() -> Iterator[tuple[Path, str, str]]:
    folder = os.environ.get(VARIABLE)
    for path in Path(folder).glob("*.db") if folder else ():
        if match := FILE.fullmatch(path.name):
            yield path, match["kind"], match["who"]


def _is_alive(who: str) -> bool:
    if who == name():  # and its sign must not be opened again: with the second file the lock of the first would go
        return True
    try:
        with _sign(who).open("r+") as sign:
            fcntl.lockf(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
