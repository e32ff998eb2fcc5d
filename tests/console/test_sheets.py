"""Quick replies and cards as tables: out for a spreadsheet, and in again. First it is said what would change."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from cards.models import Card, CardText
from console.models import Agent, SheetImport
from console.sheets import files
from quickreplies.models import QuickReply, QuickReplyText
from tests.conftest import signed_in
from tests.quickreplies.conftest import category, written

REPLIES = "/admin/quickreplies/quickreply/sheet/"
CARDS = "/admin/cards/card/sheet/"
HEAD = "number,category,default,position,archived,title (en),text (en),title (zh-hans),text (zh-hans)"


@pytest.fixture
def supervisor(ana: Agent) -> Client:
    return signed_in(ana)


def test_what_goes_out_comes_in_again_and_changes_nothing(supervisor: Client) -> None:
    written({"en": "=1+1", "zh-hans": "-早餐"}, category=category("In the house"), position=3, is_default=True)
    for kind in ("csv", "xlsx"):
        out = supervisor.get(f"{REPLIES}export/", {"kind": kind})
        assert out.headers["Content-Disposition"].endswith(f'.{kind}"')
        page = _upload(supervisor, out.content)
        assert "there is nothing to import" in page.text
        assert _counts(page.text) == {"New": 0, "Changed": 0, "Unchanged": 1, "Wrong": 0}


def test_cells_that_a_spreadsheet_would_run_are_defused(supervisor: Client) -> None:
    for text in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx"):
        written({"en": text})
    rows = files.read(supervisor.get(f"{REPLIES}export/?kind=csv").content)
    assert "=cmd|' /C calc'!A0" in [cell for row in rows for cell in row]
    raw = supervisor.get(f"{REPLIES}export/?kind=csv").content.decode("utf-8-sig")
    assert not re.search(r"(^|[,\"])[=+@\-]", raw, re.MULTILINE)
    sheet: Any = load_workbook(io.BytesIO(supervisor.get(f"{REPLIES}export/?kind=xlsx").content)).active
    assert not [
        cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or str(cell.value)[0] in "=+-@"
    ]


def test_a_supervisor_sees_what_would_change_and_then_it_does(supervisor: Client, ana: Agent) -> None:
    category("In the house", "酒店设施")
    old = written({"en": "From 6:30 to 11."}, position=1)
    table = f"{HEAD}\n{old.pk},酒店设施,yes,,,Breakfast,From 7 to 11.,,\n,,,,,WiFi,It is free.,无线,免费\n"
    page = _upload(supervisor, table.encode())
    assert _counts(page.text) == {"New": 1, "Changed": 1, "Unchanged": 0, "Wrong": 0}
    assert "category, default, title (en), text (en)" in page.text
    assert QuickReplyText.objects.count() == 1
    done = _confirm(supervisor, page)
    assert "2 rows were imported." in done.text
    old.refresh_from_db()
    assert (str(old), old.is_default, str(old.category)) == ("Breakfast", True, "In the house")
    new = QuickReply.objects.exclude(pk=old.pk).get()
    assert [(text.language, text.title, text.text) for text in new.texts.all()] == [
        ("en", "WiFi", "It is free."),
        ("zh-hans", "无线", "免费"),
    ]
    assert not SheetImport.objects.exists()
    again = _upload(supervisor, table.encode())
    assert _counts(again.text) == {"New": 0, "Changed": 0, "Unchanged": 2, "Wrong": 0}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("999999,,,,,Title,Text,,", "There is none with the number 999999"),
        (",Nowhere,,,,Title,Text,,", "There is no category “Nowhere”"),
        (",,perhaps,,,Title,Text,,", "default: “perhaps” is neither yes nor no"),
        (",,,-3,,Title,Text,,", "position: “-3” is no number"),
        (",,,,,Title,,,", "text (en): This field cannot be blank."),
        (f",,,,,{'x' * 61},Text,,", "title (en): Ensure this value has at most 60 characters"),
        (",,yes,,,,,,", "There are no words in any language."),
        (",,,,,WiFi,Other,,", "Another row is about the same."),
    ],
)
def test_what_is_wrong_is_said_by_row_and_nothing_is_imported(supervisor: Client, row: str, words: str) -> None:
    page = _upload(supervisor, f"{HEAD}\n,,,,,WiFi,Free,,\n{row}\n".encode())
    assert words in page.text.replace("&#x27;", "'")
    assert _counts(page.text)["Wrong"] == 1
    assert 'name="digest"' not in page.text
    upload = SheetImport.objects.get()
    supervisor.post(f"{REPLIES}import/{upload.pk}/", {"digest": "x"})
    assert not QuickReply.objects.exists()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return out.getvalue()


def _wide() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["x"] * 80)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: b"", "submitted file is empty"),
        (lambda: b"\n\n", "The file is empty."),
        (lambda: b"a,b\n1,2\n", "There is no column “a”"),
        (lambda: b"number,position\n1,2\n", "no column for words"),
        (lambda: b"title (en),title (en)\na,b\n", "A column is there twice."),
        (lambda: b"\x00\x01\x02", "neither a CSV file nor an .xlsx"),
        (lambda: b"\xff\xff\xff\x80", "in no encoding that we know"),
        (lambda: b"PK\x03\x04nothing", "can't be read"),
        (lambda: b"title (en)\n" + b"x\n" * 1001, "more than 1000 rows"),
        (lambda: f"title (en)\n{'x' * 5001}".encode(), "more than 5000 characters"),
        (lambda: b"x" * 2_000_001, "larger than 2 MB"),
        (_bomb, "The spreadsheet is too large."),
        (_wide, "more than 60 columns"),
    ],
    ids=range(13),
)
def test_files_that_are_no_tables_are_refused_in_words(
    supervisor: Client, made: Callable[[], bytes], words: str
) -> None:
    page = _upload(supervisor, made())
    assert words in page.text.replace("&#x27;", "'")
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        "title (en);text (en)\r\n早餐;七点\r\n".encode("gb18030"),
        "\ufefftitle (en),text (en)\n早餐,七点\n".encode(),
        "title (en)\ttext (en)\n早餐\t七点\n".encode("utf-16"),
    ],
    ids=["Chinese Excel", "UTF-8 with its mark", "UTF-16"],
)
def test_what_spreadsheets_in_china_and_europe_write_is_read(supervisor: Client, data: bytes) -> None:
    _confirm(supervisor, _upload(supervisor, data))
    text = QuickReplyText.objects.get()
    assert (text.title, text.text) == ("早餐", "七点")


def test_what_changed_since_the_preview_is_shown_anew_and_not_imported(supervisor: Client) -> None:
    old = written({"en": "Old"})
    page = _upload(supervisor, f"{HEAD}\n{old.pk},,,,,Breakfast,New,,\n".encode())
    QuickReplyText.objects.update(title="Breakfast", text="New")
    done = _confirm(supervisor, page)
    assert "Nothing was imported" in done.text
    twice = _confirm(supervisor, page)
    assert "Nothing was imported" in twice.text


def test_another_supervisor_does_not_see_or_confirm_what_one_has_uploaded(
    supervisor: Client, admin_person: Agent
) -> None:
    _upload(supervisor, f"{HEAD}\n,,,,,WiFi,Free,,\n".encode())
    upload = SheetImport.objects.get()
    for browser, path in ((signed_in(admin_person), REPLIES), (supervisor, CARDS)):
        assert browser.get(f"{path}import/{upload.pk}/").status_code == 404
        assert browser.post(f"{path}import/{upload.pk}/").status_code == 404


def test_cards_come_in_with_their_links_and_keep_their_pictures(supervisor: Client) -> None:
    card = Card.objects.create(position=1)
    CardText.objects.create(card=card, language="en", title="Spa", link="https://grata.test/", picture="cards/x.jpg")
    table = "title (en),teaser (en),link (en)\nSpa,Warm,https://grata.test/spa\nPool,,javascript:alert(1)\n"
    assert "link (en): Enter a valid URL." in _upload(supervisor, table.encode(), CARDS).text
    mended = table.replace("javascript:alert(1)", "https://grata.test/pool").encode()
    _confirm(supervisor, _upload(supervisor, mended, CARDS), CARDS)
    assert [(text.title, text.link, text.picture.name) for text in CardText.objects.order_by("pk")] == [
        ("Spa", "https://grata.test/spa", "cards/x.jpg"),
        ("Pool", "https://grata.test/pool", ""),
    ]


def test_a_large_table_costs_as_many_queries_to_look_at_as_a_small_one(
    supervisor: Client, django_assert_max_num_queries: Any
) -> None:
    category("In the house")
    for number in range(30):
        written({"en": f"Text {number}"}, position=number)
    rows = "\n".join(f",In the house,,,,Title {number},Text,," for number in range(300))
    _upload(supervisor, f"{HEAD}\n{rows}".encode())
    with django_assert_max_num_queries(20):
        supervisor.get(f"{REPLIES}import/{SheetImport.objects.get().pk}/")


def _upload(browser: Client, data: bytes, where: str = REPLIES) -> Any:
    return browser.post(f"{where}import/", {"file": SimpleUploadedFile("table", data)}, follow=True)


def _confirm(browser: Client, page: Any, where: str = REPLIES) -> Any:
    found = re.search('name="digest" value="([0-9a-f]+)"', page.text)
    assert found, page.text
    path = page.redirect_chain[-1][0]
    return browser.post(path, {"digest": found[1]}, follow=True)


def _counts(page: str) -> dict[str, int]:
    return {name: int(count) for name, count in re.findall(r"<dt>(\w+)</dt>\s*<dd>\s*(\d+)", page)}
