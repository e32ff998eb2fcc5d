#!/usr/bin/env python
"""Django's command line, with a private PostgreSQL and Redis where none is configured."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from grata_site import startup
from grata_site.embedded import ServiceError


def main(arguments: list[str]) -> int:
    """Runs one command; a fault of the set-up is one line on stderr, and 1 is returned."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")
    try:
        startup.prepare(arguments[1:])
        # Django would say of a bad setting only that the settings are not configured.
        settings.INSTALLED_APPS  # noqa: B018
        execute_from_command_line(arguments)
    except (ServiceError, ImproperlyConfigured) as error:
        print(f"grata: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if "up" in arguments[1:2] else 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
