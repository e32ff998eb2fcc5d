"""What must be right before `up` starts anything, and the environment it sets. Runs before the settings are read."""

import fcntl
import os
import signal
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

from grata_site import startup
from grata_site.embedded import ServiceError, check_space

_locks: list[int] = []


@dataclass(frozen=True)
class Plan:
    """Where things listen. `simulator_port` is None when a real or another WeChat is configured."""

    host: str
    port: int
    simulator_port: int | None

    @property
    def url(self) -> str:
        """The web server's address as this machine sees it."""
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared, not bound)
        host = everywhere.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def prepare(var: Path) -> None:
    """Checks the port and the disk, then sets the demo's environment. ServiceError, one line, when it cannot work."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    planned = plan()
    _check_free(planned.host, planned.port)
    check_space(var)
    _be_the_only_one(var)
    os.environ["GRATA_DEMO"] = "1"
    os.environ["GRATA_PUBLIC_URL"] = os.environ.get("GRATA_PUBLIC_URL", "").strip() or planned.url
    startup.ensure_secret_key(var)
    if planned.simulator_port:
        address = f"http://127.0.0.1:{planned.simulator_port}"
        os.environ.update(GRATA_WECHAT_API_URL=address, GRATA_SIMULATOR_URL=address)


@cache
def plan() -> Plan:
    """PORT, HOST and the simulator's port: asked once, because a free port is another one each time."""
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    simulated = not os.environ.get("GRATA_WECHAT_API_URL", "").strip()
    return Plan(host, _port(), _free_port() if simulated else None)


def _port() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ServiceError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _check_free(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family):
            pass
    except socket.gaierror:
        raise ServiceError(f"HOST {host!r} is not an address of this machine") from None
    except OSError as error:
        raise ServiceError(
            f"cannot listen on port {port}: {os.strerror(error.errno or 0)}. Set PORT to another, as in `PORT=8001 make run`"
        ) from None


def _be_the_only_one(var: Path) -> None:
    """Two beats on one database would do everything twice."""
    try:
        (var / "run").mkdir(parents=True, exist_ok=True)
        descriptor = os.open(var / "run" / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ServiceError(f"another `make run` already works on {var}: set GRATA_VAR to another folder") from None
    except OSError as error:
        raise ServiceError(f"cannot write to {var}: {error.strerror}") from None
    _locks.append(descriptor)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
