"""Two pages to try things with: a shop that carries our web chat, and a phone that speaks to us through a simulated WeChat."""

import httpx
from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from grata_site.demo import simulator


@require_safe
@csp_update({"frame-src": [SELF]})
def shop(request: HttpRequest) -> HttpResponse:
    """A site with the chat's script tag. Its own rules allow nothing inline, as a strict site's would."""
    _demo_only()
    return render(request, "demo/shop.html")


@require_safe
@csp_update({"img-src": ["http:", "https:"]})
def phone(request: HttpRequest) -> HttpResponse:
    """A customer's phone with WeChat. Like a real one it shows a card's picture wherever that comes from."""
    _demo_only()
    return render(request, "demo/phone.html")


@csrf_exempt  # or the middleware would take in a whole form before its size is looked at; `_handed_over` is protected
@require_http_methods(["GET", "POST"])
async def phone_api(request: HttpRequest, what: str) -> HttpResponse:
    """Hands a call of the phone page to the simulated WeChat; 404 for any other, 413 for too much, 502 when there is none."""
    _demo_only()
    call = simulator.allowed(str(request.method), what)
    if call is None:
        raise Http404
    body = request.read(call.most + 1)
    if len(body) > call.most:
        words = _("That is too long.") if call.sends == simulator.JSON else _("The file is too large.")
        return JsonResponse({"error": words}, status=413)
    return await _handed_over(request, call, what, body)


@csrf_protect
async def _handed_over(request: HttpRequest, call: simulator.Call, what: str, body: bytes) -> HttpResponse:
    # The body has been read already: the protection finds no form in it and asks for the token in the header.
    try:
        return await simulator.ask(request, call, what, body)
    except (httpx.HTTPError, TimeoutError, simulator.NoSimulator):
        words = _("The simulated WeChat can't be reached. “make run” starts it.")
        return JsonResponse({"error": words}, status=502)


def _demo_only() -> None:
    if not settings.GRATA_DEMO:
        raise Http404
