"""Messages' files: who gets them, in which parts, and that nothing which came from outside runs on our site."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files import File
from django.test import Client
from django.urls import reverse

from console.models import Agent
from console.views.parts import PIECE, PartResponse
from history import attachments
from history.models import Attachment, Conversation
from tests.conftest import signed_in
from tests.console.conftest import recording

DIGITS = b"0123456789"


@dataclass(frozen=True)
class Answer:
    """A response that was read to its end, in the pieces in which it came."""

    status_code: int
    headers: Mapping[str, str]
    pieces: list[bytes]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


def test_who_is_in_the_chat_gets_the_file(file: Attachment, lin: Agent) -> None:
    response = _get(lin, file)
    assert (response.status_code, response.body) == (200, DIGITS)
    assert response.headers["Content-Type"] == "audio/mpeg"
    assert response.headers["Content-Disposition"] == 'inline; filename="voice.mp3"'
    assert response.headers["Content-Length"] == "10"
    assert response.headers["Accept-Ranges"] == "bytes"


def test_a_supervisor_gets_it_and_others_do_not(file: Attachment, marco: Agent, ana: Agent) -> None:
    assert _get(ana, file).status_code == 200
    assert _get(marco, file).status_code == 403
    assert b"0123" not in _get(marco, file).body
    assert Client().get(_url(file)).status_code == 401


def test_everybody_may_have_the_files_of_who_waits(
    waiting: Conversation, marco: Agent, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert _get(marco, recording(waiting)).status_code == 200


@pytest.mark.parametrize("which", ["other", "Shown", "source", "shown%00", ".."])
def test_there_are_two_files_and_no_third(file: Attachment, lin: Agent, which: str) -> None:
    assert signed_in(lin).get(f"/console/files/{file.pk}/{which}/").status_code == 404


def test_what_was_never_stored_or_is_lost_is_not_found(file: Attachment, lin: Agent) -> None:
    file.original.storage.delete(str(file.original))
    assert _get(lin, file, "original").status_code == 404
    Attachment.objects.update(shown="", original="")
    assert _get(lin, file).status_code == 404
    assert signed_in(lin).get(reverse("console:file", args=[file.pk + 1, "shown"])).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "bytes_", "told"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", DIGITS, "bytes 0-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_range_comes_alone(file: Attachment, lin: Agent, wanted: str, bytes_: bytes, told: str) -> None:
    response = _get(lin, file, range=wanted)
    assert (response.status_code, response.body) == (206, bytes_)
    assert response.headers["Content-Range"] == told
    assert response.headers["Content-Length"] == str(len(bytes_))


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-120", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(file: Attachment, lin: Agent, wanted: str) -> None:
    response = _get(lin, file, range=wanted)
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize(
    "wanted",
    [
        *("bytes=0-1,4-5", "bytes=5-2", "bytes=-", "bytes=a-b", "bytes", "items=0-1", "bytes=１-２", "bytes=0x1-2"),
        "bytes=" + "9" * 99 + "-",
    ],
)
def test_what_is_no_single_range_brings_the_whole_file(file: Attachment, lin: Agent, wanted: str) -> None:
    response = _get(lin, file, range=wanted)
    assert (response.status_code, response.body) == (200, DIGITS)


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "application/pdf", "audio/amr", "text/html\r\nX-Evil: 1", "IMAGE/PNG", ""]
)
def test_what_could_run_or_is_not_known_is_only_saved(file: Attachment, lin: Agent, kind: str) -> None:
    Attachment.objects.update(original_type=kind, shown_type=kind)
    for which in ("original", "shown"):
        response = _get(lin, file, which)
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("which", ["shown", "original"])
def test_nothing_runs_in_a_file_and_no_one_else_keeps_it(file: Attachment, lin: Agent, which: str) -> None:
    headers = _get(lin, file, which).headers
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in headers["Cache-Control"]
    assert "immutable" in headers["Cache-Control"]
    assert "Cookie" in headers["Vary"]


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("menu.html", "menu.html"),
        ('a"b".html', "a-b-.html"),
        ("a\r\nSet-Cookie: x=1.html", "aSet-Cookie- x=1.html"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("早餐 菜单.pdf", "早餐 菜单.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("...", "voice-{pk}.html"),
        ("", "voice-{pk}.html"),
    ],
)
def test_a_name_is_made_harmless(file: Attachment, lin: Agent, name: str, saved_as: str) -> None:
    Attachment.objects.update(name=name)
    header = _get(lin, file, "original").headers["Content-Disposition"]
    saved = header.removeprefix("attachment; ")
    told = saved[10:-1] if saved.startswith('filename="') else unquote(saved.removeprefix("filename*=utf-8''"))
    assert told == saved_as.format(pk=file.pk)


def test_a_long_file_comes_in_pieces(file: Attachment, lin: Agent) -> None:
    long = bytes(range(256)) * (PIECE // 100)
    Attachment.objects.update(shown=attachments.keep(long, extension="mp3"))
    response = _get(lin, file)
    assert response.body == long
    assert max(map(len, response.pieces)) == PIECE


def test_the_same_pieces_come_to_an_asynchronous_server() -> None:
    long = bytes(range(256)) * (PIECE // 100)
    file = File(BytesIO(long))

    async def read() -> list[bytes]:
        return [piece async for piece in PartResponse(file, (5, len(long), len(long)))]

    pieces = asyncio.run(read())
    assert b"".join(pieces) == long[5:]
    assert max(map(len, pieces)) == PIECE


def test_a_file_that_failed_is_asked_for_again_once(unfetched: Attachment, lin: Agent, marco: Agent) -> None:
    url = reverse("console:fetch", args=[unfetched.pk])
    assert signed_in(marco).post(url).status_code == 403
    assert _state(unfetched) == "failed"
    (frame,) = signed_in(lin).post(url).json()["frames"]
    assert (frame["entity"], frame["id"]) == ("message", str(unfetched.message_id))
    assert "Fetching…" in frame["html"]
    assert _state(unfetched) == "expected"
    assert signed_in(lin).post(url).json()["frames"] == [frame]
    assert signed_in(lin).post(reverse("console:fetch", args=[999_999])).status_code == 404


def test_a_file_that_is_here_or_gone_is_not_asked_for_again(file: Attachment, lin: Agent) -> None:
    for state in ("stored", "gone"):
        Attachment.objects.update(state=state)
        assert signed_in(lin).post(reverse("console:fetch", args=[file.pk])).status_code == 200
        assert _state(file) == state


def _url(file: Attachment, which: str = "shown") -> str:
    return reverse("console:file", args=[file.pk, which])


def _get(agent: Agent, file: Attachment, which: str = "shown", **headers: str) -> Answer:
    response = signed_in(agent).get(_url(file, which), headers=headers)
    return Answer(response.status_code, response.headers, list(response))


def _state(file: Attachment) -> str:
    return Attachment.objects.get(pk=file.pk).state
