"""The result: rows for people and for machines."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

OURS = ("more_is_better", "most")  # what the file does not tell
HEAD = ("row", "value", "unit", "floor", "ratio", "target", "")


@dataclass(frozen=True)
class Row:
    """One measurement. `floor` is in the same unit, from the same run; `target` is a bound of `ratio`, value by floor.

    most: a bound of the value itself, where there is one besides.
    """

    row: str
    value: float
    unit: str
    floor: float
    ratio: float
    target: float
    ok: bool
    more_is_better: bool
    most: float | None = None


def at_least(target: float, row: str, unit: str, values: list[float], floors: list[float]) -> Row:
    """A row of which more is better. The medians of the rounds count."""
    return _row(row, values, unit, floors, target, more_is_better=True)


def at_most(
    target: float, row: str, unit: str, values: list[float], floors: list[float], *, most: float | None = None
) -> Row:
    """A row of which less is better. The medians of the rounds count. most: what the value itself may be."""
    return _row(row, values, unit, floors, target, more_is_better=False, most=most)


def table(rows: list[Row]) -> str:
    """For the terminal."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def write(rows: list[Row], path: Path) -> None:
    """As JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    kept = [{name: value for name, value in asdict(row).items() if name not in OURS} for row in rows]
    draft.write_text(json.dumps({"rows": kept}, indent=2) + "\n")
    draft.rename(path)


def _row(
    row: str,
    values: list[float],
    unit: str,
    floors: list[float],
    target: float,
    *,
    more_is_better: bool,
    most: float | None = None,
) -> Row:
    value, floor = median(values), median(floors)
    ratio = value / floor
    ok = (ratio >= target if more_is_better else ratio <= target) and (most is None or value <= most)
    return Row(row, _short(value), unit, _short(floor), _short(ratio), target, ok, more_is_better, most)


def _cells(row: Row) -> tuple[str, ...]:
    bound = "≥" if row.more_is_better else "≤"
    numbers = f"{row.value:g}", row.unit, f"{row.floor:g}", f"{row.ratio:g}"
    also = f", ≤ {row.most:g} {row.unit}" if row.most is not None else ""
    return row.row, *numbers, f"{bound} {row.target:g}{also}", "ok" if row.ok else "MISSED"


def _short(number: float) -> float:
    return float(f"{number:.4g}")
