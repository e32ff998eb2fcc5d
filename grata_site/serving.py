"""Static files in one piece. They are small and on this machine's disk; as streams each would go through threads four times."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which reads what it answers."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        """The file, a part of it, or that it has not changed."""
        found = static_file.get_response(request.method, request.META)
        answer = HttpResponse(_read(found.file), status=int(found.status))
        del answer.headers["Content-Type"]
        for name, value in found.headers:
            answer.headers[name] = value
        return answer


def _read(file: Any) -> bytes:
    if file is None:
        return b""
    with file:
        return bytes(file.read())
