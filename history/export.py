"""A chat written out: as text, as a table (CSV), as JSON, as a page to print. A piece at a time, however long it is.

The words around it come with the `Header`: whoever streams has left the reader's language behind.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join

from history.models import Attachment, Message

PAGE = 200
FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # else Excel takes it for another encoding
COLUMNS = ("time", "author", "name", "kind", "text", "file", "link", "state")


@dataclass(frozen=True)
class Line:
    """Something said, or an agent's comment. time: ISO 8601 with its offset. link: where its file is, for who may see it."""

    time: str
    author: str
    name: str
    kind: str
    text: str
    file: str = ""
    link: str = ""
    state: str = ""


@dataclass(frozen=True)
class Header:
    """facts: what stands above it, by name. kinds: of messages, in words. style: the address of the page's style sheet."""

    title: str
    language: str
    facts: dict[str, str]
    kinds: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    style: str = ""


def lines(messages: QuerySet[Message], *, zone: ZoneInfo, link: Callable[[Attachment], str]) -> Iterator[Line]:
    """What was said, in order, a page of messages at a time."""
    said = messages.exclude(author=Message.Author.SYSTEM).select_related("attachment").order_by("position")
    page = list(said[:PAGE])
    while page:
        yield from (_line(message, zone, link) for message in page)
        page = list(said.filter(position__gt=page[-1].position)[:PAGE])


def moment(at: datetime, zone: ZoneInfo) -> str:
    """To the second, with its offset."""
    return at.astimezone(zone).isoformat(timespec="seconds")


def defused(cell: str) -> str:
    """A table program takes a cell that begins so for a formula."""
    is_formula = cell.lstrip().startswith(FORMULAS) or cell.startswith(("\t", "\r", "\n"))
    return f"'{cell}" if is_formula else cell


def as_text(header: Header, found: Iterable[Line]) -> Iterator[str]:
    yield header.title + "\n" + "".join(f"{_flat(name)}: {_flat(value)}\n" for name, value in header.facts.items())
    for line in found:
        about = [line.time, _flat(line.name), *([f"({line.state})"] if line.state else [])]
        said = [line.text or f"[{header.kinds.get(line.kind, line.kind)}]", _flat(line.file), line.link]
        yield "\n" + "  ".join(about) + "\n" + "".join(f"    {part}\n" for part in _rows(said))


def as_csv(header: Header, found: Iterable[Line]) -> Iterator[str]:
    yield BOM + _row(COLUMNS)
    for line in found:
        yield _row([defused(str(cell)) for cell in asdict(line).values()])


def as_json(header: Header, found: Iterable[Line]) -> Iterator[str]:
    yield f'{{"title": {_json(header.title)}, "about": {_json(header.facts)}, "lines": ['
    for number, line in enumerate(found):
        yield (",\n" if number else "\n") + _json(asdict(line))
    yield "\n]}\n"


def as_page(header: Header, found: Iterable[Line]) -> Iterator[str]:
    """To be printed. `links` lead to the other forms."""
    yield format_html(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="{}"></head>'
        "<body><main><h1>{}</h1><p>{}</p><dl>{}</dl><ol>",
        *(header.language, header.title, header.style, header.title),
        format_html_join(" ", '<a href="{}">{}</a>', ((address, name) for name, address in header.links.items())),
        format_html_join("", '<dt>{}</dt><dd dir="auto">{}</dd>', header.facts.items()),
    )
    for line in found:
        yield _on_page(line, header)
    yield "</ol></main></body></html>\n"


def _on_page(line: Line, header: Header) -> str:
    file = format_html('<p><a href="{}">{}</a></p>', line.link, line.file or line.link) if line.link else ""
    return format_html(
        '<li class="{}"><p><b dir="auto">{}</b> <time>{}</time> <i>{}</i></p><p class="said" dir="auto">{}</p>{}</li>\n',
        *(line.author, line.name, line.time, line.state),
        *(line.text or f"[{header.kinds.get(line.kind, line.kind)}]", file),
    )


def _line(message: Message, zone: ZoneInfo, link: Callable[[Attachment], str]) -> Line:
    file: Attachment | None = getattr(message, "attachment", None)
    is_stored = file is not None and file.state == Attachment.State.STORED
    delivery = message.state if message.state in (Message.State.FAILED, Message.State.UNCONFIRMED) else ""
    address = str(message.payload.get("url") or "") if message.kind in (Message.Kind.CARD, Message.Kind.LINK) else ""
    return Line(
        time=moment(message.created_at, zone),
        author=message.author,
        name=message.sender_name,
        kind=message.kind,
        text=message.text or str(message.payload.get("title") or ""),
        file=file.name if file else "",
        link=link(file) if file and is_stored else address,
        state=delivery,
    )


def _rows(parts: list[str]) -> Iterator[str]:
    """A text can't make itself look like another line of the transcript."""
    return (row for part in parts if part for row in part.splitlines())


def _flat(text: str) -> str:
    return " ".join(text.split())


def _row(cells: Iterable[str]) -> str:
    row = StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
