"""A page whose frames were lost, doubled, late or out of order shows, once it has caught up, what a fresh page shows."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.office import Office
from tests.browser.people import Agent, Cast, becomes_true
from tests.browser.replay import Frame, OldPage, Replay, described, shown
from tests.browser.story import Story

EXAMPLES = 30
TRIES = 5


@dataclass
class Recording:
    """Lin's pages as they were, and all frames that have reached her since."""

    lin: Agent
    pages: list[OldPage]
    frames: list[Frame]

    def some(self, numbers: list[int]) -> list[Frame | None]:
        return [self.frames[number] for number in numbers]


@pytest.fixture
def recording(cast: Cast, office: Office) -> Iterator[Recording]:
    """Is made before the eyes of Lin and Marco, so that both are there from beginning to end."""
    office.everybody_has_gone_home()
    lin, frames = cast.agent("lin"), list[Frame]()
    cast.agent("marco")
    lin.page.on("websocket", lambda socket: _listen(socket, frames))
    story = Story(office)
    try:
        pages = [_load(lin, name, path) for name, path in story.pages().items()]
        expect(lin.send).to_be_enabled()
        story.tell(lin.page)
        _note_what_is_true_now(office, lin.page, pages)
        yield Recording(lin, pages, frames)
    finally:
        story.end()


@pytest.mark.timeout(900)  # to find the shortest example of a failure takes its time
def test_an_old_page_shows_what_a_fresh_one_shows_whatever_became_of_its_frames(recording: Recording) -> None:
    replay = Replay(recording.lin.context, recording.lin.url)
    known, pages = len(recording.frames), {page.name: page for page in recording.pages}
    assert known > 30, "too little has happened"
    some = st.lists(st.integers(0, known - 1), max_size=known) | st.permutations(range(known))

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.sampled_from([*pages, recording.pages[-1].name]), some, some)
    def holds(page: str, before: list[int], after: list[int]) -> None:
        frames = [*recording.some(before), None, *recording.some(after)]
        seen = replay.shows(pages[page], frames)
        if seen != pages[page].fresh:
            pytest.fail(_explained(pages[page], frames, seen), pytrace=False)

    holds()


def _listen(socket: WebSocket, frames: list[Frame]) -> None:
    def heard(text: str | bytes) -> None:
        frame = json.loads(text)
        if frame["type"] in ("put", "counts"):
            frames.append(frame)

    socket.on("framereceived", heard)


def _load(agent: Agent, name: str, path: str) -> OldPage:
    answer = agent.page.goto(f"{agent.url}{path}")
    assert answer is not None
    return OldPage(name, answer.url, answer.text())


def _note_what_is_true_now(office: Office, page: Page, pages: list[OldPage]) -> None:
    """The catch-ups' answers, and what fresh pages show, of one and the same moment: agents come and go by themselves."""
    home = pages[0]
    for _try in range(TRIES):
        before = _fresh(page, home)
        for old in pages:
            first = office.colleague("lin").changes(old.cursor, old.chat)
            second = office.colleague("lin").changes(first["cursor"], old.chat)
            old.answers = [{"asked": old.cursor, "answer": first}, {"asked": first["cursor"], "answer": second}]
            old.fresh = _fresh(page, old)
        if before == home.fresh == _fresh(page, home):
            return
    raise AssertionError("the desk never came to rest")


def _fresh(page: Page, old: OldPage) -> str:
    with page.expect_response("**/console/changes/*"):
        page.goto(old.url)
    assert becomes_true(page, "() => document.getElementById('send')?.disabled !== true")
    return shown(page)


def _explained(old: OldPage, frames: list[Frame | None], seen: str) -> str:
    told = "\n".join(f"  {described(frame)}" for frame in frames)
    difference = difflib.unified_diff(
        old.fresh.splitlines(), seen.splitlines(), "a fresh page", "this page", lineterm="", n=2
    )
    return f"\nthe page with {old.name}, after\n{told}\n\n" + "\n".join(difference)
