"""People in front of real browsers: agents at the console, customers at the phone page and at the shop's widget."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Browser, BrowserContext, FrameLocator, Locator, Page, expect

from tests.stack import PASSWORD

NAMES = {"lin": "Lin Wei", "marco": "Marco Bianchi", "sofia": "Sofia Reyes", "ana": "Ana Lima"}

# A recording's clock that has begun to count: whoever looks seldom does not see each of its seconds.
SECONDS = re.compile(r"^0:(0[1-9]|[1-5]\d)$")
QUIET = r"Failed to load resource|WebSocket connection|net::ERR_|htmx:(sendError|afterRequest),|Response Status Error Code 4\d\d"


class Agent:
    """An agent in a browser of their own, who has just signed in there."""

    def __init__(self, context: BrowserContext, url: str, name: str) -> None:
        self.context, self.url, self.name = context, url, NAMES[name]
        _sign_in(context.request, url, f"{name}@demo.test")
        self.page = context.new_page()

    def come(self) -> None:
        """To the console, where no chat is open."""
        self.page.goto(f"{self.url}/console/")

    @property
    def next_customer(self) -> Locator:
        return self.page.get_by_role("button", name="Next customer")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Messages")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def send(self) -> Locator:
        return self.page.get_by_role("button", name="Send", exact=True)

    def open(self, chat: int) -> None:
        """Goes to a chat by its address; back when it is live and one may send."""
        self.page.goto(f"{self.url}/console/chats/{chat}/")
        expect(self.send).to_be_enabled()

    def waiting(self, name: str) -> Locator:
        """The customer's entry in the open waiting list."""
        return self.page.get_by_role("list", name="Waiting list").get_by_role("button", name=name)

    def open_waiting_list(self) -> None:
        self.page.get_by_role("button", name="Waiting list").click()

    def claim(self, name: str) -> None:
        """Takes a customer out of the waiting list."""
        self.open_waiting_list()
        self.waiting(name).click()
        self.sees_open(name)

    def sees_open(self, name: str) -> None:
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    def answer(self, text: str) -> None:
        """Types, and sends with Enter."""
        self.box.fill(text)
        expect(self.send).to_be_enabled()
        self.box.press("Enter")

    def close_chat(self) -> None:
        self.page.get_by_role("button", name="Close chat").click()

    def invitation(self, name: str) -> Locator:
        """The button with which that colleague is asked in; what became of it stands in it."""
        agents = self.page.get_by_role("list", name="Agents")
        return agents.get_by_role("button", name=f"Invite {NAMES[name]}", exact=True)

    @property
    def request(self) -> Locator:
        """What asks this agent into a chat."""
        return self.page.get_by_role("dialog", name="Transfer request", exact=True)

    def offer(self, name: str) -> Locator:
        """What says that a customer of this agent's is back."""
        return self.page.get_by_role("dialog", name=f"{name} is back", exact=True)

    def hears_said(self, words: str) -> None:
        """A sentence is told, to those who see and those who listen."""
        expect(self.page.get_by_role("status").get_by_text(words)).to_be_attached()


class Phone:
    """陈晓雨's WeChat, or that of somebody added for one test."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.page.goto(f"{url}/demo/phone/")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Messages")

    def become(self, name: str) -> None:
        """A customer whom nobody has heard of."""
        self.page.get_by_role("textbox", name="Name of the new customer").fill(name)
        self.page.get_by_role("button", name="Add customer").click()
        expect(self.page.get_by_role("button", name=name, pressed=True)).to_be_visible()

    def say(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message", exact=True).fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def send_photos(self, *files: Path) -> None:
        """Chooses them all at once."""
        with self.page.expect_file_chooser() as opened:
            self.page.get_by_role("button", name="Send a photo").click()
        opened.value.set_files(list(files))

    def talk(self) -> None:
        """Holds the button for a second."""
        self.page.get_by_role("button", name="Hold to talk").hover()
        self.page.mouse.down()
        expect(self.page.get_by_text(SECONDS)).to_be_visible()
        self.page.mouse.up()

    def do(self, deed: str) -> None:
        """Something of what lies under "More"."""
        self.page.get_by_role("button", name="More", exact=True).click()
        self.page.get_by_role("list", name="More").get_by_role("button", name=deed, exact=True).click()


class Visitor:
    """Somebody at the shop, with the widget open."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.page.goto(f"{url}/demo/shop/")
        self.open()

    def open(self) -> None:
        self.page.get_by_role("button", name="Open chat").click()

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title='Chat']")

    @property
    def log(self) -> Locator:
        return self.frame.get_by_role("log", name="Messages")

    def say(self, text: str) -> None:
        self.frame.get_by_role("textbox", name="Message").fill(text)
        self.frame.get_by_role("button", name="Send", exact=True).click()


class Cast:
    """Opens a browser context for whoever is needed, and closes them all. Any error in any page fails the test."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self.url = browser, url
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def agent(self, name: str, *, chat: int | None = None, **options: Any) -> Agent:
        """At the console, with that chat open if one is given."""
        agent = self.outside(name, **options)
        if chat is None:
            agent.come()
        else:
            agent.open(chat)
        return agent

    def outside(self, name: str, **options: Any) -> Agent:
        """Signed in, with a page in which nothing has been opened yet."""
        return Agent(self.context(**options), self.url, name)

    def phone(self, name: str = "") -> Phone:
        """陈晓雨's phone, or that of somebody new."""
        phone = Phone(self.context(), self.url)
        if name:
            phone.become(name)
        return phone

    def visitor(self, **options: Any) -> Visitor:
        return Visitor(self.context(**options), self.url)

    def context(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
        )
        context.set_default_timeout(15_000)
        context.set_default_navigation_timeout(60_000)  # a page of a hundred modules, on a machine that is busy
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", lambda message: self._note(message.type, message.text))
        self._contexts.append(context)
        return context

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note(self, kind: str, text: str) -> None:
        # A refused or broken connection is told by the browser and by htmx themselves; everything else is ours.
        if kind == "error" and not re.search(QUIET, text):
            self.errors.append(text)


def _sign_in(browser: APIRequestContext, url: str, email: str) -> None:
    """Posts what the form would; what the form looks like is other tests' subject. The cookies are the browser's."""
    token = "c" * 32
    fields: dict[str, str | float | bool] = {"username": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = browser.post(f"{url}/login/", form=fields, headers={"Cookie": f"csrftoken={token}"}, max_redirects=0)
    assert answer.status == 302, answer.text()


def said(log: Locator, text: str) -> Locator:
    """The line with that text in a log."""
    return log.get_by_role("listitem").filter(has_text=text)


def becomes_true(page: Page, condition: str, arg: Any = None, within: int = 15_000) -> bool:
    """Waits until a function in the page is true; False when it is not within that many milliseconds.

    Playwright's own `wait_for_function` needs eval in the page, which our pages forbid.
    """
    poll = f"""async ({{ arg, within }}) => {{
      for (const end = performance.now() + within; performance.now() < end; await new Promise(requestAnimationFrame))
        if (({condition})(arg)) return true;
      return false;
    }}"""
    return bool(page.evaluate(poll, {"arg": arg, "within": within}))


def once(action: Callable[[], None]) -> Callable[[Any], None]:
    """An event handler that does its thing the first time only."""
    done: list[bool] = []

    def handle(_event: Any) -> None:
        if not done:
            done.append(True)
            action()

    return handle
