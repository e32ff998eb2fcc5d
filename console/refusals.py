"""What an agent asked for and can't have, in words for the screen."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from history.windows import Room


class Refused(Exception):
    """`status` is the HTTP status that says it to a program; str() says it to a person."""

    status = 409


class Taken(Refused):
    """Somebody else was first."""

    def __init__(self, by: Sequence[str]) -> None:
        self.by = list(by)
        super().__init__(_("%(name)s has this chat.") % {"name": ", ".join(by)} if by else _("This chat is closed."))


class AskedFirst(Refused):
    """The agent who had the customer before is asked first."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s had this customer before and is asked first.") % {"name": name})


class ListHidden(Refused):
    """Agents take who is next."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("The waiting list is hidden. Press Next customer to take the one who is next."))


class TooLate(Refused):
    """What was to be answered is over."""


class NobodyWaits(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nobody is waiting right now."))


class NotYours(Refused):
    status = 403

    def __init__(self) -> None:
        super().__init__(_("You are not in this chat, so you can't write in it. Claim it first."))


class SupervisorsOnly(Refused):
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Only supervisors may do this."))


class Forbidden(Refused):
    """It is not theirs to do."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Only an administrator may do this."))


class NoRoom(Refused):
    """The platform allows no reply now."""

    def __init__(self, room: Room | None) -> None:
        if room is not None and not room.is_over:
            super().__init__(_("No replies are left. The box opens again when the customer writes."))
        else:
            super().__init__(_("The reply window is closed. It opens again when the customer writes."))


class TooOften(Refused):
    """More than anybody does by hand."""

    status = 429

    def __init__(self) -> None:
        super().__init__(_("That was too often. Wait a minute."))


class Unfit(Refused):
    """The input itself is wrong."""

    status = 422


class TooLarge(Refused):
    """The file has more bytes than we take."""

    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(_("The file is too large: %(most)d MB at most.") % {"most": most >> 20})
