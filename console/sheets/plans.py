"""What an import would do, row by row, before it is done; and doing it, all of it or nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.sheets.fields import Field, same
from console.sheets.files import Rows, Unreadable
from console.sheets.sheet import KEY, LANGUAGES, Sheet, head


class Fate(TextChoices):
    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    UNCHANGED = "unchanged", gettext_lazy("Unchanged")
    WRONG = "wrong", gettext_lazy("Wrong")


class Stale(Exception):
    """What there is has changed since the preview."""


@dataclass
class Line:
    """A row of the file: its number there, what comes of it, which columns change, and what is wrong, in words."""

    number: int
    name: str = ""
    fate: Fate = Fate.UNCHANGED
    changes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    thing: Any = None
    texts: list[Any] = field(default_factory=list)


class Plan:
    """Made of the rows of a file and of what there is now."""

    def __init__(self, sheet: Sheet, rows: Rows) -> None:
        """Raises Unreadable for columns that are not the sheet's."""
        self.sheet = sheet
        things = sheet.things()
        self._by_key = {str(thing.pk): thing for thing in things}
        self._by_name = _by_name(sheet, things)
        self._taken: set[Any] = set()
        self._readers = {one: one.reader() for one in (*sheet.fields, *sheet.text_fields)}
        columns = _columns(sheet, rows[0])
        filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
        self.lines = [self._line(number, dict(zip(columns, row, strict=False))) for number, row in filled]

    def count(self, fate: str) -> int:
        return sum(line.fate == fate for line in self.lines)

    @property
    def can_be_done(self) -> bool:
        """Whether nothing is wrong, and something would change."""
        return not self.count(Fate.WRONG) and bool(self.count(Fate.NEW) + self.count(Fate.CHANGED))

    @property
    def digest(self) -> str:
        """Two plans that would do the same have the same."""
        told = [[line.number, line.fate, line.thing and line.thing.pk, line.changes] for line in self.lines]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()

    def _line(self, number: int, cells: dict[str, str]) -> Line:
        line = Line(number)
        line.thing = self._found(cells, line)
        thing = line.thing or self.sheet.model()
        self._fill(thing, self.sheet.fields, cells, line)
        line.texts = self._texts(thing, cells, line)
        line.name = next((self.sheet.names(text) for text in line.texts), "") or str(thing if thing.pk else "")
        if not thing.pk and not line.texts:
            line.wrong.append(_("There are no words in any language."))
        line.thing, line.fate = thing, _fate(line, is_new=thing.pk is None)
        return line

    def _found(self, cells: dict[str, str], line: Line) -> Any:
        """The thing with that number; without a number, that of the same name. None for a new one."""
        key = cells.get(KEY, "")
        if key and key not in self._by_key:
            line.wrong.append(
                _("There is none with the number %(number)s. Leave it empty for a new one.") % {"number": key[:20]}
            )
            return None
        names = [(code, name) for code in LANGUAGES if (name := self._name(cells, code))]
        found = self._by_key.get(key) or next((self._by_name[one] for one in names if one in self._by_name), None)
        known = found.pk if found is not None else tuple(names[:1])
        if known and known in self._taken:
            line.wrong.append(_("Another row is about the same."))
        self._taken.add(known)
        return found

    def _name(self, cells: dict[str, str], language: str) -> str:
        heads = {one.name: head(one, language) for one in self.sheet.text_fields}
        return next((cells[heads[name]] for name in self.sheet.known_by if cells.get(heads[name])), "")

    def _texts(self, thing: Any, cells: dict[str, str], line: Line) -> list[Any]:
        """Those in the file. A language whose cells are all empty stays as it is."""
        there = {text.language: text for text in thing.texts.all()} if thing.pk else {}
        made = []
        for code in LANGUAGES:
            if any(cells.get(head(one, code)) for one in self.sheet.text_fields):
                text = there.get(code) or self.sheet.text(language=code)
                self._fill(text, self.sheet.text_fields, cells, line, language=code)
                _check(text, self.sheet, code, line)
                made.append(text)
        return made

    def _fill(self, row: Any, fields: Sequence[Field], cells: dict[str, str], line: Line, language: str = "") -> None:
        """Puts the cells into the row. An empty one empties a field of a text; the thing's own fields it leaves."""
        for one in fields:
            name = head(one, language) if language else one.head
            if name not in cells or not (cells[name] or language):
                continue
            try:
                value = self._readers[one](cells[name])
            except ValueError as error:
                line.wrong.append(f"{name}: {error}")
                continue
            if not same(getattr(row, one.name), value):
                setattr(row, one.name, value)
                line.changes.append(name)


def do(sheet: Sheet, rows: Rows, *, digest: str) -> Plan:
    """Does what a plan with that digest would do, in one transaction. Raises Stale if it would do something else by now."""
    with transaction.atomic():
        list(sheet.model._default_manager.order_by("pk").select_for_update().values_list("pk", flat=True))
        plan = Plan(sheet, rows)
        if plan.digest != digest or not plan.can_be_done:
            raise Stale
        for line in plan.lines:
            if line.fate in (Fate.NEW, Fate.CHANGED):
                _save(sheet, line)
    return plan


def _save(sheet: Sheet, line: Line) -> None:
    if line.fate == Fate.NEW and not line.thing.position:
        last = sheet.model._default_manager.aggregate(last=Max("position"))["last"] or 0
        line.thing.position = last + 1
    line.thing.save()
    for text in line.texts:
        setattr(text, sheet.owner, line.thing)
        text.save()


def _columns(sheet: Sheet, header: Sequence[str]) -> list[str]:
    """The heads of the file's columns. Raises Unreadable."""
    found = [" ".join(name.lower().split()) for name in header]
    unknown = [name for name in found if name and name not in sheet.heads]
    if unknown:
        raise Unreadable(_("There is no column “%(name)s”. Use those of the template.") % {"name": unknown[0][:40]})
    if not set(found) & set(sheet.heads[1 + len(sheet.fields) :]):
        raise Unreadable(_("The first row has no column for words, such as “title (en)”. Use those of the template."))
    if len(set(filter(None, found))) < len(list(filter(None, found))):
        raise Unreadable(_("A column is there twice."))
    return found


def _by_name(sheet: Sheet, things: Sequence[Any]) -> dict[tuple[str, str], Any]:
    """Only where it tells them apart."""
    known: dict[tuple[str, str], Any] = {}
    twice = set()
    for thing in things:
        for text in thing.texts.all():
            name = (text.language, sheet.names(text))
            twice |= {name} & known.keys()
            known[name] = thing
    return {name: thing for name, thing in known.items() if name not in twice}


def _check(text: Any, sheet: Sheet, language: str, line: Line) -> None:
    names = [one.name for one in sheet.text_fields]
    others = [other.name for other in text._meta.fields if other.name not in names]
    heads = {one.name: head(one, language) for one in sheet.text_fields}
    try:
        text.clean_fields(exclude=others)
    except ValidationError as error:
        for name, words in error.message_dict.items():
            line.wrong.append(f"{heads.get(name, name)}: {' '.join(words)}")


def _fate(line: Line, *, is_new: bool) -> Fate:
    if line.wrong:
        return Fate.WRONG
    if is_new:
        return Fate.NEW
    return Fate.CHANGED if line.changes else Fate.UNCHANGED
