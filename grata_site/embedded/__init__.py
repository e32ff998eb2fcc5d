"""A private PostgreSQL and Redis for a machine that has none: one pair for each var folder.

Whoever asks first starts them, whoever leaves last stops them, and what a `kill -9` leaves
running is found and used again.
"""

import atexit
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grata_site.embedded import locks
from grata_site.embedded.errors import ServiceError
from grata_site.embedded.home import Home, check_space, sockets_of
from grata_site.embedded.postgres import Postgres
from grata_site.embedded.redis import Redis

__all__ = ["ServiceError", "check_space", "ensure", "point_to", "stop"]


def ensure(var: Path) -> tuple[str, ...]:
    """Sets DATABASE_URL and REDIS_URL, each if unset or empty, to a private server that answers; starts it if needed.

    Call it again at any time: a server that has died since is started again. Returns the names of the servers it
    started. Raises ServiceError, whose text is one line for a person. The servers stop with their last user.
    """
    with _plain_errors():
        home = Home.of(var)
        wanted = [s for s in _services(home) if os.environ.get(s.variable, "") in ("", s.url)]
        if not wanted:
            return ()
        if locks.join(home.var):
            atexit.register(_leave, home, os.getpid())
        home.make_sockets()
        started = _start_missing(home, wanted)
        os.environ.update({service.variable: service.url for service in wanted})
        return started


def point_to(var: Path) -> None:
    """Sets the variables as `ensure` does, and starts nothing: for work that reads the settings only."""
    with _plain_errors():
        home = Home(var.resolve(), sockets_of(var.resolve()), account=None)
        os.environ.update({s.variable: s.url for s in _services(home) if not os.environ.get(s.variable)})


def stop(var: Path) -> None:
    """Stops the private servers of `var` now, whoever uses them."""
    with _plain_errors():
        home = Home.of(var)
        with locks.starting(home.var):
            for service in _services(home):
                service.stop()


def _services(home: Home) -> tuple[Postgres | Redis, ...]:
    return Postgres(home), Redis(home)


def _start_missing(home: Home, wanted: list[Postgres | Redis]) -> tuple[str, ...]:
    if all(service.answers() for service in wanted):
        return ()
    with locks.starting(home.var):
        missing = [service for service in wanted if not service.answers()]
        for service in missing:
            service.start()
        return tuple(service.name for service in missing)


def _leave(home: Home, joined_by: int) -> None:
    """A forked child inherits this exit handler, but not the duty. While we leave as the last, nobody can join."""
    if os.getpid() != joined_by:
        return
    with locks.leaving(home.var) as last:
        if last:
            for service in _services(home):
                service.stop()
            with suppress(OSError):
                home.sockets.rmdir()


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ServiceError(f"the disk is full{place}") from error
        raise ServiceError(f"the private servers cannot run: {error.strerror or error}{place}") from error
