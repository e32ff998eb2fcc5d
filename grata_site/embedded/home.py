"""The folders of one pair of private servers: data and logs under var/, sockets in a short private folder."""

import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from grata_site.embedded.account import Account, let_in, unprivileged
from grata_site.embedded.errors import ServiceError

LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Home:
    """Everything that belongs to one var folder. Two var folders never share a server."""

    var: Path
    sockets: Path
    account: Account | None

    @classmethod
    def of(cls, var: Path) -> "Home":
        """The home of `var`, whose folders for logs and locks are made when missing."""
        for folder in ("log", "run"):
            (var / folder).mkdir(parents=True, exist_ok=True)
        return cls(var.resolve(), sockets_of(var.resolve()), unprivileged())

    def make_sockets(self) -> None:
        """Makes the socket folder. ServiceError for one that somebody else prepared, which could hold their servers."""
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        info = self.sockets.lstat()
        if not stat.S_ISDIR(info.st_mode) or info.st_uid not in (self.owner, os.geteuid()):
            raise ServiceError(f"{self.sockets} belongs to somebody else: remove it, or set GRATA_VAR")
        if stat.S_IMODE(info.st_mode) != 0o700:
            self.sockets.chmod(0o700)
        if self.account and info.st_uid != self.owner:
            os.chown(self.sockets, self.account.uid, self.account.gid)

    @property
    def owner(self) -> int:
        """The user id that the servers run as and their files belong to."""
        return self.account.uid if self.account else os.geteuid()

    def log(self, name: str) -> Path:
        """The file that the server `name` writes its messages to."""
        return self.var / "log" / f"{name}.log"

    def private_folder(self, path: Path) -> Path:
        """Makes `path` the servers' own; ServiceError when another user made it."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            let_in(path, self.account)
            if path.stat().st_uid == os.geteuid():
                os.chown(path, self.account.uid, self.account.gid)
        if path.stat().st_uid != self.owner:
            raise ServiceError(f"{path} belongs to another user: run this as that user, or set GRATA_VAR")
        return path


def check_space(var: Path) -> None:
    """ServiceError when the disk that holds `var` is all but full."""
    folder = next(place for place in (var, *var.resolve().parents) if place.exists())
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise ServiceError(f"the disk is full: {free >> 20} MB free at {folder}, at least 200 MB are needed")


def sockets_of(var: Path) -> Path:
    """Short, because a socket's path may have 107 bytes at most, and var may lie deep."""
    digest = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path("/tmp") / f"grata-{os.geteuid()}-{digest}"  # noqa: S108 (its owner is checked)
