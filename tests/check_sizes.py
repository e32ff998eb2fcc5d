"""`python -m tests.check_sizes`: what a site's page loads from us stays small. Exits 1 and says what has grown too large.

Counted as it travels, compressed: the script that every page of the site loads, and all that opening the chat loads.
"""

import gzip
import os
import posixpath
import re
import sys
from pathlib import Path

import django
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import override_settings

KILO = 1000
SCRIPT_MOST = 3 * KILO
CHAT_MOST = 40 * KILO
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def main() -> int:
    """The exit status: 0 when both are small enough."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")
    django.setup()
    with override_settings(STORAGES=PLAIN):
        script, page, look = _rendered()
        chat = together(script, page, look)
    sizes = {"the widget's script": (squeezed(script), SCRIPT_MOST), "the chat, opened": (chat, CHAT_MOST)}
    large = [f"sizes: {what}: {size} bytes, {most} at most" for what, (size, most) in sizes.items() if size > most]
    print("\n".join(large), end="\n" if large else "", file=sys.stderr)
    return 1 if large else 0


def together(script: bytes, page: bytes, look: bytes) -> int:
    """The bytes of all that a visitor loads who opens the chat."""
    return sum(squeezed(part) for part in [script, page, look, *map(read, parts_of(page.decode()))])


def squeezed(data: bytes) -> int:
    """Its bytes when compressed."""
    return len(gzip.compress(data, 9))


def parts_of(page: str) -> set[str]:
    """All that a browser fetches for the page, with what its modules import in their turn."""
    found = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    new = set(found)
    while new := {name for part in new if part.endswith(".js") for name in imported_by(part)} - found:
        found |= new
    return found


def imported_by(module: str) -> list[str]:
    """The modules that it imports."""
    names = re.findall(r'^import .*"(\..+)";$', read(module).decode(), re.M)
    return [posixpath.normpath(posixpath.join(posixpath.dirname(module), name)) for name in names]


def read(name: str) -> bytes:
    """A static file."""
    return Path(str(finders.find(name))).read_bytes()


def _rendered() -> tuple[bytes, bytes, bytes]:
    """Script, page and colours of a site that asks for name and e-mail."""
    from channels_app.models import WebChatSite  # models need the apps
    from channels_app.webchat import colours, loader

    asked = WebChatSite.Asked.REQUIRED
    site = WebChatSite(slug="demo", name="Harbour Hotel", sound=True, asks_name=asked, asks_email=asked)
    page = render_to_string("webchat/frame.html", {"site": site, "origins": "[]", "text_most": 4000})
    look = render_to_string("webchat/look.css", {"colours": colours.of(site.colour)})
    return loader.script(site, "https://grata.example/webchat/demo/widget.js").encode(), page.encode(), look.encode()


if __name__ == "__main__":
    sys.exit(main())
