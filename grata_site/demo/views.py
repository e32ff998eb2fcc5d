"""Two pages to try things with: a shop that carries our web chat, and a phone that speaks to us through a simulated WeChat."""

import asyncio

import httpx
from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

PHONE_CALLS = {("GET", "state"), ("GET", "messages"), ("POST", "messages"), ("GET", "customers"), ("POST", "customers")}
LONGEST = 30.0  # seconds; the phone's own long poll takes 25
BODY_MOST = 100_000


class _NoSimulator(Exception):
    """None is configured."""


@require_safe
@csp_update({"frame-src": [SELF]})
def shop(request: HttpRequest) -> HttpResponse:
    """A site with the chat's script tag. Its own rules allow nothing inline, as a strict site's would."""
    _demo_only()
    return render(request, "demo/shop.html")


@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """A customer's phone with WeChat."""
    _demo_only()
    return render(request, "demo/phone.html")


@require_http_methods(["GET", "POST"])
async def phone_api(request: HttpRequest, what: str) -> HttpResponse:
    """Hands a call of the phone page to the simulated WeChat; 502 when there is none."""
    _demo_only()
    if (request.method, what) not in PHONE_CALLS:
        raise Http404
    if len(request.body) > BODY_MOST:
        return JsonResponse({"error": _("That is too long.")}, status=413)
    try:
        answer = await _ask(request, what)
    except (httpx.HTTPError, TimeoutError, _NoSimulator):
        words = _("The simulated WeChat can't be reached. “make run” starts it.")
        return JsonResponse({"error": words}, status=502)
    return HttpResponse(answer.content, status=answer.status_code, content_type="application/json")


async def _ask(request: HttpRequest, what: str) -> httpx.Response:
    if not settings.GRATA_SIMULATOR_URL:
        raise _NoSimulator
    url = httpx.URL(settings.GRATA_SIMULATOR_URL).join(f"/phone/{what}")
    sends = {"Content-Type": "application/json"}
    async with asyncio.timeout(LONGEST), httpx.AsyncClient(timeout=LONGEST, trust_env=False, headers=sends) as client:
        return await client.request(str(request.method), url, params=request.GET.dict(), content=request.body)


def _demo_only() -> None:
    if not settings.GRATA_DEMO:
        raise Http404
