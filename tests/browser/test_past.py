"""All chats: found by a word, marked, read, taken up again; with the mouse, and from the keyboard alone."""

from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.office import Office
from tests.browser.people import Agent, Cast, said

AGE = "UPDATE history_conversation SET opened_at = opened_at - interval '1 year' WHERE id = %s RETURNING id"


def test_a_chat_of_a_year_ago_is_found_by_one_word_marked_and_taken_up_again(cast: Cast, office: Office) -> None:
    chat = _year_old(cast, office, "你好，我想申请一张台风险退款单，谢谢！")
    lin, audit = cast.agent("lin"), Audit()
    lin.page.get_by_role("link", name="More chats", exact=True).click()
    search = lin.page.get_by_role("searchbox", name="Search chats", exact=True)
    expect(search).to_be_focused()
    audit.look(lin.page, "all chats")
    search.fill("台风险")
    found = lin.page.get_by_role("list", name="Chats", exact=True)
    expect(found.locator("mark")).to_have_text("台风险")
    audit.look(lin.page, "a chat is found")
    address = lin.page.url
    found.get_by_role("button").click()
    expect(said(lin.log, "你好，我想申请一张台风险退款单，谢谢！")).to_be_visible()
    expect(lin.box).to_have_count(0)
    lin.page.go_back()
    expect(found.locator("mark")).to_have_text("台风险")
    lin.page.goto(address)  # as from a bookmark
    expect(found.locator("mark")).to_have_text("台风险")
    search.fill("没有人说过这句话")
    expect(lin.page.get_by_text("No chats fit.").first).to_be_visible()
    audit.look(lin.page, "nothing is found")
    lin.page.go_back()
    found.get_by_role("button").click()
    lin.page.get_by_role("button", name="Reopen", exact=True).click()
    lin.answer("我们马上处理。")
    expect(said(lin.log, "我们马上处理。")).to_be_visible()
    assert lin.page.url != f"{cast.url}/console/chats/{chat}/"
    assert not audit.found, "\n\n".join(audit.found)


def test_from_the_keyboard_alone_and_in_chinese_on_a_phone(cast: Cast, office: Office) -> None:
    _year_old(cast, office, "钥匙落在二一四房间了")
    lin = cast.agent("lin")
    office.stack.rows("UPDATE console_agent SET language = 'zh-hans' WHERE name = 'Lin Wei' RETURNING user_id")
    try:
        _search_from_the_keyboard(lin, cast.url)
    finally:
        office.stack.rows("UPDATE console_agent SET language = 'en' WHERE name = 'Lin Wei' RETURNING user_id")


def test_pressing_a_name_in_the_history_takes_the_chat_up_again(cast: Cast, office: Office) -> None:
    lin, daniel = cast.agent("lin"), cast.visitor()
    daniel.say("Is the sauna open?")
    expect(lin.next_customer).to_have_accessible_name("Next customer, 1 waiting")
    lin.next_customer.click()
    expect(said(lin.log, "Is the sauna open?")).to_be_visible()
    lin.close_chat()
    expect(lin.page.get_by_role("button", name="Reopen", exact=True)).to_be_visible()
    newest = lin.page.get_by_role("list", name="History", exact=True).get_by_role("button").first
    expect(newest).to_contain_text("Is the sauna open?")
    newest.click()
    lin.answer("It is, until ten.")
    expect(said(daniel.log, "It is, until ten.")).to_be_visible()


def _search_from_the_keyboard(lin: Agent, url: str) -> None:
    lin.page.set_viewport_size({"width": 390, "height": 800})
    lin.page.goto(f"{url}/console/history/")
    search = lin.page.get_by_role("searchbox", name="搜索会话")
    expect(search).to_be_visible()
    search.focus()
    lin.page.keyboard.insert_text("钥匙落")
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator("mark")).to_have_text("钥匙落")
    is_there = "() => document.activeElement?.dataset.chatUrl"
    for _stop in range(6):
        lin.page.keyboard.press("Tab")
        if lin.page.evaluate(is_there):
            break
    lin.page.keyboard.press("Enter")
    expect(said(lin.page.get_by_role("log"), "钥匙落在二一四房间了")).to_be_visible()
    assert lin.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def _year_old(cast: Cast, office: Office, text: str) -> int:
    """A chat on the site that Marco had and closed, a year ago."""
    visitor = cast.visitor()
    visitor.say(text)
    expect(said(visitor.log, text).get_by_text("Sent", exact=True)).to_be_visible()
    chat = office.chat_in_which(text)
    office.colleague("marco").claim(chat)
    office.colleague("marco").close(chat)
    office.stack.rows(AGE, chat)
    return chat
