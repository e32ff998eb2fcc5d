"""Charts as the numbers of an SVG: the server draws them, and the page needs no script and no style of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from console.reports import tables
from console.reports.computing import Report
from console.reports.durations import DAY, spoken
from console.reports.figures import Figures

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 84, 20, 12, 28
LABELS_MOST = 12
GAP = 0.28  # of a column
STEPS = (1, 2, 5)
TIMES = (1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 432_000)


@dataclass(frozen=True)
class Bar:
    """A column: where it stands, and what it says. `label` is empty where there is no room for it."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    title: str


@dataclass(frozen=True)
class Line:
    """A line across, with its value."""

    y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """What a template draws. `summary` says it to who can't see it; the table beside has all numbers."""

    name: str
    title: str
    summary: str
    bars: list[Bar]
    lines: list[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    foot: int = HEIGHT - 8


Show = Callable[[float], str]
Points = list[tuple[str, str, float | None]]  # short label, long label, value


def charts(report: Report) -> list[Chart]:
    """Chats, wait and service level over time, and when chats come."""
    steps = [(_short(step, report), tables.step_name(step, report), found) for step, found in report.steps.items()]
    times = [(f"{hour:02}", tables.hour_name(hour), found) for hour, found in report.hours.items()]
    days = [(tables.weekday(day)[:3], tables.weekday(day), found) for day, found in report.weekdays.items()]
    return [
        _chart("chats", _("Chats"), _of(steps, _chats), _number),
        _chart("wait", _("Wait until claimed, median"), _of(steps, lambda found: found.wait.median), spoken),
        _chart("level", _("Service level"), _of(steps, lambda found: found.service_level), _percent),
        _chart("hours", _("Chats by hour of day"), _of(times, _chats), _number),
        _chart("weekdays", _("Chats by weekday"), _of(days, _chats), _number),
    ]


def _of(parts: list[tuple[str, str, Figures]], value: Callable[[Figures], float | None]) -> Points:
    return [(short, long, value(found)) for short, long, found in parts]


def _chart(name: str, title: str, points: Points, show: Show) -> Chart:
    ticks = _ticks(max((value or 0 for _short, _long, value in points), default=0), show)
    top = ticks[-1]
    lines = [Line(_y(tick, top), show(tick)) for tick in ticks]
    return Chart(name, title, _summary(points, show), _bars(points, top, show), lines)


def _bars(points: Points, top: float, show: Show) -> list[Bar]:
    column = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    every = -(-len(points) // LABELS_MOST)
    return [_bar(number, point, column, every, top, show) for number, point in enumerate(points)]


def _bar(number: int, point: tuple[str, str, float | None], column: float, every: int, top: float, show: Show) -> Bar:
    short, long, value = point
    y, left = _y(value or 0, top), LEFT + number * column
    said = show(value) if value is not None else "–"
    return Bar(
        x=round(left + column * GAP / 2, 1),
        y=y,
        width=round(column * (1 - GAP), 1),
        height=round(HEIGHT - BOTTOM - y, 1),
        middle=round(left + column / 2, 1),
        label="" if number % every else short,
        title=f"{long}: {said}",
    )


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP), 1)


def _ticks(most: float, show: Show) -> list[float]:
    """Three to six round values from 0 to at least the most."""
    if show is _percent:
        return [0, 0.25, 0.5, 0.75, 1]
    steps = TIMES if show is spoken else [base * 10**power for power in range(9) for base in STEPS]
    step = next((step for step in steps if most <= 4 * step), -(-int(most) // (4 * DAY)) * DAY)
    number = max(2, -(-int(most + 0.999) // step))
    return [step * count for count in range(number + 1)]


def _summary(points: Points, show: Show) -> str:
    found = [(value, long) for _short, long, value in points if value is not None]
    if not any(value for value, _long in found):
        return _("There is nothing to show.")
    (most, when), (least, other) = max(found), min(found)
    values = {"most": show(most), "when": when, "least": show(least), "other": other}
    return _("Highest: %(most)s (%(when)s). Lowest: %(least)s (%(other)s).") % values


def _short(step: object, report: Report) -> str:
    return date_format(step, _("j M") if report.asked.step == "day" else _("M Y"))  # type: ignore[arg-type]


def _chats(found: Figures) -> float:
    return found.chats


def _number(value: float) -> str:
    return f"{value:.0f}"


def _percent(value: float) -> str:
    return f"{value:.0%}"
