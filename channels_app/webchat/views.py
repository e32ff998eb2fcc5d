"""The two things that a site's pages load from us: the script, and the page in the frame."""

import json

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from channels_app.models import WebChatSite
from channels_app.models.webchat_site import ORIGIN
from channels_app.webchat.drafts import TEXT_MOST


@require_safe
@gzip_page
@cache_control(public=True, max_age=300)
def widget(request: HttpRequest, key: str) -> HttpResponse:
    """The script that a site's page carries."""
    site = get_object_or_404(WebChatSite, slug=key)
    setup = {"key": site.key, "language": site.language, "texts": _loader_texts()}
    script = render(request, "webchat/widget.js", {"setup": _js(setup)}, content_type="text/javascript; charset=utf-8")
    script["Cross-Origin-Resource-Policy"] = "cross-origin"
    return script


@require_safe
@xframe_options_exempt
@cache_control(private=True, no_cache=True)
def frame(request: HttpRequest, key: str) -> HttpResponseBase:
    """The chat itself. Only the site's own pages, and ours, may hold it in a frame."""
    site = get_object_or_404(WebChatSite, slug=key)
    origins = _origins(site)
    context = {"site": site, "origins": json.dumps(origins), "text_most": TEXT_MOST}

    @csp_replace({"frame-ancestors": [SELF, *origins]})
    def page(request: HttpRequest) -> HttpResponseBase:
        return render(request, "webchat/frame.html", context)

    return page(request)


def _loader_texts() -> dict[str, dict[str, str]]:
    return {code: _texts_in(code) for code, _name in settings.LANGUAGES}


def _texts_in(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"open": _("Open chat"), "close": _("Close chat"), "title": _("Chat")}


def _js(value: object) -> str:
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")


def _origins(site: WebChatSite) -> list[str]:
    return [origin for origin in site.allowed_origins if isinstance(origin, str) and ORIGIN.fullmatch(origin)]
