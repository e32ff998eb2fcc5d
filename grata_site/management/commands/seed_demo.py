from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grata_site.seed import seed


class Command(BaseCommand):
    help = "Brings in the demo's people, channels, cards and some history. Only with GRATA_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.GRATA_DEMO:
            raise CommandError("The demo's logins are public. Set GRATA_DEMO=1 if you really want them here.")
        seed()
