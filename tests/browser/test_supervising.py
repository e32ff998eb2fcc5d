"""A supervisor moves and releases the chats of others."""

from playwright.sync_api import Locator, expect

from tests.browser.bell import Listener
from tests.browser.office import Office
from tests.browser.people import Agent, Cast, said


def test_a_supervisor_gives_a_chat_to_somebody_else_and_back_to_the_list(cast: Cast, office: Office) -> None:
    ana, lin, marco = cast.agent("ana"), cast.agent("lin"), cast.agent("marco")
    customer = office.chat_with("lin", "Who takes care of me?")
    lin.open(customer.chat)
    ana.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    _chooses(ana, "Marco Bianchi")
    expect(lin.page.get_by_text("Marco Bianchi has this chat")).to_be_visible()
    expect(said(marco.log, "Ana Lima gave this chat to Marco Bianchi")).to_be_visible()
    expect(ana.page.get_by_text("Marco Bianchi has this chat")).to_be_visible()
    _chooses(ana, "Back to the waiting list")
    expect(marco.box).to_have_count(0)
    expect(said(marco.log, "Ana Lima put this chat back on the waiting list")).to_be_visible()
    for agent in (ana, lin, marco):
        expect(agent.next_customer).to_have_accessible_name("Next customer, 1 waiting")
    _opens(ana)
    expect(_items(ana).filter(has_text="Back to the waiting list")).to_have_count(0)
    _items(ana).filter(has_text="Ana Lima").click()
    expect(ana.box).to_be_visible()


def test_who_is_given_a_chat_hears_of_it_and_who_gives_it_does_not(cast: Cast, office: Office) -> None:
    ana, marco = Listener(cast, "ana"), Listener(cast, "marco")
    customer = office.chat_with("lin", "Who takes care of me?")
    ana.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    _chooses(ana.agent, "Marco Bianchi")
    assert marco.really_plays("offer")
    expect(marco.page.get_by_role("status").get_by_text(f"New chat: {customer.name}")).to_have_count(1)
    _chooses(ana.agent, "Ana Lima")
    expect(ana.agent.box).to_be_visible()
    assert ana.heard == []


def test_the_menu_is_used_with_the_keyboard_and_knows_who_is_there(cast: Cast, office: Office) -> None:
    office.everybody_has_gone_home()
    ana, lin = cast.agent("ana"), cast.agent("lin")
    customer = office.chat_with("lin", "Any movement?")
    ana.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    ana.page.get_by_role("button", name="Move chat").press("ArrowDown")
    expect(_items(ana)).to_have_text(
        ["Ana Lima", "Back to the waiting list", "Close this chat"]
    )  # Lin has it, the others are offline
    expect(_items(ana).first).to_be_focused()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_role("button", name="Move chat")).to_be_focused()
    ana.page.keyboard.press("Enter")
    ana.page.keyboard.press("ArrowUp")
    ana.page.keyboard.press("ArrowUp")
    ana.page.keyboard.press("Enter")
    expect(lin.next_customer).to_have_accessible_name("Next customer, 1 waiting")
    expect(ana.page.get_by_role("button", name="Claim this chat")).to_be_visible()


def test_an_open_menu_stays_open_when_the_chat_changes_hands(cast: Cast, office: Office) -> None:
    office.everybody_has_gone_home()
    ana, _marco = cast.agent("ana"), cast.agent("marco")
    customer = office.chat_with("lin", "Who takes care of me?")
    ana.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    _opens(ana)
    expect(_items(ana).filter(has_text="Marco Bianchi")).to_be_visible()
    office.colleague("ana").move(customer.chat, "marco")
    expect(_items(ana).filter(has_text="Marco Bianchi")).to_have_count(0)
    expect(_items(ana).first).to_be_focused()
    expect(ana.page.get_by_text("Marco Bianchi has this chat")).to_be_visible()


def test_a_supervisor_closes_a_chat_of_others_and_the_record_says_so(cast: Cast, office: Office) -> None:
    ana, lin = cast.agent("ana"), cast.agent("lin")
    customer = office.chat_with("lin", "Is this the end?")
    lin.open(customer.chat)
    ana.page.goto(f"{cast.url}/console/chats/{customer.chat}/")
    _chooses(ana, "Close this chat")
    for agent in (ana, lin):
        expect(said(agent.log, "Ana Lima closed this chat")).to_be_visible()
    expect(lin.box).to_have_count(0)


def test_agents_move_no_chats(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Do I stay here?")
    lin = cast.agent("lin", chat=customer.chat)
    expect(lin.page.get_by_role("button", name="Move chat")).to_have_count(0)


def _chooses(agent: Agent, item: str) -> None:
    _opens(agent)
    _items(agent).filter(has_text=item).click()


def _opens(agent: Agent) -> None:
    agent.page.get_by_role("button", name="Move chat").click()


def _items(agent: Agent) -> Locator:
    return agent.page.get_by_role("menu", name="Move chat").get_by_role("menuitem")
