"""`python -m tests.screens`: takes the pictures of docs/screens.md anew, of a system with the demo's data that it starts.

Each is named after what it shows. Look at them before they are kept.
"""

import base64
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from grata_site import seed_pictures
from grata_site.embedded import processes
from tests.browser.browsers import CHROMIUM, QUIET, SOUND
from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, said
from tests.browser.test_images import BRING
from tests.channels_app.wechat.files import wav
from tests.stack import running

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images" / "screens"
SEND, REFUSES, WINDOW_CLOSED = "/cgi-bin/message/custom/send", 48002, 45015
XIAOYU = "oGr4TaXy5kZq8Wm2Lc7VbN1sChen"  # 陈晓雨 of the demo
PHONE: ViewportSize = {"width": 390, "height": 844}
QUALITY = 82  # of WebP
COME = """() => Promise.all([...document.images].map((image) => {
  const { top, bottom, width } = image.getBoundingClientRect();
  return width && bottom > 0 && top < innerHeight ? image.decode().catch(() => {}) : null;
}))"""
FETCH_SECONDS = 30.0
CARDS = "SELECT id FROM cards_card ORDER BY id LIMIT 1"
REPLIES = "/admin/quickreplies/quickreply/"
TABLE = """title (en),text (en),title (zh-hans),text (zh-hans)
Laundry,It is ready in a day.,洗衣,一天内洗好。
Parking,"There is a garage under the house, 15 a day.",停车,酒店地下有停车场，每天 15。
"""
GREETING = ("Welcome to Harbour Hotel! Somebody answers in a moment.", "欢迎光临海港酒店！客服马上为您服务。")
NAMES = {
    "Is late check-out possible on Sunday?": "Hannah Fischer",
    "请问可以带宠物吗？": "王芳",
    "Parking?": "Luca Romano",
}


