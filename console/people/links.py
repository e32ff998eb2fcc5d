"""Links that set a password: an invitation's for 48 hours, a forgotten password's for one. Each works once.

Nothing of a link is kept: its token is a signature over the account as it is, which the first use changes.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode

from console.models import Letter

INVITATION_HOURS = 48
RESET_HOURS = 1


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens of one kind. The salt is the kind's own: what was made for one is worth nothing for the other."""

    def __init__(self, kind: str, hours: int) -> None:
        self.key_salt, self.seconds = f"console.links.{kind}", hours * 3600
        super().__init__()

    def check_token(self, user: Any, token: str | None) -> bool:
        """Django knows one age for all kinds, the longest: ours is looked at too."""
        if not super().check_token(user, token):
            return False
        made = base36_to_int(str(token).split("-")[0])
        return self._num_seconds(self._now()) - made <= self.seconds


TOKENS = {
    Letter.Kind.INVITATION: LinkTokens("invitation", INVITATION_HOURS),
    Letter.Kind.RESET: LinkTokens("reset", RESET_HOURS),
}


def make(user: User, kind: Letter.Kind) -> str:
    """A new link for that user, with its token: to be sent or shown, never kept or logged."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse(str(kind.value), args=[uid, TOKENS[kind].make_token(user)])
    return f"{settings.GRATA_PUBLIC_URL}{path}"
