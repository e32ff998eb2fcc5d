"""The unprivileged user that the servers run as when we are root: PostgreSQL refuses to run as root."""

import os
import pwd
import stat
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grata_site.embedded.errors import ServiceError

NAME = "grata-services"
_ACL = "system.posix_acl_access"
_OWNER, _USER, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
_NOBODY_IN_PARTICULAR = 0xFFFFFFFF


@dataclass(frozen=True)
class Account:
    """A system user without a password, a home or a shell."""

    name: str
    uid: int
    gid: int


def unprivileged() -> Account | None:
    """The user to run servers as, made when missing; None when we are not root and run them as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _create()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def let_in(path: Path, account: Account) -> None:
    """Lets `account`, and nobody else, pass through the folders above `path`, such as a /root of mode 0700."""
    for folder in path.resolve().parents:
        info = folder.stat()
        if not info.st_mode & stat.S_IXOTH and info.st_uid != account.uid:
            _let_through(folder, account)


def share(package: Path) -> None:
    """Makes a package's programs and libraries readable for everybody: root's umask may have kept them to root."""
    for path in _installed(package):
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0)
        if wanted != mode:
            path.chmod(wanted)


def _installed(package: Path) -> Iterator[Path]:
    """A wheel keeps the libraries that its programs load in a folder beside the package."""
    for tree in (package, package.with_name(f"{package.name}.libs")):
        if tree.is_dir():
            yield from (path for path in (tree, *tree.rglob("*")) if not path.is_symlink())


def _create() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        subprocess.run(command, capture_output=True, timeout=30, check=False)  # noqa: S603 (fixed words)
        return pwd.getpwnam(NAME)
    except (KeyError, FileNotFoundError, subprocess.TimeoutExpired):
        raise ServiceError(
            f"PostgreSQL refuses to run as root, and the user {NAME} could not be made for it: "
            "run this as an ordinary user, or set DATABASE_URL and REDIS_URL"
        ) from None


def _let_through(folder: Path, account: Account) -> None:
    """An access-control entry, not a wider mode: other users gain nothing."""
    entries = _entries(folder)
    entries[_USER, account.uid] = entries.get((_USER, account.uid), 0) | 1
    entries[_MASK, _NOBODY_IN_PARTICULAR] = entries.get((_MASK, _NOBODY_IN_PARTICULAR), 0) | 1
    packed = (struct.pack("<HHI", tag, allowed, who) for (tag, who), allowed in sorted(entries.items()))
    try:
        os.setxattr(folder, _ACL, struct.pack("<I", 2) + b"".join(packed))
    except (AttributeError, OSError):
        raise ServiceError(
            f"the user {account.name}, which the private database runs as, cannot pass through {folder}: "
            f"run `chmod o+x {folder}`, or set GRATA_VAR to a folder elsewhere, or run as an ordinary user"
        ) from None


def _entries(folder: Path) -> dict[tuple[int, int], int]:
    """(tag, user id) -> permission bits: the folder's entries, or its plain mode told as entries."""
    try:
        packed = os.getxattr(folder, _ACL)[4:]
        return {(tag, who): allowed for tag, allowed, who in struct.iter_unpack("<HHI", packed)}
    except (AttributeError, OSError):
        mode = folder.stat().st_mode
    # The mask limits every entry but the owner's: it must let through what the group had.
    shifts = {_OWNER: 6, _GROUP: 3, _MASK: 3, _OTHER: 0}
    return {(tag, _NOBODY_IN_PARTICULAR): mode >> shift & 7 for tag, shift in shifts.items()}
