"""The chat on somebody else's page: what the page's policy and style can't break, and what its scripts can do."""

import time
from typing import Any

import jwt
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.elsewhere import foreign_site, listed
from tests.browser.office import Office
from tests.browser.people import Cast, becomes_true, said
from tests.stack import Stack

HOSTILE = """
* { all: unset !important; display: none !important; transform: scale(.1) !important; font-size: 1px !important; }
html { display: flex !important; opacity: .2 !important; filter: blur(9px) !important; }
body { display: block !important; }
a, i { display: inline !important; }
div, button, iframe, p, b { position: static !important; width: 0 !important; pointer-events: none !important; }
"""
SECRET = "what-the-shop-and-grata-alone-know-of-it"
SECOND_SITE = """
from channels_app.models import WebChatSite
WebChatSite.objects.get_or_create(slug="second", defaults={{"name": "Second", "allowed_origins": ["{origin}"]}})
"""
NOTES = """window.notes = 0;
const made = AudioContext.prototype.createOscillator;
AudioContext.prototype.createOscillator = function () { notes += 1; return made.call(this); };"""
HEARD = "() => new Promise((done) => { const look = () => (notes === 2 ? done(true) : setTimeout(look, 20)); look(); })"
# 2,000 connections whose sockets end as soon as they are made; when each would try again, twice over.
LET_GO = """async (script) => {
  const { Connection } = await import(script);
  const [waits, sockets, again] = [[[], []], [], []];
  window.WebSocket = class extends EventTarget { constructor() { super(); sockets.push(this); } close() {} };
  window.setTimeout = (act, wait) => { if (String(act).includes("open")) again.push([act, wait]); };
  const idle = { path: "/", hello: () => ({}), ping: () => ({}), onFrame() {}, onState() {} };
  for (let number = 0; number < 2000; number++) new Connection(idle).open();
  for (const round of waits) {
    sockets.splice(0).forEach((socket) => socket.dispatchEvent(new CloseEvent("close", { code: 1012 })));
    again.splice(0).forEach(([open, wait]) => { round.push(wait); open(); });
  }
  return waits;
}"""
BLOCKED = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });"
)


def strict(url: str) -> str:
    """The policy that docs/web-chat-on-a-site.md asks for, and nothing more."""
    return (
        f"default-src 'none'; script-src {url}; frame-src {url}; style-src 'self'; require-trusted-types-for 'script'"
    )


def frame_in(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title='Chat']")


def says(page: Page, text: str) -> None:
    frame_in(page).get_by_role("textbox", name="Message").fill(text)
    frame_in(page).get_by_role("button", name="Send", exact=True).click()
    expect(said(frame_in(page).get_by_role("log"), text).get_by_text("Sent", exact=True)).to_be_visible()


def grata(page: Page, call: str, *values: object) -> Any:
    """Has the page's own script call something of ours."""
    return page.evaluate(f"async (values) => {{ await (Grata.{call})(...values); }}", list(values))


def test_neither_a_strict_policy_nor_a_hostile_style_harms_the_chat(cast: Cast, stack: Stack, office: Office) -> None:
    script = f"{stack.url}/webchat/demo/widget.js"
    page = cast.context().new_page()
    page.add_init_script(NOTES)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith(stack.url) else None)
    opener = page.get_by_role("button", name="Open chat")
    # A second tag of ours stays away; which of two comes first is chance.
    with (
        foreign_site(script, f"{script}?again", style=HOSTILE, policy=strict(stack.url)) as origin,
        listed(stack, origin, sound=True),
    ):
        with page.expect_event("console", lambda told: "has a chat already" in told.text):
            page.goto(origin)
        expect(opener).to_have_count(1)
        assert sorted(asked) == [script, f"{script}?again"]
        assert page.evaluate("Object.keys(window).filter((name) => /grata/i.test(name))") == ["Grata"]
        opener.click()
        says(page, "Is the harbour room free?")
        frame_in(page).get_by_role("button", name="Close chat").click()
        expect(opener).to_be_focused()
        chat = office.chat_in_which("Is the harbour room free?")
        office.colleague("lin").claim(chat)
        office.colleague("lin").reply(chat, "It is.")
        expect(page.get_by_role("button", name="Open chat, New messages: 1")).to_be_visible()
        assert page.frames[1].evaluate(HEARD)
        page.reload()  # whoever has a chat hears of answers before opening it
        page.get_by_role("button", name="Open chat, New messages: 1").click()
        expect(said(frame_in(page).get_by_role("log"), "It is.")).to_be_visible()
        frame_in(page).get_by_role("button", name="Close chat").press("Escape")
        expect(page.get_by_role("button", name="Open chat", exact=True)).to_be_visible()
        assert not page.context.cookies()


