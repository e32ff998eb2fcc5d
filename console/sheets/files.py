"""Tables as files: CSV as any spreadsheet writes it, and .xlsx. Whatever comes in is hostile until it is read.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and read without.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook

from history.export import defused

Rows = list[list[str]]
BYTES_MOST = 2_000_000
UNPACKED_MOST = 20_000_000  # bytes, of all that is in an .xlsx
PARTS_MOST = 200
ROWS_MOST = 1000
COLUMNS_MOST = 60
CELL_MOST = 5000  # characters
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = ("utf-8", "gb18030")  # Excel in Chinese writes the latter
DELIMITERS = ",;\t"


class Unreadable(Exception):
    """The file is no table that we can read. Says why, in words."""


def read(data: bytes) -> Rows:
    """The rows of a file, the first being the header. Cells are without spaces around them. Raises Unreadable."""
    if len(data) > BYTES_MOST:
        raise Unreadable(_("The file is larger than 2 MB."))
    rows = _read_xlsx(data) if data.startswith(b"PK") else _read_csv(data)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Unreadable(_("The file is empty."))
    return rows


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO()
    csv.writer(out).writerows([defused(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def write_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of texts."""
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([defused(cell) for cell in row])
    book.save(out)
    return out.getvalue()


def _read_csv(data: bytes) -> Rows:
    text = _decoded(data)
    if "\0" in text:
        raise Unreadable(_("This is neither a CSV file nor an .xlsx spreadsheet."))
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    try:
        return _limited(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Unreadable(_("This is neither a CSV file nor an .xlsx spreadsheet.")) from None


def _decoded(data: bytes) -> str:
    marked = [encoding for mark, encoding in MARKS if data.startswith(mark)]
    for encoding in marked or ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters of this file are in no encoding that we know. Save it as CSV in UTF-8."))


def _read_xlsx(data: bytes) -> Rows:
    """openpyxl reads XML by defusedxml: entities in it are refused. A bomb is seen by the sizes, which zipfile enforces."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
        if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
            raise Unreadable(_("The spreadsheet is too large."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return _limited(book.worksheets[0].iter_rows(values_only=True, max_col=COLUMNS_MOST + 1))
    except Unreadable:
        raise
    except Exception:  # of a broken or hostile file openpyxl raises almost anything
        raise Unreadable(_("This spreadsheet can't be read. Save it anew as .xlsx, or as CSV in UTF-8.")) from None


def _limited(rows: Iterable[Sequence[Any]]) -> Rows:
    kept: Rows = []
    for row in rows:
        if len(kept) > ROWS_MOST:
            raise Unreadable(_("The file has more than 1000 rows."))
        kept.append([_cell(value) for value in row])
        if len(kept[-1]) > COLUMNS_MOST and any(kept[-1][COLUMNS_MOST:]):
            raise Unreadable(_("The file has more than 60 columns."))
        if any(len(cell) > CELL_MOST for cell in kept[-1]):
            raise Unreadable(_("A cell of the file has more than 5000 characters."))
    return kept


def _cell(value: Any) -> str:
    """Numbers as people write them: a spreadsheet keeps 3 as 3.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    bare = text.removeprefix("'")
    return bare if defused(bare) == text else text
