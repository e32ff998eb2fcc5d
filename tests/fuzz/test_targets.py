"""All that reads bytes from outside, with some that are made to hurt."""

import json
import struct
import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.given import deliveries, like, some, words
from tests.fuzz.targets import EDGE, TARGETS

MESSAGE = {"id": "m-1", "visitor": {"id": "daniel"}, "type": "text", "text": "Hi", "url": "https://files.example.com/a"}
VISITOR = {"id": "daniel", "name": "Daniel", "email": "daniel@example.com", "language": "zh-Hans"}


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary(max_size=600))
@some(60)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    TARGETS[name](data)


@given(data=deliveries())
@some(150)
def test_any_delivery_of_wechats_is_read_or_refused(data: bytes) -> None:
    TARGETS["xml"](data)
    TARGETS["envelope"](data)


@given(message=like(MESSAGE), visitor=like(VISITOR))
@some(150)
def test_any_message_of_a_site_is_read_or_refused(message: dict[str, Any], visitor: dict[str, Any]) -> None:
    body = json.dumps(message | {"visitor": visitor}).encode()
    TARGETS["webhook"](body)
    TARGETS["form"](as_form(body, b"\xff\xd8\xff photo", "photo.jpg"))


@given(body=st.binary(max_size=80), file=st.binary(max_size=80), name=words, cut=st.integers(0, 60))
@some(80)
def test_any_form_of_a_site_is_read_or_refused(body: bytes, file: bytes, name: str, cut: int) -> None:
    whole = as_form(body, file, name)
    TARGETS["form"](whole)
    TARGETS["form"](whole[: len(whole) - cut])


@given(names=st.lists(words, max_size=4), at=st.integers(0, 400), noise=st.binary(max_size=8))
@some(120)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_any_archive_is_a_document_or_refused(names: list[str], at: int, noise: bytes) -> None:
    whole = archive(["[Content_Types].xml", "word/document.xml", *names])
    TARGETS["document"](whole)
    TARGETS["document"](whole[:at] + noise + whole[at + len(noise) :])
    tail = len(whole) - at % 80
    TARGETS["document"](whole[:tail] + noise + whole[tail + len(noise) :])


@given(numbers=st.lists(st.integers(0, 0xFFFF), min_size=8, max_size=8))
@some(60)
def test_any_end_of_an_archive_is_refused_or_read(numbers: list[int]) -> None:
    whole = archive(["[Content_Types].xml", "word/document.xml"])
    TARGETS["document"](whole[:-22] + struct.pack("<4s4H2LH", b"PK\x05\x06", *numbers[:7]))


def as_form(message: bytes, file: bytes, name: str) -> bytes:
    """The body of a form with these two fields."""
    quoted = name.replace("\r", "").replace("\n", "").replace('"', "").encode(errors="replace")
    first = b'Content-Disposition: form-data; name="message"\r\n\r\n' + message
    second = b'Content-Disposition: form-data; name="file"; filename="' + quoted + b'"\r\n\r\n' + file
    edge = f"--{EDGE}".encode()
    return b"".join((edge, b"\r\n", first, b"\r\n", edge, b"\r\n", second, b"\r\n", edge, b"--\r\n"))


def archive(names: list[str]) -> bytes:
    """A zip archive with files of these names."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name in names:
            opened.writestr(name.encode(errors="replace").decode().replace("\0", "x")[:200] or "x", b"<x/>")
    return file.getvalue()
