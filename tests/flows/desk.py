"""Who takes part in a flow: agents at their screens, visitors in web chat, customers on their phones."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from tests.flows.screen import Cookies, Frame, Screen, open_screen, sign_in, state_of
from tests.flows.visitor import Visitor, open_visitor
from tests.stack import PASSWORD, Stack

CHEN = "陈晓雨"


class Logins:
    """The cookies of those who have signed in."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: dict[str, Cookies] = {}

    async def of(self, name: str) -> Cookies:
        """Of lin, marco, sofia or ana; signed in through the form the first time."""
        if name not in self._known:
            self._known[name] = await sign_in(self._url, f"{name}@demo.test", PASSWORD)
        return self._known[name]


class Desk:
    """Everybody leaves when the test ends."""

    def __init__(self, stack: Stack, logins: Logins, exits: AsyncExitStack) -> None:
        self.stack, self.simulator = stack, stack.simulator
        self._logins, self._exits = logins, exits
        self.screens_may_begin_anew = False

    async def screen(self, name: str, chat: str = "") -> Screen:
        """A tab of lin, marco, sofia or ana."""
        return await self.screen_with(await self._logins.of(name), chat)

    async def screen_with(self, cookies: Cookies, chat: str = "") -> Screen:
        """A tab of whoever has these cookies."""
        screen = await self._exits.enter_async_context(open_screen(self.stack.url, cookies, chat))
        screen.may_begin_anew = self.screens_may_begin_anew
        return screen

    async def visitor(self, secret: str = "") -> Visitor:
        """A visitor at the demo shop; a second tab with the secret of the first."""
        return await self._exits.enter_async_context(open_visitor(self.stack.url, secret))

    def customer(self) -> str:
        """The OpenID of one more customer on WeChat, called 陈晓雨."""
        return str(self.simulator.post("/phone/customers", account="demo", name=CHEN)["openid"])

    async def chat_of(self, screen: Screen, openid: str, text: str) -> str:
        """A customer on WeChat writes and that agent takes the chat, which is the screen's open one from now on. Its id."""
        self.simulator.say(openid, text)
        return await self.take(screen, text)

    async def take(self, screen: Screen, text: str) -> str:
        """Claims the chat that waits with this text, and opens it."""
        chat = str((await screen.hears(chat_frame("waiting", text)))["id"])
        assert (await screen.claim(chat)).status_code == 200
        screen.page.chat = chat
        return chat

    def conversation_of(self, external_id: str) -> str:
        """The latest conversation of that customer."""
        query = "SELECT c.id FROM history_conversation c JOIN history_customer u ON u.id = c.customer_id"
        found = self.stack.rows(f"{query} WHERE u.external_id = %s ORDER BY c.id DESC LIMIT 1", external_id)
        return str(found[0][0])

    def record(self, chat: str) -> list[tuple[str, str, str]]:
        """Author, text and state of all that was said in a conversation, in order, without the record's own lines."""
        query = "SELECT author, text, state FROM history_message WHERE conversation_id = %s AND author <> 'system'"
        return self.stack.rows(f"{query} ORDER BY position", chat)


def chat_frame(state: str, text: str = "", *, chat: str = "") -> Callable[[Frame], Any]:
    """Whether a frame shows a chat in that state, with that text or of that id."""

    def wanted(frame: Frame) -> Any:
        is_chat = frame.get("entity") == "chat" and frame["state"] == state
        return is_chat and text in frame.get("html", "") and chat in ("", frame["id"])

    return wanted


def message_frame(text: str, state: str = "") -> Callable[[Frame], Any]:
    """Whether a frame shows a message with that text, in that state if one is named."""

    def wanted(frame: Frame) -> Any:
        is_it = frame.get("entity") == "message" and text in frame["html"]
        return is_it and state in ("", state_of(frame))

    return wanted
