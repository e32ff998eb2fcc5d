"""What an agent asked for and can't have, in words for the screen."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class Refused(Exception):
    """`status` is the HTTP status that says it to a program; str() says it to a person."""

    status = 409


class Taken(Refused):
    """Somebody else was first."""

    def __init__(self, by: Sequence[str]) -> None:
        self.by = list(by)
        super().__init__(_("%(name)s has this chat.") % {"name": ", ".join(by)} if by else _("This chat is closed."))


class NobodyWaits(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nobody is waiting right now."))


class NotYours(Refused):
    status = 403

    def __init__(self) -> None:
        super().__init__(_("You are not in this chat, so you can't write in it. Claim it first."))


class Unfit(Refused):
    """The input itself is wrong."""

    status = 422
