"""The composer: one wish, one message, in the chat in which it was written; and what is shown when it does not leave."""

import re

from playwright.sync_api import CDPSession, Locator, expect

from tests.browser.office import Office
from tests.browser.people import Agent, Cast, said

SEND = "/cgi-bin/message/custom/send"
REFUSES = 48002
COMPOSING = 229  # the key code of whatever an input method takes for itself
ENTER = 13


def test_a_double_click_on_send_sends_once(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Do you have a pool?")
    lin = cast.agent("lin", chat=customer.chat)
    lin.box.fill("Yes, heated.")
    lin.send.dblclick()
    customer.hears("Yes, heated.")
    lin.answer("Until ten in the evening.")
    customer.hears("Until ten in the evening.")
    assert customer.heard() == ["Yes, heated.", "Until ten in the evening."]
    expect(said(lin.log, "Yes, heated.")).to_have_count(1)
    office.colleague("lin").close(customer.chat)


def test_enter_that_ends_a_composition_sends_nothing_and_the_next_one_sends_once(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "请问有早餐吗？")
    lin = cast.agent("lin", chat=customer.chat)
    lin.box.fill("有的")
    keys = lin.page.context.new_cdp_session(lin.page)
    _enter(keys, COMPOSING)  # as Safari tells it, after the end of the composition
    expect(lin.box).to_have_value("有的")
    for how in (ENTER, COMPOSING):
        _compose(keys, lin.box, how)
    expect(lin.box).to_have_value("有的，七点开始")
    lin.box.press("Enter")
    customer.hears("有的，七点开始")
    expect(lin.box).to_have_value("")
    assert customer.heard() == ["有的，七点开始"]
    office.colleague("lin").close(customer.chat)


def test_shift_and_enter_break_the_line(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "What is your address?")
    lin = cast.agent("lin", chat=customer.chat)
    lin.box.press_sequentially("Harbour Street 1")
    lin.box.press("Shift+Enter")
    lin.box.press_sequentially("Old Town")
    lin.box.press("Enter")
    customer.hears("Harbour Street 1\nOld Town")
    office.colleague("lin").close(customer.chat)


def test_a_refused_reply_is_red_says_why_and_can_be_sent_again(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Is the sauna open?")
    lin = cast.agent("lin", chat=customer.chat)
    office.simulator.control("faults", endpoint=SEND, errcode=REFUSES)
    lin.answer("From four o'clock.")
    reply = said(lin.log, "From four o'clock.")
    words = reply.get_by_text("The customer refuses messages from this account.")
    expect(words).to_be_visible()
    assert _is_red(words)
    assert customer.heard() == []
    reply.get_by_role("button", name="Retry").click()
    customer.hears("From four o'clock.")
    expect(reply.get_by_text("Sent", exact=True)).to_be_attached()
    expect(words).to_have_count(0)
    assert customer.heard() == ["From four o'clock."]
    office.colleague("lin").close(customer.chat)


def test_a_reply_that_nobody_confirmed_says_so_and_is_repeated_by_the_agent_alone(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Can I pay by card?")
    lin = cast.agent("lin", chat=customer.chat)
    office.simulator.control("faults", endpoint=SEND, fault="timeout_after", seconds=12)
    lin.answer("By any card.")
    reply = said(lin.log, "By any card.")
    expect(reply.get_by_text("This message may not have arrived.")).to_be_visible(timeout=30_000)
    lin.answer("Or in cash.")
    customer.hears("Or in cash.")
    assert customer.heard() == ["By any card.", "Or in cash."]
    reply.get_by_role("button", name="Send again").click()
    expect(reply.get_by_text("Sent", exact=True)).to_be_attached()
    assert customer.heard() == ["By any card.", "Or in cash.", "By any card."]
    office.colleague("lin").close(customer.chat)


def test_a_draft_belongs_to_its_chat(cast: Cast, office: Office) -> None:
    one, other = office.chat_with("lin", "Who has chat one?"), office.chat_with("lin", "Who has chat two?")
    lin = cast.agent("lin", chat=one.chat)
    lin.box.press_sequentially("Only for the first")
    _switch(lin, "Who has chat two?")
    expect(lin.box).to_have_value("")
    lin.answer("For the second.")
    other.hears("For the second.")
    _switch(lin, "Who has chat one?")
    expect(lin.box).to_have_value("Only for the first")
    lin.page.reload()
    expect(lin.box).to_have_value("Only for the first")
    lin.send.click()
    one.hears("Only for the first")
    assert (one.heard(), other.heard()) == (["Only for the first"], ["For the second."])
    for customer in (one, other):
        office.colleague("lin").close(customer.chat)


def test_a_draft_survives_a_colleagues_coming_and_a_new_message(cast: Cast, office: Office) -> None:
    customer = office.chat_with("lin", "Do you have a garden?")
    lin = cast.agent("lin", chat=customer.chat)
    lin.box.press_sequentially("A small one")
    office.join(customer.chat, "marco")
    customer.writes("With roses?")
    expect(lin.page.locator("#insiders").get_by_text("You and Marco Bianchi are in this chat")).to_be_visible()
    expect(said(lin.log, "With roses?")).to_be_visible()
    expect(lin.box).to_have_value("A small one")
    expect(lin.box).to_be_focused()
    lin.page.keyboard.type(", with roses")
    expect(lin.send).to_be_enabled()
    lin.page.keyboard.press("Enter")
    customer.hears("A small one, with roses")
    office.colleague("lin").close(customer.chat)


def _compose(keys: CDPSession, box: Locator, enter: int) -> None:
    """Goes on after "有的" through an input method, whose Enter only takes what is proposed."""
    keys.send("Input.imeSetComposition", {"text": "，七点开始", "selectionStart": 5, "selectionEnd": 5})
    expect(box).to_have_value("有的，七点开始")
    _enter(keys, enter)
    expect(box).to_have_value("有的，七点开始")
    if enter == COMPOSING:
        keys.send("Input.insertText", {"text": "，七点开始"})
    else:
        keys.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})


def _enter(keys: CDPSession, code: int) -> None:
    """The key goes down and up; whether anything is typed with it, the input method decides."""
    for kind in ("rawKeyDown", "keyUp"):
        keys.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code}
        )


def _switch(lin: Agent, words: str) -> None:
    chats = lin.page.get_by_role("list", name="My chats").get_by_role("listitem")
    chats.filter(has_text=re.compile(words)).get_by_role("button").click()
    expect(said(lin.log, words)).to_be_visible()
    expect(lin.send).to_be_enabled()


def _is_red(words: Locator) -> bool:
    colour = words.evaluate("node => getComputedStyle(node).color")
    red, green, blue = map(float, re.findall(r"[\d.]+", colour)[:3])
    return red > 1.5 * max(green, blue)
