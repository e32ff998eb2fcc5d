"""Files from WeChat: what customers sent. Nothing about them is trusted, neither type, name, size nor place."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from itertools import chain
from typing import BinaryIO

import httpx
from django.utils.translation import gettext as _

from channels_app.adapters import DeliveryError
from channels_app.http import InnerAddressError, public_only, time_limit
from channels_app.wechat.api.answers import Answer, answer_in, checked
from channels_app.wechat.api.core import Call, Core, limits, troubles
from channels_app.wechat.api.hosts import door, visitable
from channels_app.wechat.errors import SYSTEM_BUSY, MediaTooLarge, delivery_error

GET_PATH = "/cgi-bin/media/get"
DOWNLOAD_SECONDS = 60.0  # of a file with all requests that it needs
STEP_SECONDS = 30.0  # of one of them
HOPS_MOST = 4  # from WeChat's link to the file
LARGEST_JSON = 64 * 1024
HEAD = 64  # bytes that tell JSON and HTML from a file
LONGEST_NAME = 100
CHUNK = 64 * 1024
PLAIN = {"Accept-Encoding": "identity"}

TEXT_TYPES = ("text/", "application/json", "application/xml", "application/xhtml")
TEXT_HEAD = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"(?:errcode|errmsg|video_url)"|<(?:!doctype|html|\?xml))', re.I)
CONTENT_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")


@dataclass(frozen=True)
class Download:
    """A file that was fetched. content_type and filename are WeChat's claims; filename may be "". size: bytes."""

    content_type: str
    filename: str
    size: int


class Downloads(Core):
    """Temporary material, which WeChat keeps for three days."""

    def download(self, media_id: str, into: BinaryIO, *, most_bytes: int) -> Download:
        """Writes the file into `into`. What stands there after an error is of no use.

        Raises MediaGone when it has expired, MediaTooLarge as soon as more than `most_bytes` have come, and
        DeliveryError for all else.
        """
        sink = _Sink(into, most_bytes)
        with time_limit(DOWNLOAD_SECONDS):
            found = self._with_token(lambda token: self._fetched(media_id, token, sink))
            if isinstance(found, Download):
                return found
            return self._video(checked(GET_PATH, found).get("video_url"), sink)

    def _fetched(self, media_id: str, token: str, sink: "_Sink") -> Download | Answer:
        call = Call("GET", GET_PATH, params={"media_id": media_id}, seconds=STEP_SECONDS)
        with self._response(call, token) as response:
            return _read(response, sink)

    def _video(self, link: object, sink: "_Sink") -> Download:
        for _hop in range(HOPS_MOST):
            with self._visit(link) as response:
                if not response.has_redirect_location:
                    return _file(_read(response, sink))
                link = str(response.url.join(response.headers["Location"]))
        raise _elsewhere()

    @contextmanager
    def _visit(self, link: object) -> Iterator[httpx.Response]:
        url, api = visitable(link, self._base_url), door(httpx.URL(self._base_url))
        if url is None:
            raise _elsewhere()
        request = self._http.build_request("GET", url, headers=PLAIN, timeout=limits(STEP_SECONDS))
        try:
            with troubles(), public_only(besides=api), self._exchange(request, STEP_SECONDS) as response:
                yield response
        except InnerAddressError as error:
            raise _elsewhere() from error


class _Sink:
    def __init__(self, into: BinaryIO, most: int) -> None:
        self._into = into
        self._most = most
        self.size = 0

    def announced(self, length: str) -> None:
        if length.isascii() and length.isdigit() and int(length[:19]) > self._most:
            raise MediaTooLarge

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._most:
            raise MediaTooLarge
        self._into.write(chunk)


def _read(response: httpx.Response, sink: _Sink) -> Download | Answer:
    if response.status_code != 200 or response.headers.get("Content-Encoding", "identity") != "identity":
        raise delivery_error(SYSTEM_BUSY)
    chunks = response.iter_raw(CHUNK)
    head = _head(chunks)
    if not head:
        raise delivery_error(SYSTEM_BUSY)
    if _is_text(response, head):
        return answer_in(200, _rest(head, chunks))
    sink.announced(response.headers.get("Content-Length", ""))
    for chunk in chain([head], chunks):
        sink.write(chunk)
    return Download(_content_type(response), _filename(response), sink.size)


def _head(chunks: Iterator[bytes]) -> bytes:
    head = b""
    while len(head) < HEAD and (chunk := next(chunks, b"")):
        head += chunk
    return head


def _is_text(response: httpx.Response, head: bytes) -> bool:
    # Errors come with HTTP 200 and a proxy's pages with any type: the first bytes have the last word.
    if TEXT_HEAD.match(head):
        return True
    claimed = response.headers.get("Content-Type", "").strip().lower()
    return claimed.startswith(TEXT_TYPES) and not _filename(response)


def _rest(head: bytes, chunks: Iterator[bytes]) -> bytes:
    body = bytearray(head)
    for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_JSON:
            return b""
    return bytes(body)


def _file(found: Download | Answer) -> Download:
    if isinstance(found, Download):
        return found
    checked(GET_PATH, found)
    raise delivery_error(SYSTEM_BUSY)


def _content_type(response: httpx.Response) -> str:
    claimed = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return claimed if CONTENT_TYPE.fullmatch(claimed) else "application/octet-stream"


def _filename(response: httpx.Response) -> str:
    header = Message()
    header["Content-Disposition"] = re.sub(r"[\r\n]", " ", response.headers.get("Content-Disposition", ""))
    name = re.split(r"[/\\]", header.get_filename("") or "")[-1]
    return "".join(letter for letter in name if letter.isprintable()).strip(". ")[-LONGEST_NAME:]


def _elsewhere() -> DeliveryError:
    return DeliveryError(_("The file lies at an address that is not WeChat's."), permanent=True)
