from typing import Any

from django.core.management.base import BaseCommand, CommandError

from channels_app.models import secret_field
from channels_app.resealing import Count, reseal


class Command(BaseCommand):
    help = "Seals the secrets in the database with the newest key. May be run at any time and as often as one likes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says how many there are. Fails when there are secrets that no key opens: the others are sealed all the same."""
        count = sum((reseal(model, secret_field.names(model)) for model in secret_field.holders()), Count())
        self.stdout.write(f"{count.all} secrets, {count.renewed} of them sealed anew with the newest key.")
        if count.lost:
            raise CommandError(
                f"{count.lost} can't be opened with any key. Put the key back with which they were sealed (GRATA_SECRETS_KEYS, "
                "GRATA_OLD_SECRET_KEYS), or enter them anew in the admin panel."
            )
