"""What axe-core finds in a page, which is said in the words that a failed test shows."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page

COLOURS = ["color-contrast", "link-in-text-block"]  # all that another theme can change
# axe knows that a combobox walks its list with the arrows; a box of several lines can't be called one, and walks it too.
WALKED_FROM_THE_BOX = ("scrollable-region-focusable", 'id="quick-choices"')
RUN = """([within, options]) =>
  axe.run(within || document, { resultTypes: ["violations"], iframes: false, ...options })"""


# What began to change its colour before motion was reduced goes on to, and on the way has colours that nobody reads.
REST = """() => Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))"""

# Of WCAG 2.2; axe asks for it only when told to.
TARGETS = {"target-size": {"enabled": True}}


class Audit:
    """Walks from state to state and remembers what is wrong in each. `found` is empty when all is well.

    targets: whether each button has to be large enough to be hit.
    """

    def __init__(self, *, targets: bool = False) -> None:
        self.found: list[str] = []
        self._rules = TARGETS if targets else {}

    def look(self, page: Page, state: str, within: str = "", frame: Frame | None = None) -> None:
        """Every rule in the light theme, colours in the dark one too; in that part of the page alone (a selector), or in
        that frame of it, if one is given.
        """
        place = frame or page.main_frame
        place.wait_for_load_state()  # a press that leads elsewhere is over when the new page begins
        themes: dict[Literal["light", "dark"], Any] = {
            "light": {"rules": self._rules},
            "dark": {"runOnly": {"type": "rule", "values": COLOURS}},
        }
        for theme, options in themes.items():
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            place.evaluate(REST)
            if not place.evaluate("() => 'axe' in globalThis"):
                place.evaluate(AXE_SCRIPT)
            answer = place.evaluate(RUN, [within, options])
            self.found += [line for broken in answer["violations"] for line in _lines(broken, f"{state}, {theme}")]


def _lines(broken: dict[str, Any], state: str) -> list[str]:
    """One for each element."""
    rule, where = WALKED_FROM_THE_BOX
    nodes = [node for node in broken["nodes"] if broken["id"] != rule or where not in node["html"]]
    return [f"{state}: {broken['id']}: {node['html'][:160]} {node['failureSummary']}" for node in nodes]
