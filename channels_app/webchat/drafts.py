"""What a visitor wants to say, checked."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

TEXT_MOST = 4000  # characters
UNSTORABLE = re.compile("\x00|[\ud800-\udfff]")  # PostgreSQL takes neither NUL nor halves of a character


class Refused(Exception):
    """str() says why, to the visitor. retry_after: seconds after which the same message would be taken; 0 is never.
    status: of HTTP, for what comes that way.
    """

    def __init__(self, reason: str, *, retry_after: int = 0, status: int = 422) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.status = status


@dataclass(frozen=True)
class Draft:
    """A visitor's message. `id` is the UUID that their browser gave it: the same id again is the same message."""

    id: UUID
    text: str


def draft_id(value: object) -> UUID:
    """Raises ValueError for what is no UUID in its usual form."""
    if not isinstance(value, str):
        raise ValueError("An id is text.")
    found = UUID(value)
    if str(found) != value:
        raise ValueError("An id is written in small letters, with hyphens.")
    return found


def read(id_: UUID, text: object) -> Draft:
    """The draft, if there is something in it to say. Raises Refused."""
    words = UNSTORABLE.sub("", text).strip() if isinstance(text, str) else ""
    if not words:
        raise Refused(_("Write something first."))
    if len(words) > TEXT_MOST:
        raise Refused(_("This message is too long: %(most)d characters at most.") % {"most": TEXT_MOST})
    return Draft(id=id_, text=words)
