"""A report as tables: for the page, for a spreadsheet and for a mail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from console.models import Agent
from console.reports.computing import Report
from console.reports.durations import spoken
from console.reports.figures import Figures
from history.models import Channel

NAMES = ("summary", "agents", "channels", "days", "hours", "weekdays")
Value = int | float | None


@dataclass(frozen=True)
class Column:
    """A figure: what it is called, its value, and whether that is a number, a share (0 to 1) or a length of time in seconds."""

    title: str
    value: Callable[[Figures], Value]
    kind: str = "number"

    def shown(self, figures: Figures) -> str:
        """For people; – for what there is none of."""
        value = self.value(figures)
        if value is None:
            return "–"
        if self.kind == "share":
            return f"{value:.0%}" if value in (0, 1) else f"{value:.1%}"
        return spoken(value) if self.kind == "time" else str(value)

    def exact(self, figures: Figures) -> Value:
        """For programs: seconds and shares as numbers."""
        value = self.value(figures)
        return round(value, 4) if isinstance(value, float) else value


@dataclass(frozen=True)
class Table:
    """`rows` are (what of, figures)."""

    name: str
    title: str
    head: str
    columns: list[Column]
    rows: list[tuple[str, Figures]]

    def shown(self) -> Iterator[tuple[str, list[tuple[Column, str]]]]:
        """Each row for people."""
        for label, figures in self.rows:
            yield label, [(column, column.shown(figures)) for column in self.columns]

    def exact(self) -> Iterator[list[str | Value]]:
        """The head and each row for programs."""
        yield [self.head, *(_unit(column) for column in self.columns)]
        for label, figures in self.rows:
            yield [label, *(column.exact(figures) for column in self.columns)]


def tables(report: Report) -> list[Table]:
    """All tables, in the order of NAMES, in the reader's language."""
    made = {
        "summary": (_("All chats"), _("Chats"), [(_("All"), report.total)]),
        "agents": (_("Per agent"), _("Agent"), _named(report.agents, _agents(report))),
        "channels": (_("Per channel"), _("Channel"), _named(report.channels, _channels(report))),
        "days": (*_step_words(report), [(step_name(step, report), found) for step, found in report.steps.items()]),
        "hours": (_("Per hour of day"), _("Hour"), [(hour_name(hour), found) for hour, found in report.hours.items()]),
        "weekdays": (_("Per weekday"), _("Weekday"), [(weekday(day), found) for day, found in report.weekdays.items()]),
    }
    return [Table(name, title, head, columns(name), rows) for name, (title, head, rows) in made.items()]


def columns(name: str) -> list[Column]:
    """The figures that a table has: customers can't be told apart by hour or weekday."""
    shown = _columns()
    return [column for key, column in shown.items() if key != "customers" or name not in ("hours", "weekdays")]


def step_name(step: date, report: Report) -> str:
    """A day, or a month."""
    # Formats of Django's `date`, in each language's own order.
    return date_format(step, _("D j M Y") if report.asked.step == "day" else _("F Y"))


def day_name(day: date) -> str:
    """A day without its weekday."""
    return date_format(day, _("j M Y"))


def hour_name(hour: int) -> str:
    return f"{hour:02}:00"


def weekday(number: int) -> str:
    """Monday is 1."""
    return date_format(date(2024, 1, number), "l")  # a month that began on a Monday


def _columns() -> dict[str, Column]:
    return {
        "chats": Column(_("Chats"), lambda f: f.chats),
        "customers": Column(_("Customers"), lambda f: f.customers),
        "level": Column(_("Service level"), lambda f: f.service_level, "share"),
        "wait": Column(_("Wait, median"), lambda f: f.wait.median, "time"),
        "wait_mean": Column(_("Wait, mean"), lambda f: f.wait.mean, "time"),
        "wait_p90": Column(_("Wait, 90 % within"), lambda f: f.wait.p90, "time"),
        "first": Column(_("First reply, median"), lambda f: f.first_reply.median, "time"),
        "first_p90": Column(_("First reply, 90 % within"), lambda f: f.first_reply.p90, "time"),
        "reply": Column(_("Reply, median"), lambda f: f.reply.median, "time"),
        "reply_p90": Column(_("Reply, 90 % within"), lambda f: f.reply.p90, "time"),
        "handling": Column(_("Handling, median"), lambda f: f.handling.median, "time"),
        "handling_mean": Column(_("Handling, mean"), lambda f: f.handling.mean, "time"),
        "missed": Column(_("Missed"), lambda f: f.missed),
        "returned": Column(_("Returned"), lambda f: f.returned),
        "reopened": Column(_("Reopened"), lambda f: f.reopened),
    }


def _unit(column: Column) -> str:
    if column.kind == "time":
        return _("%(figure)s (seconds)") % {"figure": column.title}
    return column.title


def _step_words(report: Report) -> tuple[str, str]:
    return (_("Per day"), _("Day")) if report.asked.step == "day" else (_("Per month"), _("Month"))


def _agents(report: Report) -> dict[int, str]:
    return dict(Agent.objects.filter(pk__in=list(report.agents)).values_list("pk", "name"))


def _channels(report: Report) -> dict[int, str]:
    return dict(Channel.objects.filter(pk__in=list(report.channels)).values_list("pk", "name"))


def _named(found: dict[int, Figures], names: dict[int, Any]) -> list[tuple[str, Figures]]:
    """By name; somebody or something that is no more is last."""
    rows = [(str(names.get(key, "–")), figures) for key, figures in found.items()]
    return sorted(rows, key=lambda row: (row[0] == "–", row[0].casefold()))
