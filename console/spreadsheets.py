"""Tables as CSV that a spreadsheet program may open: no cell of it is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from history.export import defused

BOM = "\ufeff"  # else Excel reads 陈 as éˆ


def to_csv(rows: Iterable[Sequence[object]]) -> str:
    """The rows, with a byte order mark. What a program might calculate begins with an apostrophe instead; numbers of ours stay."""
    out = io.StringIO(BOM)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerows([defused(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()
