"""Real browsers against one running system."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.office import Office, office
from tests.browser.people import Cast
from tests.channels_app.wechat.files import wav
from tests.stack import Stack, pytest_runtest_makereport, stack

__all__ = ["office", "pytest_runtest_makereport", "stack"]

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Of two such arguments Chromium obeys the last: so Playwright's own stand here too. The rest are popups of the address bar:
# pages of their own in each window, which nobody sees here and which cost more than ours.
WITHOUT = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,"
    "PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
)
# A microphone, and pages that may play: as after signing in by hand, where a press lets one hear the site's next pages, too.
SOUND = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test also waits for the whole system to start."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Its microphone hears a tone, and every page may listen."""
    tone = tmp_path_factory.mktemp("microphone") / "tone.wav"
    tone.write_bytes(wav(seconds=2.0, rate=48_000))
    heard = f"--use-file-for-fake-audio-capture={tone}"
    without = f"--disable-features={WITHOUT}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *SOUND, heard, without])
        yield chromium
        chromium.close()


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
