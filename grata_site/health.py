"""Is the process up, and are the things that it needs?"""

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from grata_site.celery import app

LIMIT = 2.0  # seconds for each thing asked


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """The web process is up."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Database, Redis and a worker answer; 503 and which one, if not."""
    answers = {"database": _database(), "redis": _redis()}
    answers["worker"] = answers["redis"] and _worker()
    return JsonResponse(
        {name: "ok" if up else "down" for name, up in answers.items()}, status=200 if all(answers.values()) else 503
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def _redis() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=LIMIT, socket_connect_timeout=LIMIT) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _worker() -> bool:
    try:
        return bool(app.control.ping(timeout=LIMIT, limit=1))
    except Exception:  # the transport has errors of its own for every way in which a broker can be away
        return False
