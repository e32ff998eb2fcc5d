"""Two threads beside the supervisor: one keeps the private services up, one tells when everything answers."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from grata_site import embedded

READY_SECONDS = 90.0
_LOGINS = ("lin", "marco", "sofia", "ana", "admin")
_PAGES = (("Console", "/console/"), ("Admin", "/admin/"), ("Shop with chat", "/demo/shop/"), ("Phone", "/demo/phone/"))


def keep_services(var: Path, stopped: threading.Event, say: Callable[[str], None]) -> None:
    """Starts a private server again within about a second of its death, until `stopped`."""
    while not stopped.wait(1):
        try:
            for name in embedded.ensure(var):
                say(f"{name} had ended; it runs again")
        except embedded.ServiceError as error:
            say(str(error))
            stopped.wait(5)


def announce(url: str, stopped: threading.Event, say: Callable[[str], None]) -> None:
    """Says where to go when /readyz first answers 200, or what it says instead when that takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while (trouble := _trouble(f"{url}/readyz")) and time.monotonic() < deadline:
        if stopped.wait(0.5):
            return
    say(f"not ready after {READY_SECONDS:.0f} s: {trouble}" if trouble else ready_block(url))


def ready_block(url: str) -> str:
    """The addresses and the demo's logins."""
    pages = [f"  {name:<15} {url}{path}" for name, path in _PAGES]
    logins = [f"  {name}@demo.test" for name in _LOGINS]
    return "\n".join(["", "Grata is ready.", "", *pages, "", "Logins, all with the password grata-demo:", *logins, ""])


def _trouble(url: str) -> str:
    """Why `url` does not answer 200; empty when it does."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own address)
            return ""
    except urllib.error.HTTPError as error:
        return f"/readyz answers {error.code}: {_one_line(error.read(300))}"
    except (OSError, http.client.HTTPException) as error:
        return f"/readyz does not answer: {error}"


def _one_line(body: bytes) -> str:
    return " ".join(body.decode(errors="replace").split())
