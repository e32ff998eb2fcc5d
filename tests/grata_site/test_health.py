"""Whether the process is up, and whether what it needs answers."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.test import Client

from grata_site import health, heart
from grata_site.celery import app

DEAD = "unix:///nowhere/redis.sock"
LIMIT = 6.0  # seconds; health.LIMIT, and what a busy machine adds


@pytest.fixture
def _redis_away(settings: Any) -> None:
    settings.REDIS_URL = DEAD


@pytest.fixture
def _redis_hangs(settings: Any) -> Iterator[None]:
    """It takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield


@pytest.fixture(autouse=True)
def _no_heartbeat(request: pytest.FixtureRequest) -> None:
    if "_redis_away" not in request.fixturenames and "_redis_hangs" not in request.fixturenames:
        heart.client().delete(heart.KEY)


def test_the_process_is_up_without_asking_anybody() -> None:
    response = Client().get("/healthz")  # no database is allowed here
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db(transaction=True)
def test_it_is_ready_while_all_three_answer_and_else_says_which_does_not() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "ok", "redis": "ok", "worker": "down"})
    alive: dict[str, Any] = {"queues": ["of its own"], "without_heartbeat": False}
    with start_worker(app, perform_ping_check=False, shutdown_timeout=10, **alive):
        deadline = time.monotonic() + 20
        while (response := Client().get("/readyz")).status_code != 200:
            assert time.monotonic() < deadline, response.json()
        assert response.json() == {"database": "ok", "redis": "ok", "worker": "ok"}
    assert 0 < heart.client().ttl(heart.KEY) <= heart.LIVES  # a worker that is gone counts no longer


@pytest.mark.usefixtures("_redis_away")
def test_without_redis_it_says_so(db: None) -> None:
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "redis": "down", "worker": "down"}


def test_a_redis_that_is_for_pushes_is_asked_too(db: None, settings: Any) -> None:
    settings.GRATA_PUSH_REDIS_URLS = [settings.REDIS_URL, DEAD]
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "database": "ok", "redis": "ok", "worker": "down", "pushes 1": "ok", "pushes 2": "down",
    }  # fmt: skip


@pytest.mark.usefixtures("_redis_hangs")
def test_a_redis_that_hangs_is_waited_for_no_longer_than_a_moment(db: None) -> None:
    began = time.monotonic()
    response = Client().get("/readyz")
    assert response.json() == {"database": "ok", "redis": "down", "worker": "down"}
    assert time.monotonic() - began < LIMIT


def test_servers_that_are_frozen_are_waited_for_no_longer_than_a_moment(db: None) -> None:
    """Whoever asked them stays where they are; who asks next has an answer all the same, and all is well when they thaw."""
    thawed = threading.Event()
    stuck = [health._threads.submit(thawed.wait) for _ in range(health.THREADS)]
    try:
        began = time.monotonic()
        response = Client().get("/readyz")
        assert response.json() == {"database": "down", "redis": "down", "worker": "down"}
        assert time.monotonic() - began < LIMIT
    finally:
        thawed.set()
    assert all(one.result(5) for one in stuck)
    assert Client().get("/readyz").json()["redis"] == "ok"


@pytest.mark.usefixtures("_redis_away")
def test_no_answer_is_kept_by_a_cache_or_tells_an_address(db: None) -> None:
    for url in ("/healthz", "/readyz"):
        response = Client().get(url)
        assert "no-store" in response.headers["Cache-Control"]
        assert "unix:" not in response.text
