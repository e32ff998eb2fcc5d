"""The programs that `up` runs."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from grata_site.up.preflight import Plan


@dataclass(frozen=True)
class Program:
    """One long-lived program: its name in the terminal, its command, what it finds in its environment besides ours."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def programs(plan: Plan, var: Path) -> list[Program]:
    """Web, worker, beat, and WeChat's simulator where no WeChat is configured."""
    schedule = str(var / "celerybeat-schedule")
    found = [
        # Ctrl-C means now.
        Program("web", _daphne(plan.host, plan.port, "grata_site.asgi:application"), {"GRATA_DRAIN_SECONDS": "0"}),
        Program(
            "worker", _celery("worker", "-l", "warning", "--concurrency", "2", "--without-mingle", "--without-gossip")
        ),
        Program("beat", _celery("beat", "-l", "warning", "-s", schedule, "--pidfile=")),
    ]
    return [*found, _simulator(plan.simulator_port, plan.url)] if plan.simulator_port else found


def _simulator(port: int, callback: str) -> Program:
    command = _daphne("127.0.0.1", port, "tests.wechat_simulator.app:application")
    return Program("simulator", command, {"SIMULATOR_CALLBACK_URL": callback})


def _daphne(host: str, port: int, application: str) -> list[str]:
    return _python("daphne", "-v", "0", "--no-server-name", "-b", host, "-p", str(port), application)


def _celery(*arguments: str) -> list[str]:
    return _python("celery", "-A", "grata_site", "-q", *arguments)


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