class Studio:
    """Lin's desk on a busy morning, and whoever looks at it."""

    def __init__(self, office: Office, cast: Cast) -> None:
        self.office, self.cast, self.lin = office, cast, office.colleague("lin")

    def all(self) -> None:
        """Every picture; the calm ones come first."""
        self.doors()
        self.empty()
        chat = self.fill()
        self.chinese(chat)
        agent = self._lin()
        agent.open(chat)
        expect(said(agent.log, "海景餐厅").last).to_be_visible()
        for step in (self.looks, self.panels, self.around, self.added, self.asked, self.troubles, self.narrow):
            step(agent)
        self.widget()
        self.supervised()
        self.panel()

    def doors(self) -> None:
        page = self.cast.context(viewport={"width": 960, "height": 640}).new_page()
        page.goto(f"{self.cast.url}/login/")
        _shoot(page, "login")

    def empty(self) -> None:
        """Nobody waits, and Sofia has no chat."""
        page = self._settled(self.cast.agent("sofia")).page
        self._settled(self.cast.agent("marco"))
        expect(page.get_by_role("heading", name="No chat is open")).to_be_visible()
        _shoot(page, "empty")

    def fill(self) -> int:
        """陈晓雨's chat with Lin, and others who wait. The chat's id."""
        customer = Customer(self.office, XIAOYU)
        customer.writes("你好，我明天入住，想问一下房间能看到海吗？")
        self.lin.claim(customer.chat)
        for field in ({"name": "陈晓雨"}, {"language": "zh-hans"}):
            self.lin.edit(customer.chat, **field)
        self.lin.reply(customer.chat, "您好，陈女士！您的房间在十二楼，正对海湾。")
        self._media()
        customer.writes("太好了！早餐几点开始？")
        ((card,),) = self.office.stack.rows(CARDS)
        self.lin.send_cards(customer.chat, card)
        self.lin.reply(customer.chat, "早餐每天 6:30 到 11:00，在二楼海景餐厅。")
        customer.hears("早餐每天 6:30 到 11:00，在二楼海景餐厅。")
        for text, name in NAMES.items():
            self._named(self.office.customer(text), name)
        self._named(self.office.chat_with("lin", "Thank you, see you on Friday!"), "Daniel Ortiz")
        return customer.chat

    def looks(self, agent: Agent) -> None:
        agent.box.click()  # the browser lets who has pressed something hear sounds
        for theme in ("dark", "light"):
            agent.page.emulate_media(color_scheme=theme)
            _shoot(agent.page, f"console-{theme}")

    def panels(self, agent: Agent) -> None:
        for name in ("Quick replies", "Cards"):
            agent.page.get_by_role("button", name=name, exact=True).click()
            expect(agent.page.get_by_role("dialog", name=name, exact=True).get_by_role("button").nth(1)).to_be_visible()
            _shoot(agent.page, name.lower().replace(" ", "-"))
            agent.page.keyboard.press("Escape")
        agent.box.press_sequentially("/")
        expect(agent.page.get_by_role("option").first).to_be_visible()
        _shoot(agent.page, "slash")
        agent.box.fill("")

    def around(self, agent: Agent) -> None:
        agent.open_waiting_list()
        _shoot(agent.page, "waiting-list")
        agent.page.keyboard.press("Escape")
        agent.page.get_by_role("button", name="Alerts").click()
        _shoot(agent.page, "alerts")
        agent.page.keyboard.press("Escape")
        agent.page.locator("#log").focus()
        agent.page.keyboard.press("?")
        _shoot(agent.page, "shortcuts")
        agent.page.keyboard.press("Escape")

    def added(self, agent: Agent) -> None:
        """A picture is dragged in, and a recording made."""
        photo = {"name": "room.jpg", "type": "image/jpeg", "data": base64.b64encode(_drawn()).decode()}
        for how, name in (("dragover", "drop-target"), ("drop", "to-be-sent")):
            agent.page.evaluate(BRING, {"how": how, "where": "#composer-box", "files": [photo]})
            expect(agent.page.locator("#drop-target")).to_be_visible(visible=how == "dragover")
            _shoot(agent.page, name)
        agent.page.get_by_role("button", name="Reset").click()
        agent.page.get_by_role("button", name="Hold to talk").hover()
        agent.page.mouse.down()
        expect(agent.page.locator(".talk-time")).to_have_text("0:02")
        _shoot(agent.page, "recording")
        agent.page.keyboard.press("Escape")
        agent.page.mouse.up()

    def asked(self, agent: Agent) -> None:
        """Marco wants Lin in another chat."""
        wedding = self.office.chat_with("marco", "Can I speak to somebody about the wedding in May?")
        theirs = self._named(wedding, "Eva Novak", "marco")
        self.office.colleague("marco").ask(theirs, "lin")
        expect(agent.request).to_be_visible()
        _shoot(agent.page, "request")
        agent.request.get_by_role("button", name="Decline").click()
        expect(agent.request).to_be_hidden()

    def troubles(self, agent: Agent) -> None:
        self.office.simulator.control("faults", endpoint=SEND, errcode=REFUSES)
        agent.answer("我已经为您安排了晚退房。")
        expect(agent.log.get_by_role("button", name="Retry")).to_be_visible()
        _shoot(agent.page, "failed")
        agent.context.set_offline(True)
        expect(agent.page.get_by_text("Reconnecting…")).to_be_visible()
        _shoot(agent.page, "offline")
        agent.context.set_offline(False)
        expect(agent.page.get_by_text("Reconnecting…")).to_be_hidden()
        self.office.simulator.control("faults", endpoint=SEND, errcode=WINDOW_CLOSED)
        agent.answer("还有什么可以帮您？")
        expect(agent.page.get_by_text("The reply window is closed.")).to_be_visible()
        _shoot(agent.page, "closed-window")

    def narrow(self, agent: Agent) -> None:
        agent.page.set_viewport_size(PHONE)
        _shoot(agent.page, "phone-chat")
        agent.page.get_by_role("button", name="Customer details").click()
        _shoot(agent.page, "phone-details")
        agent.page.keyboard.press("Escape")
        agent.page.get_by_role("button", name="Back to lists").click()
        _shoot(agent.page, "phone-lists")

    def chinese(self, chat: int) -> None:
        language = "UPDATE console_agent SET language = %s WHERE name = 'Lin Wei' RETURNING user_id"
        self.office.stack.rows(language, "zh-hans")
        page = self._lin().page
        page.goto(f"{self.cast.url}/console/chats/{chat}/")
        expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
        expect(page.locator("#log")).to_contain_text("海景餐厅")
        _shoot(page, "console-chinese")
        self.office.stack.rows(language, "en")

    def widget(self) -> None:
        daniel = self.cast.visitor(viewport={"width": 960, "height": 720})
        daniel.say("Do you rent out bicycles?")
        expect(said(daniel.log, "bicycles").get_by_text("Sent", exact=True)).to_be_visible()
        chat = self.office.chat_in_which("Do you rent out bicycles?")
        self.lin.claim(chat)
        self.lin.reply(chat, "We do: at the front desk, 15 a day.")
        expect(said(daniel.log, "15 a day")).to_be_visible()
        _shoot(daniel.page, "widget")
        daniel.frame.get_by_role("button", name="End chat").click()
        daniel.frame.get_by_role("dialog").get_by_role("button", name="End chat").click()
        expect(daniel.frame.get_by_text("You have ended this chat.")).to_be_visible()
        _shoot(daniel.page, "widget-ended")

    def supervised(self) -> None:
        """The board and the reports, as Ana sees them."""
        page = self.cast.agent("ana").page
        page.goto(f"{self.cast.url}/admin/board/")
        expect(page.locator(".board-chip").first).to_be_visible()
        _shoot(page, "board")
        page.emulate_media(color_scheme="dark")
        page.locator(".board-chip").first.click()
        expect(page.locator("#board-deeds")).to_be_visible()
        _shoot(page, "board-dark")
        page.emulate_media(color_scheme="light")
        page.goto(f"{self.cast.url}/admin/reports/")
        _shoot(page, "reports")

    def panel(self) -> None:
        """Ana brings in two quick replies, writes a greeting and looks for a word."""
        page = self.cast.agent("ana").page
        page.goto(f"{self.cast.url}/admin/")
        page.emulate_media(color_scheme="dark")
        _shoot(page, "admin-dark")
        page.emulate_media(color_scheme="light")
        _shoot(page, "admin")
        page.goto(f"{self.cast.url}{REPLIES}")
        _shoot(page, "admin-quick-replies")
        page.goto(f"{self.cast.url}{REPLIES}sheet/import/")
        page.get_by_label("File").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": TABLE.encode()})
        page.get_by_role("button", name="Look at it").click()
        _shoot(page, "admin-import")
        page.get_by_role("button", name="Import", exact=True).click()
        page.goto(f"{self.cast.url}/admin/console/greeting/add/")
        page.get_by_label("Moment").select_option("online")
        for number, text in enumerate(GREETING):
            page.locator(f"#id_texts-{number}-text").fill(text)
        page.get_by_role("button", name="Save and continue editing").click()
        _shoot(page, "admin-greeting")
        page.goto(f"{self.cast.url}/admin/history/conversation/?q=早餐")
        _shoot(page, "admin-search")
        page.goto(f"{self.cast.url}/admin/auditlog/logentry/")
        _shoot(page, "admin-audit")

    def _lin(self) -> Agent:
        return self._settled(self.cast.agent("lin"))

    def _settled(self, agent: Agent) -> Agent:
        """Who has read what a first visit says."""
        agent.page.locator("#first-run [data-not-now]").click()
        return agent

    def _named(self, customer: Customer, name: str, agent: str = "lin") -> int:
        """Calls a customer so, in the name of an agent who may read the chat. The chat's id."""
        self.office.colleague(agent).rename(customer.chat, name)
        return customer.chat

    def _media(self) -> None:
        """陈晓雨 sends a picture and a recording."""
        for kind, data in (("image", _drawn()), ("voice", wav(seconds=7.0))):
            self.office.simulator.send_file(XIAOYU, kind, data)
        stored = "SELECT count(*) FROM history_attachment WHERE state = 'stored'"
        if not processes.wait_until(lambda: self.office.stack.rows(stored)[0][0] >= 2, FETCH_SECONDS):
            raise SystemExit("The customer's files did not come.")


def main() -> None:
    """Writes all of them into docs/images/screens."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tone = Path(folder) / "tone.wav"
        tone.write_bytes(wav(seconds=4.0, rate=48_000))
        heard = f"--use-file-for-fake-audio-capture={tone}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *SOUND, heard])
        with running(Path(folder) / "up.log") as stack:
            office, cast = Office(stack), Cast(browser, stack.url)
            Studio(office, cast).all()
            cast.close()
            office.leave()
        browser.close()


def _shoot(page: Page, name: str) -> None:
    """Once everything has come and nothing moves."""
    page.wait_for_load_state("networkidle")
    page.evaluate(COME)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    picture.convert("RGB").save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def _drawn() -> bytes:
    out = io.BytesIO()
    Image.open(seed_pictures.spa()).convert("RGB").save(out, "JPEG")
    return out.getvalue()


if __name__ == "__main__":
    main()
