"""Who may start the servers of a var folder, and who still uses them. The kernel frees a lock with its process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grata_site.embedded.errors import ServiceError

START_WAIT_SECONDS = 180.0
_held: dict[Path, int] = {}


@contextmanager
def starting(var: Path) -> Iterator[None]:
    """Holds the right to start or stop the servers of `var`: one process at a time."""
    descriptor = _open(var, "start.lock")
    try:
        _acquire(descriptor, fcntl.LOCK_EX, var)
        yield
    finally:
        os.close(descriptor)


def join(var: Path) -> bool:
    """Counts this process among the users of `var` until it ends; False when it was counted already."""
    if var in _held:
        return False
    descriptor = _open(var, "users.lock")
    try:
        _acquire(descriptor, fcntl.LOCK_SH, var)
    except BaseException:
        os.close(descriptor)
        raise
    _held[var] = descriptor
    return True


@contextmanager
def leaving(var: Path) -> Iterator[bool]:
    """Ends this process's use of `var`. True for the last user; nobody can join until the block has ended."""
    descriptor = _held.pop(var)
    try:
        yield _try(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _open(var: Path, name: str) -> int:
    return os.open(var / "run" / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _acquire(descriptor: int, kind: int, var: Path) -> None:
    """Polls, because flock cannot wait with a limit."""
    deadline = time.monotonic() + START_WAIT_SECONDS
    while not _try(descriptor, kind):
        if time.monotonic() > deadline:
            raise ServiceError(f"another process has been starting or stopping the servers of {var} for minutes")
        time.sleep(0.02)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
