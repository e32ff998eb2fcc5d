"""Documents that customers may send. What one is, its content tells: its name comes from outside and is only a name."""

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from console.media import errors, sniff
from console.media.errors import NotReadable

CHUNK = 256 * 1024
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # no text in any encoding of bytes has them
PLAIN = (sniff.UNKNOWN, "application/json")  # what may be text as far as the first bytes tell
OFFICE = "application/vnd.openxmlformats-officedocument"
# The end of a zip archive: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16
END = struct.Struct("<4s4H2LH")
END_MARK, ZIP64_MARK = b"PK\x05\x06", b"PK\x06\x07"
COMMENT_MOST = 0xFFFF
DIRECTORY_MOST = 1 << 20  # bytes: some thousand names, where documents have dozens
ENCRYPTED = 0x1


@dataclass(frozen=True)
class Document:
    """A kind of document. extensions: those that its name may have, the usual one first."""

    content_type: str
    extensions: tuple[str, ...]

    def named(self, name: str) -> str:
        """The name, with an extension that says what the document is: "invoice.pdf.exe" ends in ".pdf" again."""
        return name if not name or PurePath(name).suffix.lower() in self.extensions else name + self.extensions[0]


PDF = Document("application/pdf", (".pdf",))
TEXT = Document("text/plain", (".txt", ".csv"))
PARTS = {
    "word/document.xml": Document(f"{OFFICE}.wordprocessingml.document", (".docx",)),
    "xl/workbook.xml": Document(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    "ppt/presentation.xml": Document(f"{OFFICE}.presentationml.presentation", (".pptx",)),
}
CONTENTS = "[content_types].xml"
PROGRAM = re.compile(r"vbaproject\.bin|vbadata\.xml|/macrosheets/|/activex/|/embeddings/.*\.bin")


def identify(file: BinaryIO) -> Document:
    """Which of the documents that are accepted it is. Raises NotReadable for whatever else."""
    file.seek(0)
    kind = sniff.kind(file.read(sniff.HEAD))
    if kind == "application/pdf":
        return PDF
    if kind == "application/zip":
        return _office(file)
    if kind == sniff.EMPTY:
        raise NotReadable(errors.EMPTY)
    if kind in PLAIN and not any(CONTROL.search(chunk) for chunk in _chunks(file)):
        return TEXT
    raise NotReadable(errors.NOT_A_DOCUMENT)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(CHUNK), b"")


def _office(file: BinaryIO) -> Document:
    """Nothing is unpacked: the archive's directory says what is in it."""
    names = _names(file)
    found = [document for part, document in PARTS.items() if part in names]
    if len(found) != 1 or CONTENTS not in names:
        raise NotReadable(errors.ARCHIVE)
    if any(PROGRAM.search(name) for name in names):
        raise NotReadable(errors.PROGRAMS)
    return found[0]


def _names(file: BinaryIO) -> set[str]:
    """In small letters."""
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise NotReadable(errors.DAMAGED_DOCUMENT) from None
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise NotReadable(errors.ARCHIVE)
    return {entry.filename.lower() for entry in entries}


def _check_end(file: BinaryIO) -> None:
    """A directory without end is not read at all. Raises NotReadable."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END.size - COMMENT_MOST))
    tail = file.read()
    at = tail.rfind(END_MARK)
    if at < 0 or len(tail) - at < END.size:
        raise NotReadable(errors.DAMAGED_DOCUMENT)
    directory = END.unpack_from(tail, at)[5]
    if directory > DIRECTORY_MOST or ZIP64_MARK in tail:
        raise NotReadable(errors.ARCHIVE)
