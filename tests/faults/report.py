"""The result: a line a fault, for people and for machines."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from tests.faults.tally import Tally


@dataclass(frozen=True)
class Row:
    """One fault, and what became of the messages meanwhile."""

    fault: str
    tally: Tally


def line(row: Row) -> str:
    """For the terminal, at once."""
    numbers = ", ".join(f"{number} {name}" for name, number in asdict(row.tally).items() if number or name == "sent")
    return f"{'ok  ' if row.tally.clean else 'BAD '} {row.fault}: {numbers}"


def table(rows: list[Row]) -> str:
    """All of them."""
    head = ("fault", *(one.name for one in fields(Tally)))
    lines = [head, *((row.fault, *(str(number) for number in asdict(row.tally).values())) for row in rows)]
    widths = [max(len(one[column]) for one in lines) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(one, widths, strict=True)) for one in lines)


def write(rows: list[Row], path: Path) -> None:
    """As JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"rows": [{"fault": row.fault, **asdict(row.tally)} for row in rows]}, indent=2) + "\n")
    draft.rename(path)
