"""Beat goes on when its machine's clock is set back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from grata_site.beat import SteadyScheduler
from grata_site.celery import app


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[SteadyScheduler]:
    """With the product's own schedule."""
    beat = SteadyScheduler(app, schedule_filename=str(tmp_path / "schedule"))
    yield beat
    beat.close()


def test_a_clock_that_was_set_back_does_not_put_off_what_is_due(scheduler: SteadyScheduler) -> None:
    shortest = min(entry["schedule"] for entry in app.conf.beat_schedule.values())
    scheduler.tick()
    for entry in scheduler.schedule.values():
        entry.last_run_at = app.now() + timedelta(hours=1)
    assert scheduler.tick() <= shortest


def test_the_product_is_run_by_it() -> None:
    assert app.conf.beat_scheduler == "grata_site.beat:SteadyScheduler"
