"""Keeps programs running: one that ends is started again, sooner at first, later if it keeps ending."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from grata_site.up.programs import Program

FIRST_DELAY, LONGEST_DELAY = 0.5, 10.0
_STEADY_SECONDS = 30.0
_END_SECONDS = 4.0
Say = Callable[[str, str], None]


class Supervisor:
    """Runs `programs` until KeyboardInterrupt, then ends them all. `say(name, line)` gets their output and ours."""

    def __init__(self, programs: list[Program], say: Say) -> None:
        self._runners = [_Runner(program, say) for program in programs]

    def run(self) -> None:
        """Returns after KeyboardInterrupt, when every program has ended; that takes five seconds at most."""
        try:
            while True:
                for runner in self._runners:
                    runner.tend()
                time.sleep(0.1)
        except KeyboardInterrupt:
            return
        finally:
            _ignore_signals()
            self._end()

    def _end(self) -> None:
        for runner in self._runners:
            runner.ask_to_end()
        deadline = time.monotonic() + _END_SECONDS
        while any(runner.running for runner in self._runners) and time.monotonic() < deadline:
            time.sleep(0.05)
        for runner in self._runners:
            runner.kill()


class _Runner:
    def __init__(self, program: Program, say: Say) -> None:
        self._program, self._say = program, say
        self._process: subprocess.Popen[bytes] | None = None
        self._started, self._due, self._delay = 0.0, 0.0, FIRST_DELAY

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def tend(self) -> None:
        if self._process and not self.running:
            self._plan_restart(self._process.returncode)
        if self._process is None and time.monotonic() >= self._due:
            self._start()

    def ask_to_end(self) -> None:
        """The program's main process only: it knows how to end its own children."""
        if self._process and self.running:
            self._process.terminate()

    def kill(self) -> None:
        """The whole group: children of a killed main process would live on."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=5)
            self._process = None

    def _plan_restart(self, code: int) -> None:
        now = time.monotonic()
        if now - self._started > _STEADY_SECONDS:
            self._delay = FIRST_DELAY
        self.kill()
        self._due = now + self._delay
        reason = f"signal {signal.Signals(-code).name}" if code < 0 else f"status {code}"
        self._say(self._program.name, f"ended ({reason}); starting it again in {self._delay:g} s")
        self._delay = min(self._delay * 2, LONGEST_DELAY)

    def _start(self) -> None:
        """From the main thread only: the kernel ends a child with the thread that started it (see grata_site.child)."""
        wrapped = [sys.executable, "-m", "grata_site.child", str(os.getpid()), *self._program.command]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"} | self._program.environment
        self._process = subprocess.Popen(  # noqa: S603 (our own programs)
            wrapped,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._started = time.monotonic()
        threading.Thread(target=self._relay, args=(self._process,), daemon=True).start()

    def _relay(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        with process.stdout as output:
            for line in output:
                self._say(self._program.name, line.decode(errors="replace").rstrip())


def _ignore_signals() -> None:
    """A second Ctrl-C must not leave half of them running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
