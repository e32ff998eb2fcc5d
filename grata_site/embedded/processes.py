"""Starting and ending server processes. A server is known by its socket, never by a number in a file alone."""

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from grata_site.embedded.account import Account
from grata_site.embedded.errors import ServiceError

_LARGEST_LOG_BYTES = 5_000_000
_SOL_LOCAL, _LOCAL_PEERPID = 0, 2  # macOS
_started: list[subprocess.Popen[bytes]] = []


def start(command: Sequence[str | Path], log: Path, account: Account | None) -> subprocess.Popen[bytes]:
    """A server in a session of its own, so that Ctrl-C in our terminal does not reach it."""
    with _open_log(log) as output:
        process = subprocess.Popen(  # noqa: S603 (our own programs)
            command, stdout=output, stderr=output, **_apart(account)
        )
    _started.append(process)
    return process


def run(command: Sequence[str | Path], log: Path, account: Account | None, *, seconds: float) -> None:
    """A short command to its end. ServiceError, with the log's last words, when it fails."""
    with _open_log(log) as output:
        try:
            subprocess.run(  # noqa: S603 (our own programs)
                command, stdout=output, stderr=output, timeout=seconds, check=True, **_apart(account)
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise ServiceError(f"{Path(command[0]).name} failed: {last_words(log)}; see {log}") from None


def listener(path: Path) -> int | None:
    """The process that listens on the socket at `path`; None when nobody does."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(path))
        except OSError:
            return None
        if sys.platform == "darwin":
            return connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID)
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        return int(struct.unpack("3i", credentials)[0])


def end(pid: int, *signals: tuple[signal.Signals, float]) -> None:
    """Sends each signal in turn and waits so many seconds for the process to be gone; the last word is SIGKILL."""
    for number, seconds in (*signals, (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not alive(pid), seconds):
            return


def alive(pid: int) -> bool:
    """A process that has ended but is not yet collected counts as gone: nobody may ever collect an orphan."""
    for process in _started:
        process.poll()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def name(pid: int) -> str:
    """The program's name; "postgres", the careful answer, where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return "postgres"


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether `condition` came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def last_words(log: Path) -> str:
    """The log's last complaint, else its last line."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        lines = file.read().decode(errors="replace").splitlines()
    worst = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:", "Can't", "# "))]
    return (worst or lines or ["it said nothing"])[-1].strip()


def _open_log(log: Path) -> Any:
    if log.exists() and log.stat().st_size > _LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")


def _apart(account: Account | None) -> dict[str, Any]:
    """No PG* or LD_* variable of ours may reach the server, nor a folder that it cannot enter."""
    settings: dict[str, Any] = {
        "env": {"PATH": os.defpath, "LC_ALL": "C"},
        "stdin": subprocess.DEVNULL,
        "cwd": "/",
        "umask": 0o077,
        "start_new_session": True,
    }
    return settings | ({"user": account.uid, "group": account.gid, "extra_groups": []} if account else {})


def _is_zombie(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "Z"
