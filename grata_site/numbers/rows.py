"""What the database and Redis say when somebody asks: a few questions that indexes answer, kept for some seconds."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

import redis
from django.db import DatabaseError, InterfaceError, connection, transaction
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from grata_site import heart
from grata_site.numbers import questions
from history import replica

log = logging.getLogger(__name__)

KEPT_SECONDS = 5.0
ANSWER_MOST = 3000  # milliseconds for one question
QUEUES = ("celery", "media")


class Rows(Collector):
    """Asks for all at once, one scrape at a time; who comes within some seconds gets the same numbers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: list[Metric] = []
        self._until = 0.0

    def describe(self) -> list[Metric]:
        """Nothing: registering must not ask the database."""
        return []

    def collect(self) -> list[Metric]:
        """The numbers. What can't be had is left out, and `grata_up` says so."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = [*_database(), *_replica(), *_redis(), *_pushes()]
                self._until = time.monotonic() + KEPT_SECONDS
            return self._found


def _database() -> Iterator[Metric]:
    up = True
    for question in questions.ALL:
        try:
            yield from _answer(question)
        except (DatabaseError, InterfaceError) as error:
            up = False
            log.warning("Nobody knows %s: %s", question.__name__, type(error).__name__)
            if not _is_there():
                break
    yield _up("database", up)


def _answer(question: Callable[[], Iterator[Metric]]) -> list[Metric]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {ANSWER_MOST}")
        return list(question())


def _is_there() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def _replica() -> Iterator[Metric]:
    """Nothing where there is none."""
    if replica.is_configured():
        behind = replica.behind()
        yield _up("replica", behind is not None)
        if behind is not None:
            yield GaugeMetricFamily(
                "grata_replica_behind_seconds", "By how much the replica is behind.", value=behind.total_seconds()
            )


def _redis() -> Iterator[Metric]:
    length = GaugeMetricFamily(
        "grata_celery_queue_length", "Tasks that no worker has, and that one has.", labels=["queue"]
    )
    try:
        client = heart.client()
        length.add_metric(["waiting"], float(sum(client.llen(queue) for queue in QUEUES)))
        length.add_metric(["taken"], float(client.hlen("unacked")))
        beats = heart.beats()
    except redis.RedisError:
        yield _up("redis", False)
        yield _up("worker", False)
        return
    yield length
    yield _up("redis", True)
    yield _up("worker", beats)


def _pushes() -> Iterator[Metric]:
    """Nothing while the Redis above carries them."""
    servers = GaugeMetricFamily(
        "grata_push_redis_up", "Whether each Redis that is for pushes answers, in their order.", labels=["server"]
    )
    for number, client in enumerate(heart.for_pushes(), 1):
        servers.add_metric([str(number)], float(heart.answers(client)))
    if servers.samples:
        yield servers


def _up(what: str, is_up: bool) -> Metric:
    return GaugeMetricFamily(f"grata_{what}_up", f"Whether the {what} answers.", value=float(is_up))
