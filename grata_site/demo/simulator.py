"""What the phone page may ask of the simulated WeChat, how it is asked, and what of the answer is handed on."""

import asyncio
import re
from dataclasses import dataclass

import httpx
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

LONGEST = 30.0  # seconds; the phone's own long poll takes 25
WORDS_MOST = 100_000  # bytes
FILE_MOST = 12 * 1024 * 1024  # bytes; the simulator takes no more either
JSON = "application/json"
SEEN_AND_HEARD = ("image/", "audio/", "video/")
# A customer's file is shown on a page of ours, and opened by its own address it can do nothing there.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=60",
}


class NoSimulator(Exception):
    """None is configured."""


@dataclass(frozen=True)
class Call:
    """One kind of call. `path` is a pattern for all of what follows /phone/, `most` the longest body in bytes."""

    method: str
    path: str
    most: int = WORDS_MOST
    sends: str = JSON


CALLS = (
    Call("GET", r"state|messages|customers"),
    Call("GET", r"media/[A-Za-z0-9_-]{1,128}"),
    Call("GET", r"avatars/[A-Za-z0-9_.-]{1,64}@[A-Za-z0-9_.-]{1,64}"),
    Call("POST", r"messages|events|customers"),
    Call("POST", r"media", most=FILE_MOST, sends="multipart/form-data"),
)


def allowed(method: str, what: str) -> Call | None:
    """The kind of call this is, None when the phone page has no business with it."""
    return next((call for call in CALLS if call.method == method and re.fullmatch(call.path, what)), None)


async def ask(request: HttpRequest, call: Call, what: str, body: bytes) -> HttpResponse:
    """The simulator's answer. Raises httpx.HTTPError, TimeoutError, NoSimulator."""
    if not settings.GRATA_SIMULATOR_URL:
        raise NoSimulator
    url = httpx.URL(settings.GRATA_SIMULATOR_URL).join(f"/phone/{what}")
    sends = {b"Content-Type": _content_type(request, call)}
    async with asyncio.timeout(LONGEST), httpx.AsyncClient(timeout=LONGEST, trust_env=False, headers=sends) as client:
        answer = await client.request(call.method, url, params=request.GET.dict(), content=body)
    return _handed_on(answer)


def _content_type(request: HttpRequest, call: Call) -> bytes:
    # A form's own header names its boundary. Bytes, since httpx takes only ASCII in a str.
    given = request.headers.get("Content-Type", "") if request.content_type == call.sends else ""
    return (given or call.sends).encode("latin-1")


def _handed_on(answer: httpx.Response) -> HttpResponse:
    """JSON, pictures, sound and films; of all else only that it went wrong."""
    content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type == JSON:
        return HttpResponse(answer.content, status=answer.status_code, content_type=JSON)
    if answer.is_success and content_type.startswith(SEEN_AND_HEARD):
        return HttpResponse(answer.content, content_type=content_type, headers=HARMLESS)
    return JsonResponse({}, status=answer.status_code if answer.is_error else 502)
