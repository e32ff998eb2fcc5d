"""A visitor whose tab sleeps, whose server restarts, whose packets get lost one way: nothing is lost, nothing doubled, and
what the page says of its messages is true."""

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.office import Office
from tests.browser.people import Cast, Visitor, said

SOCKET = "**/webchat/demo/socket/"
HEARTBEAT = 40_000  # milliseconds in which a page notices that its socket is dead
COMES_BACK = 45_000  # milliseconds: a lost connection is tried again at moments of chance, half a minute apart at most


class OneWay:
    """A visitor's sockets, whose packets can be lost in one direction while the other goes on."""

    def __init__(self, visitor: Visitor) -> None:
        self.loses_ours = self.loses_theirs = False
        self.sockets = 0
        visitor.page.route_web_socket(SOCKET, self._connect)
        visitor.page.reload()
        visitor.open()
        expect(visitor.frame.get_by_role("textbox", name="Message")).to_be_enabled()

    def _connect(self, socket: WebSocketRoute) -> None:
        """A new connection takes another way, on which all arrives."""
        self.loses_ours = self.loses_theirs = False
        self.sockets += 1
        server = socket.connect_to_server()
        socket.on_message(lambda frame: None if self.loses_ours else server.send(frame))
        server.on_message(lambda frame: None if self.loses_theirs else socket.send(frame))


def test_a_tab_that_was_frozen_while_its_server_restarted_shows_all_once(cast: Cast, office: Office) -> None:
    daniel = cast.visitor()
    chat = _asks(daniel, office, "Before I close the lid")
    wire = daniel.page.context.new_cdp_session(daniel.page)
    daniel.say("And this, with the lid half closed")
    wire.send("Page.setWebLifecycleState", {"state": "frozen"})
    office.colleague("lin").reply(chat, "Said to a sleeper.")
    office.stack.kill("web")  # as after an hour: the server has long let go of the socket
    office.stack.wait_until_ready()
    office.colleague("lin").reply(chat, "Said by another server.")
    wire.send("Page.setWebLifecycleState", {"state": "active"})
    for text in ("And this, with the lid half closed", "Said to a sleeper.", "Said by another server."):
        expect(said(daniel.log, text)).to_have_count(1, timeout=COMES_BACK)
    daniel.say("Awake again")
    _are_sent(daniel, "And this, with the lid half closed", "Awake again")
    ours = [text for text, _state in office.record(chat) if not text.startswith("Said")]
    assert ours == ["Before I close the lid", "And this, with the lid half closed", "Awake again"]
    expect(daniel.log.get_by_role("listitem")).to_have_count(5)


def test_messages_that_are_under_way_while_the_server_dies_arrive_once_and_in_order(cast: Cast, office: Office) -> None:
    daniel = cast.visitor()
    chat = _asks(daniel, office, "Before the restart")
    texts = [f"Number {number} of the restart" for number in range(1, 6)]
    for text in texts[:3]:
        daniel.say(text)
    office.stack.kill("web")
    for text in texts[3:]:
        daniel.say(text)
        expect(said(daniel.log, text)).to_be_visible()
        assert said(daniel.log, text).get_attribute("data-state") != "sent"
    office.stack.wait_until_ready()
    _are_sent(daniel, *texts)
    assert [text for text, _state in office.record(chat)] == ["Before the restart", *texts]


def test_packets_that_get_lost_in_one_direction_only_delay_and_double_nothing(cast: Cast, office: Office) -> None:
    daniel, maria = cast.visitor(), cast.visitor()
    to_us, from_us = OneWay(daniel), OneWay(maria)
    chats = [_asks(daniel, office, "Do you hear me?"), _asks(maria, office, "Do I hear you?")]
    before = to_us.sockets, from_us.sockets
    to_us.loses_ours = from_us.loses_theirs = True
    daniel.say("You do not hear this yet")
    maria.say("You hear this, and I do not know")
    office.colleague("lin").reply(chats[0], "I hear nothing.")
    office.colleague("lin").reply(chats[1], "I hear you.")
    expect(said(daniel.log, "I hear nothing.")).to_be_visible()
    expect(said(daniel.log, "You do not hear this yet").get_by_text("Sending…")).to_be_visible()
    expect(said(maria.log, "You hear this, and I do not know").get_by_text("Sending…")).to_be_visible()
    expect(said(maria.log, "I hear you.")).to_have_count(0)
    _are_sent(daniel, "You do not hear this yet")
    _are_sent(maria, "You hear this, and I do not know")
    expect(said(maria.log, "I hear you.")).to_have_count(1)
    assert (to_us.sockets > before[0], from_us.sockets > before[1]) == (True, True)
    for chat, text in zip(chats, ("You do not hear this yet", "You hear this, and I do not know"), strict=True):
        assert [said for said, _state in office.record(chat)].count(text) == 1
    for visitor in (daniel, maria):
        expect(visitor.log.get_by_role("listitem")).to_have_count(3)


def _asks(visitor: Visitor, office: Office, text: str) -> int:
    """Lin has the chat; its id."""
    visitor.say(text)
    _are_sent(visitor, text)
    chat = office.chat_in_which(text)
    office.colleague("lin").claim(chat)
    return chat


def _are_sent(visitor: Visitor, *texts: str) -> None:
    """Each stands there once, as sent: only the last of a row shows it."""
    for text in texts:
        expect(said(visitor.log, text).get_by_text("Sent", exact=True)).to_be_attached(timeout=HEARTBEAT)
        expect(said(visitor.log, text)).to_have_count(1)