def test_a_module_a_tag_manager_and_a_tag_with_wishes_of_its_own_all_get_the_chat(cast: Cast, stack: Stack) -> None:
    page, script = cast.context(locale="zh-HK").new_page(), f"{stack.url}/webchat/demo/widget.js"
    inject = """([src, wishes]) => {
      const script = Object.assign(document.createElement("script"), { src, type: wishes.type ?? "" });
      Object.assign(script.dataset, wishes);
      document.head.append(script);
    }"""
    opener = page.get_by_role("button")
    with foreign_site() as origin, listed(stack, origin):
        for wishes, name, x in (
            ({"type": "module"}, "開啟聊天", 1440 - 76),
            ({"position": "left", "language": "zh-CN"}, "打开聊天", 20),
            ({"position": "0; } *", "language": "fr"}, "開啟聊天", 1440 - 76),
        ):
            page.goto(origin)
            page.evaluate(inject, [script, wishes])
            expect(opener).to_have_accessible_name(name)
            box = opener.bounding_box()
            assert box
            assert box["x"] == x
        page.goto(origin)
        page.evaluate("(script) => import(script)", script)
        opener.click()
        expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_focused()


def test_the_pages_own_scripts_and_its_own_button_work_the_chat(cast: Cast, stack: Stack) -> None:
    page = cast.context().new_page()
    page.add_init_script(
        "window.told = []; window.Grata = [(chat) => { told.push('early'); chat.language('zh-hant'); }];"
    )
    page.add_init_script("addEventListener('grata:ready', () => told.push('ready'));")
    opener = page.get_by_role("button").filter(visible=True)
    settings = {"own_button": "talk", "pages_hidden": "/checkout*", "side": "left", "bottom": 90}
    with foreign_site(f"{stack.url}/webchat/demo/widget.js") as origin, listed(stack, origin, **settings):
        page.goto(f"{origin}/checkout/pay")
        assert becomes_true(page, "() => told.includes('ready') && told.includes('early')")
        expect(opener).to_have_count(0)
        page.evaluate("history.pushState({}, '', '/rooms')")
        expect(opener).to_have_accessible_name("開啟聊天")
        box = opener.bounding_box()
        assert box
        assert (box["x"], box["y"]) == (20, 900 - 90 - 56)
        for name in ("open", "close"):
            page.evaluate("(name) => Grata.on(name, () => told.push(name))", name)
        page.get_by_text("Talk to us").click()
        expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", "zh-hant")
        grata(page, "language", "en")
        expect(frame_in(page).get_by_role("textbox", name="Message")).to_be_enabled()
        grata(page, "hide")
        expect(page.locator("iframe")).to_be_hidden()
        expect(opener).to_have_count(0)
        grata(page, "show")
        expect(opener).to_have_accessible_name("Open chat")
        assert page.evaluate("told.slice(-2)") == ["open", "close"]


