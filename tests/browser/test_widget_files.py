"""A visitor of a site and an agent send each other pictures, recordings and cards."""

from pathlib import Path

from playwright.sync_api import Locator, Mouse, expect

from tests.browser.office import Office
from tests.browser.people import SECONDS, Agent, Cast, Visitor, said
from tests.channels_app.wechat.files import jpeg

WORDS = "Is this the room?"
TITLES = ("Breakfast by the harbour", "Spa and sauna")
PLACES = "links => links.map((link) => link.getBoundingClientRect()).map(({ left, top }) => [left, top])"
MEASURED = "images => images.every((image) => image.naturalWidth > 0)"


def test_pictures_and_voices_go_both_ways_and_are_there_after_a_reload(
    cast: Cast, office: Office, tmp_path: Path
) -> None:
    daniel, lin = cast.visitor(), cast.agent("lin")
    file = tmp_path / "room.jpg"
    file.write_bytes(jpeg(300))
    _chooses(daniel, file, file)
    daniel.frame.get_by_role("button", name="Remove room.jpg").first.click()
    daniel.say(WORDS)  # the picture goes first
    _talks(daniel.page.mouse, daniel.frame.locator("push-to-talk"))
    expect(said(daniel.log, WORDS).get_by_text("Sent", exact=True)).to_be_attached()
    chat = office.chat_in_which(WORDS)
    office.colleague("lin").claim(chat)
    lin.open(chat)
    expect(lin.log.get_by_role("link", name="Open the picture")).to_have_count(1)
    expect(lin.log.locator("audio")).to_have_count(1)
    lin.page.locator("#image-files").set_input_files([file])
    lin.send.click()
    expect(_pictures(daniel)).to_have_count(2)
    _talks(lin.page.mouse, lin.page.locator("push-to-talk"))
    expect(_voices(daniel)).to_have_count(2)
    daniel.page.reload()
    daniel.open()
    expect(_pictures(daniel)).to_have_count(2)
    assert _pictures(daniel).evaluate_all(MEASURED)
    _voices(daniel).first.get_by_role("button", name="Play").click()
    expect(_voices(daniel).first.locator("[data-heard]")).not_to_have_count(0)
    office.colleague("lin").close(chat)


def test_cards_stand_side_by_side_and_lead_out_of_the_chat(cast: Cast, office: Office) -> None:
    daniel, lin = cast.visitor(), cast.agent("lin")
    daniel.say("What can I do here?")
    expect(said(daniel.log, "What can I do here?").get_by_text("Sent", exact=True)).to_be_visible()
    chat = office.chat_in_which("What can I do here?")
    office.colleague("lin").claim(chat)
    lin.open(chat)
    _sends_cards(lin)
    links = [daniel.log.get_by_role("link").filter(has_text=title) for title in TITLES]
    for link in links:
        expect(link).to_have_attribute("target", "_blank")
    expect(daniel.log.locator(".row").get_by_role("link")).to_have_count(2)
    (left, top), (right, same_top) = daniel.log.locator(".row").get_by_role("link").evaluate_all(PLACES)
    assert (left < right, top) == (True, same_top)
    links[1].focus()  # by keyboard it comes into sight
    expect(links[1]).to_be_in_viewport(ratio=0.9)
    daniel.say("Thank you")
    expect(said(daniel.log, "Thank you")).to_be_visible()
    office.colleague("lin").close(chat)


def test_what_can_not_be_sent_is_said_and_a_lost_connection_only_delays_a_picture(
    cast: Cast, office: Office, tmp_path: Path
) -> None:
    daniel = cast.visitor()
    daniel.say("Here it comes")
    expect(said(daniel.log, "Here it comes").get_by_text("Sent", exact=True)).to_be_visible()
    program, file = tmp_path / "setup.exe", tmp_path / "room.jpg"
    program.write_bytes(b"MZ")
    file.write_bytes(jpeg(300))
    _chooses(daniel, program)
    expect(_tray(daniel).filter(has_text="setup.exe")).to_contain_text("This kind of file can't be sent.")
    daniel.frame.get_by_role("button", name="Remove setup.exe").click()
    expect(_tray(daniel)).to_have_count(0)
    daniel.page.context.set_offline(True)
    _chooses(daniel, file)
    daniel.say("After the picture")
    expect(said(daniel.log, "After the picture").get_by_text("Not sent yet")).to_be_visible()
    daniel.page.context.set_offline(False)
    expect(said(daniel.log, "After the picture").get_by_text("Sent", exact=True)).to_be_visible()
    expect(_pictures(daniel)).to_have_count(1)
    texts = [text for text, _state in office.record(office.chat_in_which("Here it comes"))]
    assert texts == ["Here it comes", "", "After the picture"]


def test_a_document_reaches_the_agent_to_be_saved_and_one_that_is_none_says_why(
    cast: Cast, office: Office, tmp_path: Path
) -> None:
    daniel, lin = cast.visitor(), cast.agent("lin")
    offer, disguised = tmp_path / "offer.pdf", tmp_path / "invoice.pdf"
    offer.write_bytes(b"%PDF-1.7 " + b"." * 5000)
    disguised.write_bytes(b"MZ\x00")
    _chooses(daniel, offer, disguised)
    daniel.say("Our offer")
    expect(said(daniel.log, "Our offer").get_by_text("Sent", exact=True)).to_be_visible()
    refused = said(daniel.log, "invoice.pdf")
    expect(refused).to_contain_text("This kind of file can't be sent.")
    refused.get_by_role("button", name="Remove").click()
    expect(refused).to_have_count(0)
    expect(daniel.log.get_by_role("link", name="offer.pdf 5 kB")).to_be_visible()
    chat = office.chat_in_which("Our offer")
    office.colleague("lin").claim(chat)
    lin.open(chat)
    with lin.page.expect_download() as saved:
        lin.log.get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == "offer.pdf"
    assert Path(saved.value.path()).read_bytes() == offer.read_bytes()
    office.colleague("lin").close(chat)


def _tray(daniel: Visitor) -> Locator:
    return daniel.frame.get_by_role("list", name="Files to send").get_by_role("listitem")


def _chooses(daniel: Visitor, *files: Path) -> None:
    with daniel.page.expect_file_chooser() as opened:
        daniel.frame.get_by_role("button", name="Add image").click()
    opened.value.set_files(list(files))


def _talks(mouse: Mouse, talk: Locator) -> None:
    """Holds the button for a second or more."""
    talk.get_by_role("button", name="Hold to talk").hover()
    mouse.down()
    expect(talk.locator(".talk-time")).to_have_text(SECONDS)
    mouse.up()


def _sends_cards(lin: Agent) -> None:
    lin.page.get_by_role("button", name="Cards", exact=True).click()
    for title in TITLES:
        lin.page.get_by_role("button", name=title).first.click()
    lin.send.click()


def _pictures(daniel: Visitor) -> Locator:
    return daniel.log.get_by_role("img", name="Picture")


def _voices(daniel: Visitor) -> Locator:
    return daniel.log.get_by_role("group", name="Voice message")
