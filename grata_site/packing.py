"""Pages and answers are packed. Files are not: pictures and sounds are packed already, and are asked for in parts."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED = ("text/html", "application/json", "text/javascript")


class PackingMiddleware(GZipMiddleware):
    """Django adds a random length to each, so that nobody learns a secret of a page from how well it packs (BREACH)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return response if response.streaming or kind not in PACKED else super().process_response(request, response)
