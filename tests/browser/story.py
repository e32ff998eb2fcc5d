"""A busy minute at the desk, in which everything happens that a console page must show."""

from playwright.sync_api import Page, expect

from tests.browser.office import Office
from tests.browser.people import said

SEND, REFUSES = "/cgi-bin/message/custom/send", 48002


class Story:
    """Lin has two chats and sees two customers wait; then all of it changes."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lin, self._marco = office.colleague("lin"), office.colleague("marco")
        self.mine = office.chat_with("lin", "I am Lin's and stay so")
        self.closing = office.chat_with("lin", "I am Lin's and leave")
        self.taken = office.customer("I wait for Marco")
        self.waiting = office.customer("I wait for long")
        self.others = [self.mine, self.closing, self.taken, self.waiting]

    def pages(self) -> dict[str, str]:
        """Addresses of the console at which it may be watched, by name. The last shows Lin's chat that stays hers."""
        chats = {
            "a chat that is closed": self.closing,
            "a chat that is taken": self.taken,
            "a chat that goes on": self.mine,
        }
        return {"no chat": "/console/", **{name: f"/console/chats/{who.chat}/" for name, who in chats.items()}}

    def tell(self, page: Page) -> None:
        """All of it happens, while that page shows Lin's chat."""
        log = page.get_by_role("log", name="Messages")
        self._talk()
        self._a_reply_fails_and_goes_again(page)
        self._hands_change()
        self._colleagues_come_and_go()
        self._lin.rename(self.mine.chat, "Renamed by Lin")
        self._lin.edit(self.mine.chat, language="zh-hans")
        for name in ("VIP", "sea view"):
            self._lin.tag(self.mine.chat, name)
        self._lin.comment(self.mine.chat, "Allergic to nuts.")
        for state in ("away", "available", "away"):
            self._marco.become(state)
        self.mine.writes("The last word")
        expect(said(log, "The last word")).to_be_visible()
        expect(
            page.get_by_role("list", name="Agents").get_by_role("listitem").filter(has_text="Marco")
        ).to_contain_text("away")

    def end(self) -> None:
        """Nobody waits any more, nobody has a chat."""
        self._marco.become("available")
        for customer in self.others:
            self._office.close(customer.chat)

    def _talk(self) -> None:
        self.mine.writes("One more question")
        self._lin.reply(self.mine.chat, "An answer")
        self.mine.hears("An answer")
        self.closing.writes("Something in the other chat")
        self.others.append(self._office.customer("I am new here"))

    def _a_reply_fails_and_goes_again(self, page: Page) -> None:
        self._office.simulator.control("faults", endpoint=SEND, errcode=REFUSES)
        self._lin.reply(self.mine.chat, "A reply with a story")
        reply = said(page.get_by_role("log", name="Messages"), "A reply with a story")
        reply.get_by_role("button", name="Retry").click()
        expect(reply.get_by_text("Sent", exact=True)).to_be_attached()

    def _colleagues_come_and_go(self) -> None:
        self._lin.decline(self._marco.ask(self.taken.chat, "lin"))
        self._lin.take_back(self._lin.ask(self.mine.chat, "marco"))
        self._marco.accept(self._lin.ask(self.mine.chat, "marco"))
        self._marco.leave(self.mine.chat)
        self._marco.decline(self._lin.ask(self.mine.chat, "marco"))
        self._marco.accept(self._lin.ask(self.closing.chat, "marco"))

    def _hands_change(self) -> None:
        self._marco.claim(self.taken.chat)
        self._marco.reply(self.taken.chat, "Marco is here")
        self.taken.hears("Marco is here")
        self._lin.close(self.closing.chat)
        passing = self._office.chat_with("marco", "I come and go")
        self._marco.close(passing.chat)
        self.closing.writes("I am back")
        self._lin.claim(self.closing.chat)
