"""Is the process up, and are the things that it needs? Asked each second: cheap, and with a limit for each answer."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import redis
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from grata_site import heart

LIMIT = 3.0  # seconds for the answer: PostgreSQL's pool takes 2 to say that it has no connection
# A server that is frozen answers never: whoever asked it stays in one of these threads until it does, and others ask anew.
THREADS = 8
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="ready")


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The web process is up."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Database, Redis and a worker answer, and each Redis that is for pushes; 503 and which one, if not."""
    asked = {
        "database": _threads.submit(_database),
        "redis": _threads.submit(heart.answers, heart.client()),
        "worker": _threads.submit(_worker),
    }
    asked |= {f"pushes {n}": _threads.submit(heart.answers, client) for n, client in enumerate(heart.for_pushes(), 1)}
    ends = time.monotonic() + LIMIT
    answers = {name: _answer(future, ends - time.monotonic()) for name, future in asked.items()}
    return JsonResponse(
        {name: "ok" if up else "down" for name, up in answers.items()}, status=200 if all(answers.values()) else 503
    )


def _answer(future: "Future[bool]", seconds: float) -> bool:
    try:
        return future.result(max(0.0, seconds))
    except TimeoutError:
        future.cancel()
        return False


def _database() -> bool:
    """In a thread of its own, whose connection goes back to the pool."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    finally:
        connection.close()
    return True


def _worker() -> bool:
    try:
        return heart.beats()
    except redis.RedisError:
        return False
