"""`manage.py up`: services, migrations, demo data, then web, worker, beat and WeChat's simulator until Ctrl-C."""

import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from grata_site import measuring
from grata_site.up import attendants, preflight
from grata_site.up.programs import programs
from grata_site.up.supervisor import Supervisor

_terminal = threading.Lock()


class Command(BaseCommand):
    """Before this runs, manage.py has checked the port and started the private services (see grata_site.startup)."""

    help = "Runs everything in one terminal, with demo data; Ctrl-C stops all of it. Needs PORT (8000) to be free."

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns after Ctrl-C, SIGTERM or SIGHUP, when everything has ended."""
        _prepare_data()
        measuring.begin()
        plan, stopped = preflight.plan(), threading.Event()
        attending = [
            threading.Thread(target=attendants.keep_services, args=(settings.VAR_DIR, stopped, _say_as_up)),
            threading.Thread(target=attendants.announce, args=(plan.url, stopped, _say_as_up), daemon=True),
        ]
        try:
            for thread in attending:
                thread.start()
            Supervisor(programs(plan, settings.VAR_DIR), _say).run()
        finally:
            stopped.set()
            attending[0].join(timeout=4)


def _prepare_data() -> None:
    """Then lets go of the database, so that its restarts do not concern us."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed_demo")
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


def _say_as_up(text: str) -> None:
    for line in text.splitlines():
        _say("up", line)


def _say(name: str, line: str) -> None:
    """A terminal that is gone is no reason to stop: SIGHUP says so when it is one."""
    with _terminal, suppress(OSError):
        print(f"{name:<9} | {line}", flush=True)
