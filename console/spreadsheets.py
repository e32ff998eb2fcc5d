"""Tables as CSV that a spreadsheet program may open: no cell of it is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # else Excel reads 陈 as éˆ


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """The rows, with a byte order mark. What a program might calculate begins with an apostrophe instead."""
    out = io.StringIO(BOM)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue()


def defused(cell: object) -> object:
    """The cell; a text that begins like a formula, after an apostrophe. Numbers of ours are none."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
