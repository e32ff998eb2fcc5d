"""Whether the process is up, and whether what it needs answers."""

import time
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from grata_site.celery import app

DEAD = "unix:///nowhere/redis.sock"


@pytest.fixture
def _redis_away(settings: Any) -> None:
    settings.REDIS_URL = DEAD


def test_the_process_is_up_without_asking_anybody() -> None:
    response = Client().get("/healthz")  # no database is allowed here
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db(transaction=True)
def test_it_is_ready_while_all_three_answer_and_else_says_which_does_not() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "ok", "redis": "ok", "worker": "down"})
    with start_worker(app, queues=["of its own"], perform_ping_check=False, shutdown_timeout=10):
        response = Client().get("/readyz")
        assert (response.status_code, response.json()) == (200, {"database": "ok", "redis": "ok", "worker": "ok"})


@pytest.mark.usefixtures("_redis_away")
def test_without_redis_it_says_so_within_seconds(db: None) -> None:
    began = time.monotonic()
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "redis": "down", "worker": "down"}
    assert time.monotonic() - began < 4


@pytest.mark.usefixtures("_redis_away")
@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_without_the_database_it_says_so(db: None, trouble: type[Exception]) -> None:
    def away(*_query: Any) -> Any:
        raise trouble("the connection is lost")

    with connection.execute_wrapper(away):
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "down"


@pytest.mark.usefixtures("_redis_away")
def test_no_answer_is_kept_by_a_cache_or_tells_an_address(db: None) -> None:
    for url in ("/healthz", "/readyz"):
        response = Client().get(url)
        assert "no-store" in response.headers["Cache-Control"]
        assert "unix:" not in response.text
