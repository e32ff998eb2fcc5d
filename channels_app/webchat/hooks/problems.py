"""What a site is told when its message is not taken: application/problem+json (RFC 9457)."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse


class Problem(Exception):
    """A request that is refused. detail: what its sender is to know, in English. headers: of the answer."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(self) -> HttpResponse:
        """The answer that says so."""
        body = {"type": "about:blank", "title": self.status.phrase, "status": self.status.value, "detail": self.detail}
        return JsonResponse(
            body, status=self.status.value, content_type="application/problem+json", headers=self.headers
        )
