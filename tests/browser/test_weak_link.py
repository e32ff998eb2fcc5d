"""An agent on a weak link: nothing is sent by somebody who does not see the newest, and one press is one message."""

from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from grata_site.embedded import processes
from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true, said

COUNT_OPENED = """
window.WebSocket = class extends window.WebSocket {
  constructor(...of) {
    super(...of);
    this.addEventListener("open", () => (window.opened = (window.opened ?? 0) + 1));
  }
};"""
CHANGES, MESSAGES = "**/console/changes/*", "**/chats/*/messages/"
# Notes, at the moment in which Send can first be pressed again, whether the text is on the page.
NOTE_WHEN_ENABLED = """(text) => {
  delete window.wasThere;
  const look = () => {
    if (document.getElementById("send")?.disabled) return;
    window.wasThere ??= document.getElementById("log").textContent.includes(text);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


class Wire:
    """A page's way to the server, which can be cut in its parts."""

    def __init__(self, page: Page) -> None:
        self._page, self.refuses_sockets, self.swallows_frames = page, False, False
        self._sockets: list[WebSocketRoute] = []
        self._held: list[Route] | None = None
        page.route_web_socket("**/console/socket/", self._socket)
        page.route(CHANGES, self._asked)
        page.add_init_script(COUNT_OPENED)

    def cut_sockets(self) -> None:
        """The open one breaks, and no new one can be had."""
        self.refuses_sockets = True
        for socket in self._sockets:
            socket.close(code=4000)

    def hold_changes(self) -> None:
        """From now on the catch-up's answers are long in coming."""
        self._held = []

    def is_asked_in_vain(self) -> bool:
        """Waits until a catch-up is held. A page asks one at a time: none that began before is under way any more."""
        return processes.wait_until(self._holds_one, 15)

    def _holds_one(self) -> bool:
        self._page.evaluate("() => 0")  # lets what the page asks come to `_asked`
        return bool(self._held)

    def release_changes(self) -> None:
        held, self._held = self._held or [], None
        for route in held:
            route.continue_()

    def _socket(self, socket: WebSocketRoute) -> None:
        if self.refuses_sockets:
            return socket.close(code=4000)
        self._sockets.append(socket)
        server = socket.connect_to_server()
        server.on_message(lambda frame: None if self.swallows_frames else socket.send(frame))

    def _asked(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)


