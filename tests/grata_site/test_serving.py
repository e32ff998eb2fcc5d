"""Static files: packed, in parts, and not again when nothing has changed."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from grata_site.doors import CONSOLE
from grata_site.serving import StaticMiddleware

STYLE = b"a { color: teal } " * 50
BROTLI = b"the same, packed by brotli"


@pytest.fixture
def served(tmp_path: Path, settings: Any) -> StaticMiddleware:
    """What serves a folder with one style sheet."""
    (tmp_path / "a.css").write_bytes(STYLE)
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(STYLE))
    (tmp_path / "a.css.br").write_bytes(BROTLI)
    settings.STATIC_ROOT = tmp_path

    def nothing(_request: object) -> HttpResponse:
        raise Http404

    return StaticMiddleware(nothing)


def _get(served: StaticMiddleware, path: str = "/static/a.css", method: str = "GET", **headers: str) -> HttpResponse:
    answer: HttpResponse = served(RequestFactory().generic(method, path, headers=headers))
    return answer


def test_a_file_comes_whole_with_its_type_and_length(served: StaticMiddleware) -> None:
    answer = _get(served)
    assert (answer.status_code, answer.content, answer.streaming) == (200, STYLE, False)
    assert answer.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert answer.headers["Content-Length"] == str(len(STYLE))


def test_it_comes_packed_to_those_who_unpack(served: StaticMiddleware) -> None:
    answer = _get(served, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == STYLE


def test_it_comes_packed_better_to_those_who_unpack_that(served: StaticMiddleware) -> None:
    """Browsers say so where no proxy can be in the way: over HTTPS, and to this machine."""
    answer = _get(served, **{"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("br", "Accept-Encoding")
    assert answer.content == BROTLI


def test_a_part_comes_alone_and_a_head_without_its_body(served: StaticMiddleware) -> None:
    part = _get(served, Range="bytes=2-3")
    assert (part.status_code, part.content) == (206, STYLE[2:4])
    head = _get(served, method="HEAD")
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(STYLE)))


def test_what_has_not_changed_does_not_come_again(served: StaticMiddleware) -> None:
    known = _get(served).headers["ETag"]
    again = _get(served, **{"If-None-Match": known})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_is_posted_there(served: StaticMiddleware) -> None:
    assert _get(served, method="POST").status_code == 405


@pytest.mark.parametrize("path", ["/static/b.css", "/static/../settings.py", "/static/a.css/"])
def test_what_is_not_there_goes_on(served: StaticMiddleware, path: str) -> None:
    with pytest.raises(Http404):
        _get(served, path)


def test_they_go_through_one_thread() -> None:
    assert CONSOLE.match("/static/console/app.css")
    assert not CONSOLE.match("/console/files/1/")
