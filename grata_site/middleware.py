"""Around each request: its id, for the logs of all that it causes, and how long it took."""

import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

from grata_site import logs

SECONDS = Histogram(
    "grata_http_seconds",
    "Answers to requests.",
    ["view", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = ("GET", "POST")


class RequestMiddleware:
    """The id is ours: what somebody sends us as one stays out of the logs. It is told in `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token, began = logs.request_id.set(secrets.token_hex(8)), time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = logs.request_id.get()
            _measure(request, response, time.monotonic() - began)
            return response
        finally:
            logs.request_id.reset(token)


def _measure(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """By the view's name, of which there are as many as we have: addresses would be without end."""
    view = request.resolver_match.view_name if request.resolver_match else "none"
    method = request.method if request.method in METHODS else "other"
    SECONDS.labels(view or "unnamed", method, f"{response.status_code // 100}xx").observe(seconds)
