"""Pictures that an agent adds: from the disk, dropped, pasted. And which microphone is taken."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.office import Customer, Office
from tests.browser.people import Agent, Cast, becomes_true
from tests.channels_app.wechat.files import jpeg

UPLOADS = "**/chats/*/uploads/"
HEIC = Path(__file__).parents[1] / "console" / "media" / "flag.heic"
# Files come out of another program: a drop, or a paste, with these on it.
BRING = """({ how, where, files }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const carried = new DataTransfer();
  for (const { name, type, data } of files) carried.items.add(new File([bytes(data)], name, { type }));
  const target = document.querySelector(where);
  const options = { bubbles: true, cancelable: true, dataTransfer: carried, clipboardData: carried };
  if (how === "paste") return !target.dispatchEvent(new ClipboardEvent("paste", options));
  return !target.dispatchEvent(new DragEvent(how, options));
}"""
LARGE = """() => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(26 * 2 ** 20)], "huge.jpg", { type: "image/jpeg" }));
  document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""
NOTE_MICROPHONES = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await ask(wish);
  window.heardBy = stream.getAudioTracks()[0].label;
  return stream;
};"""


def test_pictures_come_from_the_disk_by_dropping_and_by_pasting(cast: Cast, office: Office, tmp_path: Path) -> None:
    lin, customer = _with_a_chat(cast, office)
    for name in ("one.jpg", "two.jpg"):
        (tmp_path / name).write_bytes(jpeg(300))
    with lin.page.expect_file_chooser() as opened:
        lin.page.get_by_role("button", name="Add image").click()
    opened.value.set_files([tmp_path / "one.jpg", tmp_path / "two.jpg"])
    expect(_in_box(lin.page)).to_have_count(2)
    moving = ("moving.gif", "image/gif", _animation())
    _bring(lin.page, "dragover", "header", moving)
    expect(_drop_target(lin.page)).to_have_text("Drop the pictures here to add them to this chat.")
    _bring(lin.page, "drop", "header", moving, ("flag.heic", "", HEIC.read_bytes()))
    expect(_drop_target(lin.page)).to_be_hidden()
    _bring(lin.page, "paste", "#message", ("image.png", "image/png", jpeg(20)))
    expect(lin.page.locator(".tray-name")).to_have_text(["one.jpg", "two.jpg", "moving.gif", "flag.heic", "image.png"])
    lin.page.get_by_role("button", name="Remove two.jpg").click()
    lin.send.click()
    expect(_pictures(lin)).to_have_count(4)
    expect(lin.log.get_by_text("Sent", exact=True)).to_have_count(4)
    assert [line["kind"] for line in office.simulator.phone(customer.openid)[1:]] == ["image"] * 4
    address = str(_pictures(lin).nth(1).get_attribute("src"))
    with Image.open(io.BytesIO(lin.context.request.get(f"{cast.url}{address}").body())) as kept:
        assert (kept.format, getattr(kept, "n_frames", 1)) == ("GIF", 3)


def test_what_can_not_be_sent_says_why_and_what_was_written_stays(cast: Cast, office: Office) -> None:
    lin, customer = _with_a_chat(cast, office)
    lin.box.fill("As you can see")
    wide = io.BytesIO()
    Image.new("1", (8000, 6300)).save(wide, "PNG")
    _bring(
        lin.page,
        "drop",
        "#log",
        ("notes.txt", "text/plain", b"no picture"),
        ("wide.png", "image/png", wide.getvalue()),
    )
    lin.page.evaluate(LARGE)
    for words in (
        "notes.txt is not a picture. Only pictures can be added.",
        "The picture has more than 50 million pixels. Make it smaller.",
        "huge.jpg is larger than 25 MB.",
    ):
        expect(_in_box(lin.page).get_by_text(words)).to_be_visible()
    expect(lin.box).to_have_value("As you can see")
    for name in ("notes.txt", "wide.png", "huge.jpg"):
        lin.page.get_by_role("button", name=f"Remove {name}").click()
    _bring(lin.page, "paste", "#message", ("torn.jpg", "image/jpeg", jpeg(300)[:400]))
    lin.send.click()
    customer.hears("As you can see")
    torn = lin.log.get_by_role("listitem").filter(has_text="damaged or incomplete")
    torn.get_by_role("button", name="Remove").click()
    expect(torn).to_have_count(0)
    assert [text for text, _state in office.record(customer.chat)] == ["Look at this?", "As you can see"]


def test_dropping_where_no_chat_is_open_explains_itself(cast: Cast) -> None:
    lin = cast.agent("lin")
    picture = ("one.jpg", "image/jpeg", jpeg())
    assert _bring(lin.page, "dragover", "nav.lists", picture)  # else the browser would leave, and show the file
    expect(_drop_target(lin.page)).to_have_text(re.compile("Open one of your chats first"))
    assert _bring(lin.page, "drop", "nav.lists", picture)
    expect(_drop_target(lin.page)).to_be_hidden()
    lin.hears_said("Open one of your chats first: pictures are dropped into a chat.")


def test_whoever_turns_to_another_chat_in_the_middle_of_an_upload_sends_it_to_the_first(
    cast: Cast, office: Office
) -> None:
    lin, first = _with_a_chat(cast, office)
    second = office.chat_with("lin", "And me?")
    held: list[Route] = []
    lin.page.route(UPLOADS, lambda route: held.append(route), times=1)  # the other goes after it
    _paste_pictures(lin.page, "one.jpg", "two.jpg")
    lin.send.click()
    expect(lin.log.get_by_role("progressbar")).to_have_count(2)
    _paste_pictures(lin.page, "later.jpg")
    _turn_to(lin, second)
    expect(_in_box(lin.page)).to_have_count(0)
    expect(lin.log.get_by_role("progressbar")).to_have_count(0)
    held.pop().continue_()
    _turn_to(lin, first)
    expect(_pictures(lin)).to_have_count(2)
    expect(lin.page.locator(".tray-name")).to_have_text(["later.jpg"])
    assert [len(office.record(chat)) for chat in (first.chat, second.chat)] == [3, 1]


def test_an_upload_is_cancelled_before_it_has_arrived(cast: Cast, office: Office) -> None:
    lin, customer = _with_a_chat(cast, office)
    lin.page.route(UPLOADS, lambda _route: None)
    _paste_pictures(lin.page, "one.jpg", "two.jpg")
    lin.send.click()
    lin.log.get_by_role("button", name="Cancel").first.click()
    expect(lin.log.get_by_role("progressbar")).to_have_count(1)
    lin.log.get_by_role("button", name="Cancel").click()
    expect(lin.log.get_by_role("progressbar")).to_have_count(0)
    lin.page.unroute_all(behavior="ignoreErrors")
    lin.answer("Never mind")
    customer.hears("Never mind")
    assert len(office.record(customer.chat)) == 2


@pytest.mark.whole_browser
def test_the_microphone_that_was_chosen_is_taken_and_remembered(cast: Cast, office: Office) -> None:
    lin, _customer = _with_a_chat(cast, office)
    lin.page.add_init_script(NOTE_MICROPHONES)
    lin.page.reload()
    other = _microphone(lin, "Fake Audio Input 2")
    other.click()
    lin.page.reload()
    expect(_microphone(lin, "Fake Audio Input 2")).to_have_attribute("aria-checked", "true")
    lin.page.keyboard.press("Escape")
    expect(lin.page.get_by_role("button", name="Choose a microphone")).to_be_focused()
    lin.page.get_by_role("button", name="Hold to talk").hover()
    lin.page.mouse.down()
    assert becomes_true(lin.page, "() => window.heardBy === 'Fake Audio Input 2'")
    expect(lin.page.locator(".talk-time")).to_be_visible()
    lin.page.mouse.move(10, 10)
    lin.hears_said("Recording cancelled.")
    lin.page.mouse.up()


def _with_a_chat(cast: Cast, office: Office) -> tuple[Agent, Customer]:
    customer = office.chat_with("lin", "Look at this?")
    return cast.agent("lin", chat=customer.chat), customer


def _turn_to(lin: Agent, customer: Customer) -> None:
    """Within the page, as agents do."""
    lin.page.get_by_role("list", name="My chats").get_by_role("button", name=customer.name).click()
    expect(lin.page.locator(f"#panel[data-chat='{customer.chat}']")).to_be_visible()


def _bring(page: Page, how: str, where: str, *files: tuple[str, str, bytes]) -> bool:
    """Files as (name, type, content), dragged over, dropped or pasted there. Whether the console took them up."""
    packed = [{"name": name, "type": kind, "data": base64.b64encode(data).decode()} for name, kind, data in files]
    return bool(page.evaluate(BRING, {"how": how, "where": where, "files": packed}))


def _paste_pictures(page: Page, *names: str) -> None:
    """Returns when they are in the box."""
    _bring(page, "paste", "#message", *((name, "image/jpeg", jpeg(300)) for name in names))
    expect(page.get_by_role("button", name=f"Remove {names[-1]}")).to_be_visible()


def _microphone(lin: Agent, name: str) -> Locator:
    """Its entry in the open menu."""
    lin.page.get_by_role("button", name="Choose a microphone").click()
    return lin.page.get_by_role("menuitemradio", name=name)


def _animation() -> bytes:
    out = io.BytesIO()
    first, *rest = (Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue"))
    first.save(out, "GIF", save_all=True, append_images=rest, duration=100, loop=0)
    return out.getvalue()


def _drop_target(page: Page) -> Locator:
    return page.locator("#drop-target")


def _in_box(page: Page) -> Locator:
    return page.get_by_role("list", name="To be sent").get_by_role("listitem")


def _pictures(lin: Agent) -> Locator:
    return lin.log.get_by_role("link").get_by_role("img", name="Picture")
