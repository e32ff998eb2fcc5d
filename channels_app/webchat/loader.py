"""The script that a site's pages carry: small, the same for every visitor, and with all the site's settings in it."""

import json
import re
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from channels_app.models import WebChatSite
from channels_app.webchat import colours

INDENTED = re.compile(r"(?m)^\s+(//.*\n\s*)?")  # lines' beginnings, and lines that are comments
LOOSE = re.compile(r"\s*([{};:,])\s+")  # in our style sheet: nothing there is in need of that space
JOKERS = re.compile(r"\*+")


def script(site: WebChatSite, url: str) -> str:
    """The script for the site, whose address is that."""
    look = {"site": site, "colours": colours.of(site.colour)}
    # The page may choose the other side, so the script itself puts it in.
    css = LOOSE.sub(r"\1", render_to_string("webchat/widget.css", {**look, "side": "${side}"})).strip()
    path = f"/webchat/{site.key}/widget.js"
    whole = render_to_string("webchat/widget.js", {"setup": _js(_setup(site, url)), "css": css, "path": path})
    return INDENTED.sub("", whole)


def pages(shown: str, hidden: str) -> str:
    """A JavaScript expression for the paths of the pages that have the button. Both are patterns, one a line."""
    excluded = f"(?!(?:{_any(hidden)})$)" if hidden.strip() else ""
    included = f"(?:{_any(shown)})$" if shown.strip() else ""
    return f"^{excluded}{included}"


def _setup(site: WebChatSite, url: str) -> dict[str, object]:
    return {
        "url": url,
        "side": site.side,
        "language": site.language,
        "button": not site.button_hidden,
        "own": site.own_button,
        "pages": pages(site.pages_shown, site.pages_hidden),
        "texts": {code: _texts(code) for code, _name in settings.LANGUAGES},
    }


def _texts(language: str) -> list[str]:
    with translation.override(language):
        return [_("Open chat"), _("Close chat"), _("Chat"), _("New messages: ")]


def _any(patterns: str) -> str:
    return "|".join(_expression(line) for line in patterns.split())


def _expression(pattern: str) -> str:
    """Browsers write a path with everything but ASCII as %XX."""
    parts = JOKERS.split(quote(pattern, safe="/*%:@!$&'()+,;=~|[]"))
    return ".*".join(re.sub(r"[^A-Za-z0-9%/_-]", r"\\\g<0>", part) for part in parts)


def _js(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
