"""Which documents are accepted: by what is in them, whatever they are called."""

import io
import struct
import zipfile

import pytest

from console.media import documents, errors
from console.media.documents import DIRECTORY_MOST, END
from console.media.errors import NotReadable

CONTENTS = "[Content_Types].xml"
WORD = (CONTENTS, "_rels/.rels", "word/document.xml")


def archive(*names: str, comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), "<x/>")
        made.comment = comment
    return file.getvalue()


def locked(data: bytes) -> bytes:
    """The same, said to be encrypted."""
    at = data.rfind(b"PK\x01\x02") + 8
    return data[:at] + b"\x01" + data[at + 1 :]


def endless(data: bytes) -> bytes:
    """The same, with a directory that is said to be huge."""
    at = data.rfind(b"PK\x05\x06") + 12
    return data[:at] + struct.pack("<L", DIRECTORY_MOST + 1) + data[at + 4 :]


def kind_of(data: bytes) -> str:
    return documents.identify(io.BytesIO(data)).extensions[0]


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"%PDF-1.7\n...", ".pdf"),
        ("name,city\r\n陈晓雨,上海\r\n".encode(), ".txt"),
        ("名前;都市\n".encode("gb18030"), ".txt"),
        ("Größe\tPreis\n".encode("latin-1"), ".txt"),
        (b'{"order": 7}', ".txt"),
        (archive(*WORD), ".docx"),
        (archive(CONTENTS, "xl/workbook.xml", comment=b"c" * 300), ".xlsx"),
        (archive(CONTENTS, "ppt/presentation.xml", "ppt/embeddings/Sheet1.xlsx"), ".pptx"),
    ],
)
def test_these_are_accepted(data: bytes, extension: str) -> None:
    assert kind_of(data) == extension


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", errors.EMPTY),
        (b"MZ\x90\x00", errors.NOT_A_DOCUMENT),
        (b"\x7fELF" + b"a" * 600, errors.NOT_A_DOCUMENT),
        (b"<html><script>alert(1)</script>", errors.NOT_A_DOCUMENT),
        (b"<svg onload=alert(1)>", errors.NOT_A_DOCUMENT),
        (b"<?xml version='1.0'?><x/>", errors.NOT_A_DOCUMENT),
        (b"words " * 100_000 + b"\x00", errors.NOT_A_DOCUMENT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, errors.NOT_A_DOCUMENT),
        (b"\x1f\x8b\x08\x00", errors.NOT_A_DOCUMENT),
        (archive("virus.exe"), errors.ARCHIVE),
        (archive("word/document.xml"), errors.ARCHIVE),
        (archive(*WORD, "xl/workbook.xml"), errors.ARCHIVE),
        (locked(archive(*WORD)), errors.ARCHIVE),
        (endless(archive(*WORD)), errors.ARCHIVE),
        (archive(*WORD, "word/vbaProject.bin"), errors.PROGRAMS),
        (archive(*WORD, "word/VBAPROJECT.BIN"), errors.PROGRAMS),
        (archive(*WORD, "word/activeX/activeX1.xml"), errors.PROGRAMS),
        (archive(*WORD, "word/embeddings/oleObject1.bin"), errors.PROGRAMS),
        (archive(CONTENTS, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), errors.PROGRAMS),
        (archive(*WORD)[:-4], errors.DAMAGED_DOCUMENT),
        (archive(*WORD)[: END.size], errors.DAMAGED_DOCUMENT),
    ],
)
def test_and_these_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotReadable) as refused:
        kind_of(data)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("offer.PDF", "offer.PDF"),
        ("invoice.pdf.exe", "invoice.pdf.exe.pdf"),
        ("offer", "offer.pdf"),
        ("invoice\u202efdp.exe", "invoice\u202efdp.exe.pdf"),
        ("", ""),
    ],
)
def test_a_name_ends_in_what_the_document_is(name: str, saved_as: str) -> None:
    assert documents.PDF.named(name) == saved_as
