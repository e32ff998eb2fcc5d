"""Logs: a line of JSON for each record, or a line to be read. A request's id travels with the tasks that it asked for, and a
message's key stands in every line that is about it.

What a line never holds: words, names, tokens, addresses. So an error's own words are cut where databases quote values.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun

FORMS = ("json", "lines")
HEADER = "grata_request"
# PostgreSQL repeats values in these: "Key (email)=(…) already exists."
_VALUES = re.compile(r"^\s*(DETAIL|CONTEXT|LINE \d+|HINT):?.*$(\n^\s*\^.*$)?", re.MULTILINE)

request_id: ContextVar[str] = ContextVar("request_id", default="")
_task: ContextVar[str] = ContextVar("task", default="")


class Json(logging.Formatter):
    """One object a line: at, level, logger, text, pid, then what is known of request, task, message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps(_told(record), ensure_ascii=False, default=str)


class NotOfProbes(logging.Filter):
    """Whoever asks /readyz each second hears the answer: a line for each would drown the rest."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to keep the line."""
        return getattr(getattr(record, "request", None), "path", "") != "/readyz"


def config(form: str) -> dict[str, Any]:
    """Django's LOGGING. In lines, which people read, messages' stages would drown the rest."""
    formatters = {
        "json": {"()": "grata_site.logs.Json"},
        "lines": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "filters": {"probes": {"()": "grata_site.logs.NotOfProbes"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "channels_app.stages": {"level": "INFO" if form == "json" else "WARNING"},
            "django.request": {"filters": ["probes"]},
            "httpx": {"level": "WARNING"},  # its INFO lines hold URLs, and WeChat's URLs hold tokens
            "httpcore": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "celery": {"level": "WARNING"},  # it would tell of each sweep
            "axes": {"level": "ERROR"},  # its other lines name people and where they are
        },
    }


def _told(record: logging.LogRecord) -> dict[str, Any]:
    from channels_app.stages import about_message

    known = {"request": request_id.get(), "task": _task.get(), "message_id": about_message.get()}
    said = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "text": _without_values(record.getMessage()),
        "process": _process(),
        "pid": record.process,
        **{name: value for name, value in known.items() if value},
        **getattr(record, "about", {}),
    }
    if record.exc_info and record.exc_info[0] is not None:
        said["error"] = _without_values("".join(traceback.format_exception(*record.exc_info)))
    return said


def _process() -> str:
    """web, worker, beat, or a command of manage.py."""
    if "daphne" in sys.argv[0]:
        return "web"
    return next((name for name in ("worker", "beat") if name in sys.argv), "command")


def _without_values(text: str) -> str:
    return _VALUES.sub("", text)


@setup_logging.connect
def _as_django(**_kwargs: Any) -> None:
    """Celery leaves logging as it is: it would set up its own."""


@before_task_publish.connect
def _send_along(headers: dict[str, Any] | None = None, **_kwargs: Any) -> None:
    if headers is not None and (asked := request_id.get()):
        headers[HEADER] = asked


@task_prerun.connect
def _take_over(task: Any = None, **_kwargs: Any) -> None:
    request_id.set(str(getattr(task.request, HEADER, None) or (task.request.headers or {}).get(HEADER) or ""))
    _task.set(task.name)


@task_postrun.connect
def _let_go(**_kwargs: Any) -> None:
    request_id.set("")
    _task.set("")
