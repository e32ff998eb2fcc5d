"""What a site's pages load from us: the script, the page in the frame, and that page's colours."""

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from channels_app.models import WebChatSite
from channels_app.models.webchat_site import ORIGIN
from channels_app.webchat import colours, loader
from channels_app.webchat.drafts import TEXT_MOST


@require_safe
@gzip_page
@cache_control(public=True, max_age=300)
def widget(request: HttpRequest, key: str) -> HttpResponse:
    """The script that a site's page carries. A module may load it too: it is everybody's to read."""
    site = get_object_or_404(WebChatSite, slug=key)
    script = loader.script(site, request.build_absolute_uri())
    public = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=public)


@require_safe
@xframe_options_exempt
@cache_control(private=True, no_cache=True)
def frame(request: HttpRequest, key: str) -> HttpResponseBase:
    """The chat itself. Only the site's own pages, and ours, may hold it in a frame."""
    site = get_object_or_404(WebChatSite, slug=key)
    forced = _forced(request, site)
    origins = _origins(site)

    @csp_replace({"frame-ancestors": [SELF, *origins]})
    def page(request: HttpRequest) -> HttpResponseBase:
        with translation.override(forced or translation.get_language()):
            greeting = site.greeting(translation.get_language() or "")
            shown = {"site": site, "origins": json.dumps(origins), "text_most": TEXT_MOST}
            return render(request, "webchat/frame.html", {**shown, "forced": forced, "greeting": greeting})

    return page(request)


@require_safe
@cache_control(public=True, max_age=300)
def look(request: HttpRequest, key: str) -> HttpResponse:
    """The site's colours for the page in the frame."""
    site = get_object_or_404(WebChatSite, slug=key)
    return render(request, "webchat/look.css", {"colours": colours.of(site.colour)}, content_type="text/css")


def _forced(request: HttpRequest, site: WebChatSite) -> str:
    """The language that the site's page asks for, else the site itself; empty: what the visitor's browser speaks."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else site.language


def _origins(site: WebChatSite) -> list[str]:
    return [origin for origin in site.allowed_origins if isinstance(origin, str) and ORIGIN.fullmatch(origin)]
