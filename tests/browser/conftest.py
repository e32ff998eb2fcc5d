"""Real browsers against one running system."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.browsers import Browsers
from tests.browser.office import Office, office
from tests.browser.people import Cast
from tests.channels_app.wechat.files import wav
from tests.stack import Stack, pytest_runtest_makereport, stack

__all__ = ["office", "pytest_runtest_makereport", "stack"]

HERE = Path(__file__).parent
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test also waits for the whole system to start."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    """In which everybody sits."""
    tone = tmp_path_factory.mktemp("microphone") / "tone.wav"
    tone.write_bytes(wav(seconds=2.0, rate=48_000))
    with sync_playwright() as playwright:
        both = Browsers(playwright, tone)
        yield both
        both.close()


@pytest.fixture
def browser(browsers: Browsers, request: pytest.FixtureRequest) -> Browser:
    """The one that this test needs."""
    return browsers.get(whole=request.node.get_closest_marker("whole_browser") is not None)


@pytest.fixture(autouse=True)
def _nobody_is_left_behind(office: Office) -> Iterator[None]:
    """Tests share one system, in any order: one that failed must not fail the next."""
    yield
    office.close_what_is_open()


@pytest.fixture
def cast(stack: Stack, browser: Browser) -> Iterator[Cast]:
    """Everybody who takes part. Fails a test in whose pages something went wrong unseen."""
    people = Cast(browser, stack.url)
    yield people
    people.close()
    assert not people.errors
