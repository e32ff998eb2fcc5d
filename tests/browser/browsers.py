"""The Chromiums in which everybody sits: the whole one, and the one without windows."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
# The same engine. It has no windows, which are half of what a page costs a machine, and so neither notifications nor a choice of
# microphones. Where it is not installed the whole one does all.
HEADLESS_SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
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


class Browsers:
    """Each is started when it is first wanted. Their microphone hears the `tone`, and every page may listen."""

    def __init__(self, playwright: Playwright, tone: Path) -> None:
        self._launch = playwright.chromium.launch
        heard = f"--use-file-for-fake-audio-capture={tone}"
        self._arguments = [*QUIET, *SOUND, heard, f"--disable-features={WITHOUT}"]
        self._started: dict[str | None, Browser] = {}

    def get(self, *, whole: bool) -> Browser:
        """The one that has everything, or the one that has most and is quicker."""
        path = CHROMIUM if whole else HEADLESS_SHELL
        if path not in self._started:
            self._started[path] = self._launch(executable_path=path, args=self._arguments)
        return self._started[path]

    def close(self) -> None:
        """Ends those that were started."""
        for browser in self._started.values():
            browser.close()