def test_whom_the_site_signs_for_has_their_chat_everywhere_and_nobody_elses(cast: Cast, stack: Stack) -> None:
    script = f"{stack.url}/webchat/demo/widget.js"
    shop, other = cast.context().new_page(), cast.context().new_page()
    lines = frame_in(shop).get_by_role("log").get_by_role("listitem")
    with foreign_site(script) as origin, listed(stack, origin, identity_secret=SECRET):
        for page in (shop, other):
            page.goto(origin)
            page.evaluate("async () => { await Grata.ready; }")
        grata(shop, "open")
        says(shop, "Nobody knows me yet")
        shop.evaluate("window.asked = 0; Grata.on('expired', () => asked++)")
        grata(shop, "identify", _signed("daniel", seconds=4))
        expect(said(frame_in(shop).get_by_role("log"), "Nobody knows me yet")).to_have_count(0)
        says(shop, "Now you know me")
        assert becomes_true(shop, "() => asked === 1")
        grata(shop, "identify", _signed("daniel"))
        says(shop, "And you still do")
        grata(other, "identify", _signed("daniel"))
        grata(other, "open")
        expect(frame_in(other).get_by_role("log").get_by_role("listitem")).to_have_count(2)
        grata(other, "identify", _signed("daniel")[:-3] + "abc")
        expect(frame_in(other).get_by_text("could not sign you in")).to_be_visible()
        twin = shop.context.new_page()
        twin.goto(origin)
        grata(twin, "identify", _signed("daniel"))
        grata(twin, "open")
        expect(frame_in(twin).get_by_role("log").get_by_role("listitem")).to_have_count(2)
        grata(shop, "logout")
        for page in (shop, twin):  # another tab of the same browser forgets as well
            expect(frame_in(page).get_by_role("log").get_by_role("listitem")).to_have_count(0)
            expect(frame_in(page).get_by_role("textbox", name="Message")).to_be_enabled()
        says(shop, "Somebody new")
        expect(lines).to_have_count(1)


def test_one_browser_at_two_sites_is_two_visitors(cast: Cast, stack: Stack) -> None:
    context = cast.context()
    with (
        foreign_site(f"{stack.url}/webchat/demo/widget.js") as one,
        foreign_site(f"{stack.url}/webchat/second/widget.js") as other,
        listed(stack, one),
    ):
        stack.run(SECOND_SITE.format(origin=other))
        pages = {context.new_page(): one, context.new_page(): other}
        for page, origin in pages.items():
            page.goto(origin)
            page.get_by_role("button", name="Open chat").click()
            says(page, f"I am at {origin}")
        for page, origin in pages.items():  # while the other's is open, too
            page.reload()
            page.get_by_role("button", name="Open chat").click()
            lines = frame_in(page).get_by_role("log").get_by_role("listitem")
            expect(lines).to_have_count(1)
            expect(lines).to_contain_text(origin)


def test_without_storage_and_on_a_phone_held_sideways_the_chat_works_all_the_same(cast: Cast, stack: Stack) -> None:
    sideways = {"viewport": {"width": 844, "height": 390}, "has_touch": True, "is_mobile": True}
    page = cast.context(**sideways).new_page()
    page.add_init_script(BLOCKED)
    with foreign_site(f"{stack.url}/webchat/demo/widget.js") as origin, listed(stack, origin):
        page.goto(origin)
        page.evaluate("async () => { await Grata.ready; }")
        expect(page.get_by_role("button")).to_have_count(0)
        grata(page, "open")
        expect(frame_in(page).get_by_text("Your browser keeps nothing of this chat")).to_be_visible()
        says(page, "Can you hear me?")
        frame_in(page).get_by_role("button", name="Close chat").click()
        page.set_viewport_size({"width": 390, "height": 844})
        page.get_by_role("button", name="Open chat").click()
        expect(said(frame_in(page).get_by_role("log"), "Can you hear me?")).to_be_visible()


def test_visitors_who_are_all_let_go_at_once_come_back_one_after_the_other(cast: Cast, stack: Stack) -> None:
    page = cast.context().new_page()
    page.goto(f"{stack.url}/webchat/demo/frame/")
    firsts, seconds = page.evaluate(LET_GO, stack.static("webchat/js/connection.js"))
    for waits, longest in ((firsts, 5_000), (seconds, 10_000)):
        assert len(waits) == 2000
        assert max(waits) <= longest
        tenths = [sum(1 for wait in waits if wait // (longest / 10) == tenth) for tenth in range(10)]
        assert max(tenths) < 2 * 2000 / 10


def _signed(sub: str, *, seconds: float = 3600) -> str:
    return jwt.encode({"sub": sub, "exp": time.time() + seconds}, SECRET, algorithm="HS256")
