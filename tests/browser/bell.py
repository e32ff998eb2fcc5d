"""What an agent hears and is shown while they look elsewhere."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

from tests.browser.people import Agent, Cast, becomes_true

NOTES = (Path(__file__).parent / "alerts.js").read_text()
# Of what is loaded, the part that was heard; it is still known when the sound has come to its end.
PLAYS = """(name) => {
  const { played, currentSrc } = document.getElementById("alert-sound");
  return played.length > 0 && played.end(0) > 0.05 && currentSrc.includes(`/${name}.`);
}"""
ENDED = """(name) => {
  const { ended, currentSrc } = document.getElementById("alert-sound");
  return ended && currentSrc.includes(`/${name}.`);
}"""
MAY_PLAY = "() => window.mayPlay"


class Listener:
    """An agent at the console whose sounds and notifications are noted. They are in front until they look elsewhere."""

    def __init__(self, cast: Cast, name: str, *, every: int = 0) -> None:
        """every: milliseconds between two rings while somebody waits, in place of what the page says."""
        self.agent: Agent = cast.outside(name, permissions=["notifications"])
        self.page: Page = self.agent.page
        self.agent.context.add_init_script(NOTES)
        if every:
            self.agent.context.route("**/console/", lambda route: _hurry(route, every))
        self.agent.come()
        settles(self.page)

    def looks_elsewhere(self) -> None:
        """Another tab comes to the front, as a person's would."""
        session = self.agent.context.new_cdp_session(self.page)
        session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
        self.agent.context.new_page().bring_to_front()
        assert becomes_true(self.page, "() => !document.hasFocus()")

    def really_plays(self, name: str) -> bool:
        return becomes_true(self.page, PLAYS, name)

    def is_silent_after(self, name: str) -> bool:
        """Whether that sound comes to its end, soon."""
        return becomes_true(self.page, ENDED, name)

    def hears(self, *names: str) -> bool:
        """Whether these, and no others, were begun, soon."""
        return becomes_true(self.page, "(names) => window.heard.join() === names.join()", list(names))

    def hears_again_and_again(self, name: str) -> bool:
        """Whether this, and nothing else, was begun three times or more, soon."""
        often = "(name) => window.heard.length >= 3 && window.heard.every((one) => one === name)"
        return becomes_true(self.page, often, name)

    def has_time_to_ring(self) -> bool:
        """Back when the page has looked a few times whether it should ring again."""
        beats = int(self.page.evaluate("window.beats"))
        return becomes_true(self.page, "(beats) => window.beats >= beats", beats + 3)

    @property
    def heard(self) -> list[str]:
        return list(self.page.evaluate("window.heard"))

    def is_shown(self, title: str) -> bool:
        """Whether the newest notification has that title and is not closed, soon."""
        newest = "(title) => window.notices.at(-1)?.title === title && !window.notices.at(-1).isClosed"
        return becomes_true(self.page, newest, title)

    def notices(self) -> list[dict[str, Any]]:
        """All that were made, oldest first."""
        told = "({ title, body, tag, silent, isClosed }) => ({ title, body, tag, silent, isClosed: Boolean(isClosed) })"
        return list(self.page.evaluate(f"window.notices.map({told})"))

    def presses_the_notice(self) -> None:
        self.page.evaluate("window.notices.at(-1).dispatchEvent(new Event('click'))")


def settles(page: Page) -> None:
    """Touches a page, as browsers want it, and is back when the page knows that it may play sound."""
    page.mouse.click(400, 20)
    assert becomes_true(page, MAY_PLAY)


def _hurry(route: Route, every: int) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('data-repeat="30000"', f'data-repeat="{every}"'))
