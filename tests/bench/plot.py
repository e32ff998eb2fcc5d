"""Draws what `growth` has measured, as an SVG that reads in light and dark."""

import math
from collections.abc import Sequence
from typing import Any

WIDTH, HEIGHT = 880, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 500, 50, 300  # of the first diagram
BARS, LAST = 580, 860  # of the second
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #57606a } .title { font-weight: 600; font-size: 14px }
.axis { stroke: #8c959f; fill: none } .grid { stroke: #8c959f; stroke-opacity: .25 }
.p50 { stroke: #0969da; fill: none; stroke-width: 2 } .p99 { stroke: #bc4c00; fill: none; stroke-width: 2 }
.bar { fill: #0969da } .of50 { fill: #0969da } .of99 { fill: #bc4c00 }
@media (prefers-color-scheme: dark) { text { fill: #adbac7 } .of50, .bar { fill: #539bf5 } .p50 { stroke: #539bf5 } }
</style>"""


def growth(delays: Sequence[dict[str, Any]], speeds: Sequence[dict[str, Any]]) -> str:
    """delays: {"rate", "p50", "p99" in milliseconds}, by rate. speeds: {"processes", "webhooks" a second}, by processes."""
    drawn = [*_lines(delays), *_bars(speeds)]
    label = "Milliseconds from webhook to frame by messages a second, and webhooks a second by web processes"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
    return "\n".join([head, STYLE, *drawn, "</svg>", ""])


def _lines(delays: Sequence[dict[str, Any]]) -> list[str]:
    top, names = _ceiling([point["p99"] for point in delays]), ("p50", "p99")
    grid = [_level(LEFT, RIGHT, top, share) for share in (0.25, 0.5, 0.75, 1.0)]
    ticks = [_text(_across(point["rate"]), BOTTOM + 20, f"{point['rate']:g}", "middle") for point in delays]
    curves = [_curve(name, [(_across(p["rate"]), _up(p[name], top)) for p in delays]) for name in names]
    ends = [_text(RIGHT + 6, _up(delays[-1][name], top) + 4, name, "start", f"of{name[1:]}") for name in names]
    title = _text(LEFT, TOP - 24, "Webhook to frame, milliseconds, by messages a second", "start", "title")
    return [title, *grid, _axis(LEFT, RIGHT), *ticks, *curves, *ends]


def _bars(speeds: Sequence[dict[str, Any]]) -> list[str]:
    top, step = _ceiling([each["webhooks"] for each in speeds]), (LAST - BARS) / len(speeds)
    found = [_text(BARS, TOP - 24, "Webhooks a second, by processes", "start", "title"), _axis(BARS, LAST)]
    for number, each in enumerate(speeds):
        x, y = BARS + step * (number + 0.5), _up(each["webhooks"], top)
        found.append(f'<rect class="bar" x="{x - 18:.1f}" y="{y:.1f}" width="36" height="{BOTTOM - y:.1f}" rx="3"/>')
        found.append(_text(x, y - 6, f"{each['webhooks']:.0f}", "middle"))
        found.append(_text(x, BOTTOM + 20, str(each["processes"]), "middle"))
    return found


def _curve(name: str, points: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="{name}" points="{path}"/>'


def _level(left: int, right: int, top: float, share: float) -> str:
    y = _up(top * share, top)
    return f'<path class="grid" d="M{left} {y:.1f}H{right}"/>' + _text(left - 8, y + 4, f"{top * share:g}", "end")


def _axis(left: int, right: int) -> str:
    return f'<path class="axis" d="M{left} {BOTTOM}H{right}"/>'


def _text(x: float, y: float, words: str, anchor: str, style: str = "") -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _across(rate: float) -> float:
    """Each factor of ten is as wide; from 1 to 100."""
    return LEFT + (RIGHT - LEFT) * math.log10(rate) / 2


def _up(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _ceiling(values: Sequence[float]) -> float:
    """The least of 1, 2, 4, 10, 20, 40, 100 … that is no less than any of them."""
    most, magnitude = max(values), 1.0
    while True:
        for factor in (1, 2, 4):
            if magnitude * factor >= most:
                return magnitude * factor
        magnitude *= 10
