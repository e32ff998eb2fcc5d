"""Headers that every page has, whoever made it. What machines get at their doors goes another way, with `nosniff` alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Of these alone: browsers complain of names that they do not know.
UNUSED = ("camera", "display-capture", "geolocation", "midi", "payment", "usb")
MICROPHONE = ("/console/", "/webchat/", "/demo/")  # recordings are made there


class HeadersMiddleware:
    """What our pages may ask of the device, and that nothing of what people see is kept by a browser or a proxy, unless a
    view has said otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _allowed(request.path))
        if getattr(request, "agent", None) is not None:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def _allowed(path: str) -> str:
    microphone = "(self)" if path.startswith(MICROPHONE) else "()"
    return ", ".join((f"microphone={microphone}", *(f"{name}=()" for name in UNUSED)))
