"""Runs the simulator for tests, and drives it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]


class Simulator:
    """A running simulator: the customers' hands on their phones, and the tests' control of WeChat."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Each call has a connection of its own: one thread's pool closes as idle what another thread has just chosen.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(base_url=url, timeout=40.0, trust_env=False, limits=limits)

    def get(self, path: str, **params: Any) -> Any:
        return self._http.get(path, params=params).raise_for_status().json()

    def post(self, path: str, **body: Any) -> Any:
        return self._http.post(path, json=body).raise_for_status().json()

    def say(self, openid: str, text: str, account: str = "demo", **more: Any) -> dict[str, Any]:
        """A customer writes; the line on their phone."""
        line: dict[str, Any] = self.post("/phone/messages", account=account, openid=openid, text=text, **more)
        return line

    def phone(self, openid: str) -> list[dict[str, Any]]:
        """The lines on that phone."""
        lines: list[dict[str, Any]] = self.get("/phone/messages", openid=openid)["messages"]
        return lines

    def send_file(self, openid: str, kind: str, data: bytes, account: str = "demo", **more: Any) -> dict[str, Any]:
        """A customer sends a picture, a recording or a film (image, voice, video, shortvideo); the line on their phone."""
        medium = self.add_file(data, account)
        line: dict[str, Any] = self.post(
            "/phone/messages", account=account, openid=openid, kind=kind, media_id=medium, **more
        )
        return line

    def add_file(self, data: bytes, account: str = "demo") -> str:
        """Puts a file on a customer's phone; its media_id."""
        files = {"media": ("file", data)}
        answer = self._http.post("/phone/media", data={"account": account}, files=files)
        return str(answer.raise_for_status().json()["media_id"])

    def bytes(self, path: str) -> bytes:
        """What a browser gets from this path."""
        return self._http.get(path).raise_for_status().content

    def wait_for(self, openid: str, **expected: Any) -> dict[str, Any]:
        """The first line on that phone with these fields; AssertionError when none comes in 25 seconds."""
        seq, ends = 0, time.monotonic() + 25
        while (left := ends - time.monotonic()) > 0:
            state = self.get("/phone/state", since=seq, wait=left, openid=openid)
            for item in state["items"]:
                if expected.items() <= item.items():
                    return dict(item)
            seq = state["seq"]
        raise AssertionError(f"{expected} never came: {self.phone(openid)}")

    def sends(self) -> list[dict[str, Any]]:
        """The messages WeChat took from us."""
        sends: list[dict[str, Any]] = self.get("/_control/sends")["sends"]
        return sends

    def count(self, endpoint: str) -> int:
        """Requests to an endpoint."""
        return int(self.get("/_control/counters").get(endpoint, 0))

    def control(self, what: str, **body: Any) -> Any:
        return self.post(f"/_control/{what}", **body)

    def close(self) -> None:
        self._http.close()


@contextmanager
def running(callback_url: str = "http://127.0.0.1:9") -> Iterator[Simulator]:
    """A simulator in a process of its own on a free port. It can be spoken to at once: its socket already listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-m", "daphne", "--fd", str(listener.fileno()), "-v", "0"]
        process = subprocess.Popen(
            [*command, "tests.wechat_simulator.app:application"],
            cwd=ROOT,
            env={**os.environ, "SIMULATOR_CALLBACK_URL": callback_url},
            pass_fds=[listener.fileno()],
        )
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    simulator = Simulator(url)
    try:
        yield simulator
    finally:
        simulator.close()
        process.terminate()
        process.wait(10)
