"""What a slow line has to carry: the console's first load, and the opening of a chat."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.office import Office
from tests.browser.people import Cast, said

# Bytes on the wire, without headers: HTTP/2, which the proxy speaks, packs those to a few bytes each.
FIRST_LOAD = 110 * 1024
REQUESTS_OF_A_CHAT = 3
SMALL = 1024  # bytes that are not worth packing
TEXTS = ("text/html", "text/css", "text/javascript", "application/json", "image/svg+xml")


def test_the_console_comes_in_few_bytes_and_a_chat_in_few_requests(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer, other = office.chat_with("lin", "Is it slow?"), office.chat_with("lin", "Or is it fast?")
    page = cast.context(storage_state=lin.context.storage_state()).new_page()  # which has nothing in its cache
    traffic = _Traffic(page)
    page.goto(f"{cast.url}/console/")
    expect(page.get_by_role("list", name="My chats").get_by_role("button")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    total = sum(traffic.sizes.values())
    assert total <= FIRST_LOAD, f"{total} bytes: {traffic.largest()}"
    assert not traffic.plain, f"not compressed: {traffic.plain}"
    for one, text in ((customer, "Is it slow?"), (other, "Or is it fast?")):
        traffic.forget()
        page.get_by_role("list", name="My chats").get_by_role("button", name=one.name).click()
        _has_settled(page, text)
        assert 1 <= len(traffic.sizes) <= REQUESTS_OF_A_CHAT, traffic.largest()


class _Traffic:
    """What a page has fetched: `sizes` in bytes on the wire by address, and texts that came `plain`."""

    def __init__(self, page: Page) -> None:
        self.forget()
        wire = page.context.new_cdp_session(page)
        wire.on("Network.responseReceived", self._answered)
        wire.on("Network.loadingFinished", self._finished)
        wire.send("Network.enable")

    def forget(self) -> None:
        self.sizes = dict[str, int]()
        self.plain = list[str]()
        self._begun = dict[str, tuple[str, int]]()

    def largest(self) -> list[tuple[str, int]]:
        return sorted(self.sizes.items(), key=lambda item: -item[1])[:20]

    def _answered(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        self._begun[event["requestId"]] = (answer["url"], int(answer["encodedDataLength"]))
        names = {name.lower() for name in answer["headers"]}
        is_small = int(answer["headers"].get("Content-Length", 0)) < SMALL
        if answer["mimeType"] in TEXTS and "content-encoding" not in names and not is_small:
            self.plain.append(answer["url"])

    def _finished(self, event: dict[str, Any]) -> None:
        address, headers = self._begun.get(event["requestId"], ("", 0))
        if address.startswith("http"):
            self.sizes[address] = int(event["encodedDataLength"]) - headers


def _has_settled(page: Page, text: str) -> None:
    """The chat is shown and live, and nothing is on its way any more."""
    expect(said(page.get_by_role("log", name="Messages"), text)).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    page.wait_for_load_state("networkidle")
