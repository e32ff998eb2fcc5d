"""`/metrics`, for Prometheus."""

import ipaddress
import os
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from grata_site import measuring
from grata_site.numbers.rows import Rows

# A proxy is on this machine too: what it hands on is not this machine's.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
_rows = Rows()


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers of this machine's processes, and those of the database; 403 from elsewhere without the token."""
    if not (_has_token(request) or _is_here(request)):
        return HttpResponseForbidden(
            "Ask from this machine, or with GRATA_METRICS_TOKEN as bearer token.\n", content_type="text/plain"
        )
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    token = settings.GRATA_METRICS_TOKEN
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    return bool(token) and scheme.lower() == "bearer" and secrets.compare_digest(given.encode(), token.encode())


def _is_here(request: HttpRequest) -> bool:
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and not any(name in request.headers for name in PASSED_ON)


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    if os.environ.get(measuring.VARIABLE):
        measuring.forget_ended()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
    else:
        registry.register(REGISTRY)
    registry.register(_rows)
    return registry
