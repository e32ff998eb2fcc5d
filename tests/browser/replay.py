"""Loads a console page as it once was served, and gives it the frames that reached it since, in any order one likes."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.people import becomes_true

HERE = Path(__file__).parent
SHOWN = (HERE / "shown.js").read_text()
REPLAY = (HERE / "replay.js").read_text()
SOON = 20_000  # milliseconds, on a busy machine; a page that asks for a panel anew has mostly drawn it at once

Frame = dict[str, Any]


@dataclass
class OldPage:
    """A page as it was before all that happened. `answers` are those of its first two catch-ups, each with the cursor asked."""

    name: str
    url: str
    html: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    fresh: str = ""  # what the same address shows after all that happened

    @property
    def cursor(self) -> str:
        return _written("cursor", self.html)

    @property
    def chat(self) -> str:
        """The open chat's id; empty when none was open."""
        return _written("chat", self.html)


class Replay:
    """One tab in which old pages are loaded again and again; what never changes comes from memory."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self._files: dict[str, dict[str, Any]] = {}
        self._old: OldPage | None = None
        self.page.route(f"{url}/static/**", self._file)
        self.page.route(f"{url}/console/**", self._document)

    def shows(self, old: OldPage, frames: list[Frame | None]) -> str:
        """What the old page shows after these frames, None among them being the catch-up's answer."""
        self._old = old
        self.page.goto(old.url)
        self.page.evaluate("(frames) => window.replay(frames)", frames)
        same = becomes_true(self.page, f"(fresh) => ({SHOWN})() === fresh", old.fresh, SOON)
        return old.fresh if same else shown(self.page)

    def _document(self, route: Route) -> None:
        if route.request.resource_type != "document" or self._old is None:
            return route.continue_()
        recorded = json.dumps({"changes": "/console/changes/", "answers": self._old.answers}).replace("<", "\\u003c")
        script = REPLAY.replace("RECORDED", recorded)
        html = self._old.html.replace("<head>", f"<head><script>{script}</script>", 1)
        return route.fulfill(body=html, content_type="text/html; charset=utf-8")

    def _file(self, route: Route) -> None:
        url = route.request.url
        if url not in self._files:
            answer = route.fetch()
            self._files[url] = {"body": answer.body(), "content_type": answer.headers["content-type"]}
        route.fulfill(**self._files[url])


def shown(page: Page) -> str:
    """What the page shows, as lines that can be compared."""
    return str(page.evaluate(SHOWN))


def described(frame: Frame | None) -> str:
    """A frame in a few words."""
    if frame is None:
        return "THE CATCH-UP"
    if frame["type"] == "counts":
        return f"counts as of {frame['as_of']}: {frame['waiting']} waiting, {frame['online']} online"
    state = frame.get("state") or frame.get("presence") or _written("state", frame["html"])
    words = re.sub(r"<[^>]*>|\s+", " ", frame.get("html", "without words"))
    return f"{frame['entity']} {frame['id']} v{frame['version']} {state}: {' '.join(words.split())[:70]}"


def _written(name: str, html: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', html)
    return found[1] if found else ""