def test_after_a_cut_line_a_colleagues_answer_is_shown_before_one_can_send(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer = _shared_chat(office, lin)
    wire = Wire(lin.page)
    lin.open(customer.chat)
    lin.box.fill("I think that")
    lin.context.set_offline(True)
    _is_cut_off(lin)
    office.colleague("marco").reply(customer.chat, "Yes, on the quay.")
    customer.hears("Yes, on the quay.")
    lin.page.evaluate(NOTE_WHEN_ENABLED, "Yes, on the quay.")
    wire.hold_changes()
    lin.context.set_offline(False)
    assert wire.is_asked_in_vain()
    _socket_brings(lin, customer, "And is it guarded?")
    expect(lin.send).to_be_disabled()
    wire.release_changes()
    _is_back(lin, "Yes, on the quay.")
    office.colleague("lin").close(customer.chat)


def test_without_a_socket_the_page_asks_by_itself_and_never_lets_one_send_on_old_news(
    cast: Cast, office: Office
) -> None:
    lin = cast.agent("lin")
    customer = _shared_chat(office, lin)
    wire = Wire(lin.page)
    lin.open(customer.chat)
    lin.box.fill("I think that")
    wire.cut_sockets()
    office.colleague("marco").reply(customer.chat, "We have two bicycles.")
    expect(said(lin.log, "We have two bicycles.")).to_be_visible()
    expect(lin.send).to_be_enabled()
    wire.hold_changes()
    assert wire.is_asked_in_vain()
    _is_cut_off(lin)
    office.colleague("marco").reply(customer.chat, "And a tandem.")
    customer.hears("And a tandem.")
    lin.page.evaluate(NOTE_WHEN_ENABLED, "And a tandem.")
    wire.release_changes()
    _is_back(lin, "And a tandem.")
    office.colleague("lin").close(customer.chat)


def test_a_reply_whose_answer_was_lost_is_sent_once_however_often_one_retries(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer = office.chat_with("lin", "When is breakfast?")
    wire = Wire(lin.page)
    lin.open(customer.chat)
    _has_caught_up(lin)  # a catch-up held before the first would keep the box shut
    wire.swallows_frames = True
    wire.hold_changes()
    lin.page.route(MESSAGES, _arrives_but_the_answer_is_lost, times=2)
    lin.answer("From seven to eleven.")
    for _try in range(2):
        expect(said(lin.log, "From seven to eleven.").get_by_text("Not sent yet")).to_be_visible()
        with lin.page.expect_request(MESSAGES):
            lin.log.get_by_role("button", name="Retry").click()
    wire.swallows_frames = False
    wire.release_changes()
    _is_sent_once(lin, customer, office, "From seven to eleven.")
    office.colleague("lin").close(customer.chat)


def test_a_reply_whose_answer_was_lost_is_shown_as_sent_when_the_socket_brings_it(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer = office.chat_with("lin", "Is there a gym?")
    lin.open(customer.chat)
    lin.page.route(MESSAGES, _arrives_but_the_answer_is_lost, times=1)
    lin.answer("On the top floor.")
    _is_sent_once(lin, customer, office, "On the top floor.")
    office.colleague("lin").close(customer.chat)


def test_what_was_not_sent_survives_a_reload_and_goes_in_order(cast: Cast, office: Office) -> None:
    lin = cast.agent("lin")
    customer = office.chat_with("lin", "How far is the station?")
    lin.open(customer.chat)
    lin.page.route(MESSAGES, lambda route: route.abort())
    for text in ("Twelve minutes on foot.", "Four by tram.", "The tram is number 7."):
        lin.answer(text)
        expect(said(lin.log, text).get_by_text("Not sent yet")).to_be_visible()
    lin.page.unroute(MESSAGES)
    lin.page.reload()
    expect(lin.log.get_by_text("Not sent yet")).to_have_count(3)
    lin.log.get_by_role("button", name="Retry").first.click()
    customer.hears("The tram is number 7.")
    assert customer.heard() == ["Twelve minutes on foot.", "Four by tram.", "The tram is number 7."]
    expect(lin.log.get_by_text("Not sent yet")).to_have_count(0)
    office.colleague("lin").close(customer.chat)


def _shared_chat(office: Office, lin: Agent) -> Customer:
    """Lin and Marco are both in it."""
    customer = office.chat_with("lin", "Is there parking?")
    office.join(customer.chat, "marco")
    return customer


def _has_caught_up(lin: Agent) -> None:
    """The socket is open, and the catch-up that its opening began has been answered: no other is due."""
    assert becomes_true(lin.page, "() => window.opened > 0")
    expect(lin.send).to_be_enabled()


def _is_cut_off(lin: Agent) -> None:
    expect(_banner(lin)).to_be_visible()
    expect(lin.send).to_be_disabled()
    expect(lin.box).to_have_value("I think that")
    expect(lin.box).to_be_editable()


def _is_back(lin: Agent, text: str) -> None:
    expect(said(lin.log, text)).to_be_visible()
    expect(lin.send).to_be_enabled()
    expect(_banner(lin)).to_be_hidden()
    expect(lin.box).to_have_value("I think that")
    assert lin.page.evaluate("window.wasThere") is True


def _banner(lin: Agent) -> Locator:
    return lin.page.get_by_role("status").get_by_text("Reconnecting…")


def _socket_brings(lin: Agent, customer: Customer, text: str) -> None:
    """The socket is open again, and works; no catch-up has been answered yet."""
    assert becomes_true(lin.page, "() => window.opened > 1")
    customer.writes(text)
    expect(said(lin.log, text)).to_be_visible()


def _arrives_but_the_answer_is_lost(route: Route) -> None:
    assert route.fetch().status == 200
    route.abort()


def _is_sent_once(lin: Agent, customer: Customer, office: Office, text: str) -> None:
    expect(said(lin.log, text).get_by_text("Sent", exact=True)).to_be_attached()
    expect(said(lin.log, text)).to_have_count(1)
    expect(lin.log.get_by_text("Not sent yet")).to_have_count(0)
    customer.hears(text)
    assert customer.heard() == [text]
    assert [said for said, _state in office.record(customer.chat)][1:] == [text]
