"""What stands in one cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from quickreplies.models import QuickReplyCategory

YES, NO = ("yes", "true", "1", "是"), ("no", "false", "0", "否")
NUMBER_MOST = 100_000


@dataclass(frozen=True)
class Field:
    """A field of a row and the head of its column. An empty cell leaves the field as it is."""

    name: str
    head: str

    def reader(self) -> Callable[[str], Any]:
        """What reads cells, of any number of rows. It raises ValueError with what is wrong, in words."""
        return self.read

    def read(self, cell: str) -> Any:
        return cell

    def write(self, value: Any) -> str:
        return str(value)


class Number(Field):
    def read(self, cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and int(cell[:9]) <= NUMBER_MOST and len(cell) <= 6):
            raise ValueError(_("“%(cell)s” is no number") % {"cell": cell[:20]})
        return int(cell)


class YesNo(Field):
    def read(self, cell: str) -> bool:
        if cell.lower() not in (*YES, *NO):
            raise ValueError(_("“%(cell)s” is neither yes nor no") % {"cell": cell[:20]})
        return cell.lower() in YES

    def write(self, value: Any) -> str:
        return "yes" if value else "no"


class Archived(YesNo):
    """Since when, behind yes and no."""

    def read(self, cell: str) -> Any:
        return timezone.now() if super().read(cell) else None


class Category(Field):
    """By its name, in whatever language."""

    def reader(self) -> Callable[[str], Any]:
        every = QuickReplyCategory.objects.prefetch_related("names")
        named = {name.name.casefold(): category for category in every for name in category.names.all()}

        def read(cell: str) -> QuickReplyCategory:
            if cell.casefold() not in named:
                raise ValueError(_("There is no category “%(cell)s”") % {"cell": cell[:60]})
            return named[cell.casefold()]

        return read

    def write(self, value: Any) -> str:
        return str(value) if value else ""


def same(before: Any, after: Any) -> bool:
    """Whether a field stays as it is: of a time, only whether there is one."""
    if isinstance(before, datetime) or isinstance(after, datetime):
        return bool(before) == bool(after)
    return bool(before == after)
