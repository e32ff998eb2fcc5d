"""What a browser has to fetch, and when its page can be used: the console, and a site's page with the widget."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, Request, Route, async_playwright

from tests.bench.desk import Desk
from tests.bench.errors import BenchError
from tests.bench.measure import Plan
from tests.bench.rows import Row, at_most

KILO = 1024
CONSOLE_MOST, WIDGET_MOST = 120, 43  # KiB on the wire, without headers: a proxy's HTTP/2 packs those to a few bytes
REQUESTS_MOST = 120
SOON = 1_000.0  # milliseconds
SITE = '<!doctype html><meta charset="utf-8"><title>Shop</title><p>Shop</p><script async src="/webchat/{key}/widget.js"></script>'
# Interactive: the document is there, and no task after that holds the page for more than 50 ms.
WATCH = (
    "window.held = []; new PerformanceObserver(l => window.held.push(...l.getEntries())).observe({type: 'longtask'});"
)
WHEN = """() => Math.max(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
    ...window.held.map(task => task.startTime + task.duration))"""


@dataclass(frozen=True)
class Load:
    """A page's first load: KiB on the wire, requests, and milliseconds until the page could be used."""

    kilo: float
    requests: int
    interactive: float


def measure(plan: Plan, desk: Desk, key: str, product: int, floor: int) -> list[Row]:
    """The rows; `product` and `floor` are ports, `key` is a site's. BenchError without a Chromium."""
    return asyncio.run(_measure(plan, desk, key, product, floor))


async def _measure(plan: Plan, desk: Desk, key: str, product: int, floor: int) -> list[Row]:
    ours, bare = f"http://127.0.0.1:{product}", f"http://127.0.0.1:{floor}/line/"
    async with _chromium() as browser:
        console, widget, line = list[Load](), list[Load](), list[Load]()
        for _round in range(plan.rounds):
            line.append(await _load(await browser.new_context(), bare))
            console.append(await _load(await _signed_in(browser, desk.sessions[0], ours), f"{ours}/console/"))
            widget.append(await _chat(await browser.new_context(), f"{ours}/a-shop/", key))
    return [
        *_rows("the console", console, line, CONSOLE_MOST),
        *_rows("a site's widget, opened", widget, line, WIDGET_MOST),
    ]


def _rows(what: str, loads: list[Load], bare: list[Load], most: float) -> list[Row]:
    kilo, requests = median(load.kilo for load in loads), median(load.requests for load in loads)
    waits, floors = [load.interactive for load in loads], [load.interactive for load in bare]
    return [
        at_most(1.0, f"{what}: first load, by its budget", "KiB", [kilo], [most]),
        at_most(1.0, f"{what}: requests, by their budget", "", [requests], [REQUESTS_MOST]),
        at_most(40.0, f"{what}: interactive, by a bare page", "ms", waits, floors, most=SOON),
    ]


@asynccontextmanager
async def _chromium() -> AsyncIterator[Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            raise BenchError("there is no Chromium: install it, or set CHROMIUM to its path") from error
        yield browser
        await browser.close()


async def _signed_in(browser: Any, session: str, site: str) -> BrowserContext:
    context: BrowserContext = await browser.new_context()
    await context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context


async def _load(context: BrowserContext, address: str) -> Load:
    page = await context.new_page()
    return await _watched(page, address, _nothing)


async def _chat(context: BrowserContext, address: str, key: str) -> Load:
    """A page of the site, and then the chat in it: the bytes and requests of both."""

    async def shop(route: Route) -> None:
        await route.fulfill(body=SITE.format(key=key), content_type="text/html")

    await context.route(address, shop)
    return await _watched(await context.new_page(), address, _open)


async def _open(page: Page) -> None:
    await page.get_by_role("button", name="Open chat").click()
    await page.frame_locator("iframe").get_by_role("textbox", name="Message").wait_for()
    await page.wait_for_timeout(500)  # the frame's own "networkidle" can't be waited for


async def _nothing(page: Page) -> None:
    """The page is what is measured."""


async def _watched(page: Page, address: str, go_on: Callable[[Page], Awaitable[None]]) -> Load:
    requests = list[Request]()
    page.on("requestfinished", lambda request: requests.append(request))
    await page.add_init_script(WATCH)
    await page.goto(address, wait_until="networkidle")
    interactive = await page.evaluate(WHEN)
    await go_on(page)
    sizes = {request.url: (await request.sizes())["responseBodySize"] for request in list(requests)}
    await page.context.close()
    return Load(sum(sizes.values()) / KILO, len(sizes), interactive)
