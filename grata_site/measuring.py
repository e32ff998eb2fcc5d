"""Numbers of all processes of one machine, kept in files of one folder, so that one scrape sees them together.

prometheus_client decides when it is imported where it keeps numbers: `prepare` is called by the settings, before that.
Source: prometheus_client's documentation, "Multiprocess Mode". The numbers of processes that have ended still count, or
totals would fall; only what is open now, such as sockets, goes with its process.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
FILE = re.compile(r"(?P<kind>[a-z_]+)_(?P<pid>\d+)\.db")


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


def begin() -> None:
    """Forgets what an earlier run left behind, unless some process of it still runs."""
    found = [file for file in _files() if file[2] != os.getpid()]
    if not any(_is_alive(pid) for _path, _kind, pid in found):
        for path, _kind, _pid in found:
            path.unlink(missing_ok=True)


def forget_ended() -> None:
    """What was open in a process goes with it, also when it was killed."""
    for path, kind, pid in _files():
        if kind.startswith("gauge_live") and not _is_alive(pid):
            path.unlink(missing_ok=True)


def _files() -> Iterator[tuple[Path, str, int]]:
    folder = os.environ.get(VARIABLE)
    for path in Path(folder).glob("*.db") if folder else ():
        if match := FILE.fullmatch(path.name):
            yield path, match["kind"], int(match["pid"])


def _is_alive(pid: int) -> bool:
    with suppress(PermissionError):  # somebody else's, but there
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
    return True
