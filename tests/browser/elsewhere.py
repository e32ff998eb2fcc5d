"""Somebody else's pages that carry our chat: another origin, with a policy and a style of its own."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.stack import Stack

SITE = "channel_ptr_id = (SELECT id FROM history_channel WHERE kind = 'webchat' AND slug = 'demo')"


@contextmanager
def foreign_site(*scripts: str, style: str = "", policy: str = "") -> Iterator[str]:
    """Pages with tags for those scripts at every path; their origin."""
    tags = "".join(f'<script src="{script}" async></script>' for script in scripts)
    sheet = '<link rel="stylesheet" href="/style.css">' if style else ""
    html = f'<!doctype html><html lang="en"><title>Elsewhere</title>{sheet}{tags}<a href="#" class="talk"><i>Talk to us</i></a>'

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_style = self.path == "/style.css"
            self.send_response(204 if self.path == "/favicon.ico" else 200)
            self.send_header("Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            if self.path != "/favicon.ico":
                self.wfile.write((style if is_style else html).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def listed(stack: Stack, origin: str, **settings: object) -> Iterator[None]:
    """The demo site allows that origin, and has those settings."""
    wanted = {"allowed_origins": json.dumps([origin]), **settings}
    ((*before,),) = stack.rows(f"SELECT {', '.join(wanted)} FROM channels_app_webchatsite WHERE {SITE}")
    before[0] = json.dumps(before[0])
    _set(stack, wanted)
    try:
        yield
    finally:
        _set(stack, dict(zip(wanted, before, strict=True)))


def _set(stack: Stack, values: dict[str, object]) -> None:
    changes = ", ".join(f"{name} = %s" for name in values)
    stack.rows(f"UPDATE channels_app_webchatsite SET {changes} WHERE {SITE} RETURNING 1", *values.values())
