import argparse
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from console.actions.add_administrator import add_administrator
from console.models import Letter
from console.people import links


class Command(BaseCommand):
    help = "Makes somebody an administrator, and prints the link at which they set their password if they have none."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--name", default="", help="how colleagues see them; by default the first part of the e-mail"
        )

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        user = add_administrator(email=email, name=name or email.split("@")[0])
        self.stdout.write(self._said(user))

    def _said(self, user: User) -> str:
        if user.has_usable_password():
            return f"{user.email} is an administrator now, and signs in with the password they have."
        link = links.make(user, Letter.Kind.INVITATION)
        return f"{user.email} is an administrator. For {links.INVITATION_HOURS} hours they can set their password at {link}"
