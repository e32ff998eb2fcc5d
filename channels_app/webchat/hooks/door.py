"""Requests to sites' own servers. They go to the open internet and nowhere else, and wait for nobody for long.

The address that is connected to is the very one that was checked, and redirects are not followed: see `channels_app.http`.
With GRATA_ALLOW_PRIVATE_HOSTS all this is allowed: the site's server may stand in the same house.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import BinaryIO

import httpx
from django.conf import settings
from django.utils.translation import gettext_noop as _

from channels_app.adapters import DeliveryError, MediaGone
from channels_app.http import InnerAddressError, http_client, public_only, time_limit

POST_SECONDS = 15.0
GET_SECONDS = 60.0
URL_MOST = 2000
CHUNK = 64 * 1024
AGENT = "Grata-Webhooks"
GONE = 410

NO_ADDRESS = _("The address is not one that this server may go to: it must begin with https://.")
INNER = _("The address leads into a private network, where this server may not go.")
NO_HOST = _("There is no host of this name.")
CLOSED = _("Nothing answers at this address.")
NO_TRUST = _("The certificate of the site's server is not valid.")
SLOW = _("The site's server did not answer in time.")
BROKE = _("The site's server broke off the connection.")
MOVED = _("The site's server answered with a redirect. Enter the address to which it leads.")
NOT_OURS = _("The site's server does not take our signature. Give it the site's webhook secret.")
NOT_THERE = _("The site's server knows no such address.")
OVER = _("The site's server says that this address is no longer in use.")
ANSWERED_NO = _("The site's server did not take it.")
FILE_GONE = _("The platform no longer has this file.")
FILE_TOO_LARGE = _("The file is too large.")
SENTENCES = {401: NOT_OURS, 403: NOT_OURS, 404: NOT_THERE, GONE: OVER}


class NotTaken(Exception):
    """A webhook that was not taken, or may not have been. str(): a sentence in English. status: of HTTP, if there was one.

    retry_after: the seconds that the site wants us to wait at least.
    """

    def __init__(self, reason: str, *, status: int | None = None, retry_after: int = 0) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Posts it, and gives the status, which is 2xx. What else the site answers is not read. Raises NotTaken."""
    headers = {"Content-Type": "application/json", "User-Agent": AGENT, **headers}
    with _answer("POST", url, POST_SECONDS, content=body, headers=headers) as response:
        if not response.is_success:
            raise _refusal(response)
        return response.status_code


def may_fetch(url: object, hosts: list[str]) -> bool:
    """Whether a visitor's file may be fetched from there: one of the hosts, as they stand in the site's settings."""
    found = _address(url)
    return found is not None and (found.netloc.decode("ascii").lower() in hosts)


def fetch(url: str, into: BinaryIO, *, most_bytes: int) -> None:
    """Writes a file into `into`. Raises MediaGone when it is not there, else DeliveryError."""
    try:
        with _answer("GET", url, GET_SECONDS, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"}) as response:
            _copy(response, into, most_bytes)
    except NotTaken as error:
        if error.status in (404, GONE):
            raise MediaGone(FILE_GONE, permanent=True) from error
        raise DeliveryError(str(error), retry_after=error.retry_after, permanent=_is_final(error)) from error


def _is_final(error: NotTaken) -> bool:
    return str(error) in (NO_ADDRESS, INNER, MOVED)


def _copy(response: httpx.Response, into: BinaryIO, most_bytes: int) -> None:
    if not response.is_success or response.headers.get("Content-Encoding", "identity") != "identity":
        raise _refusal(response)
    size = 0
    for chunk in response.iter_raw(CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise DeliveryError(FILE_TOO_LARGE, permanent=True)
        into.write(chunk)


@contextmanager
def _answer(
    method: str, url: str, seconds: float, *, headers: dict[str, str], content: bytes | None = None
) -> Iterator[httpx.Response]:
    address, is_free = _address(url), settings.GRATA_ALLOW_PRIVATE_HOSTS
    if address is None:
        raise NotTaken(NO_ADDRESS)
    try:
        with (
            time_limit(seconds),
            nullcontext() if is_free else public_only(),
            _client(is_free).stream(method, address, headers=headers, content=content, timeout=seconds) as response,
        ):
            yield response
    except InnerAddressError as error:
        raise NotTaken(INNER) from error
    except (httpx.HTTPError, UnicodeError, OverflowError) as error:  # the last two: of names and ports that can't be
        raise NotTaken(_said(error)) from error


def _address(url: object) -> httpx.URL | None:
    schemes = ("https", "http") if settings.GRATA_ALLOW_PRIVATE_HOSTS else ("https",)
    try:
        found = httpx.URL(url) if isinstance(url, str) and len(url) <= URL_MOST else None
        return found if found and found.scheme in schemes and found.host and not found.userinfo else None
    except (httpx.InvalidURL, ValueError):  # the host of "https://xn--/" can't even be read
        return None


@cache
def _client(is_free: bool) -> httpx.Client:
    """One for each rule: a connection that was made under the other must not be used again."""
    return http_client()


def _refusal(response: httpx.Response) -> NotTaken:
    status = response.status_code
    sentence = MOVED if response.is_redirect else SENTENCES.get(status, ANSWERED_NO)
    wanted = response.headers.get("Retry-After", "")
    wait = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0
    return NotTaken(sentence, status=status, retry_after=wait)


def _said(error: Exception) -> str:
    causes = list(_causes(error))
    if isinstance(error, httpx.TimeoutException):
        return SLOW
    kinds = {
        socket.gaierror: NO_HOST,
        UnicodeError: NO_HOST,
        OverflowError: CLOSED,
        ssl.SSLCertVerificationError: NO_TRUST,
        ConnectionRefusedError: CLOSED,
    }
    known = (sentence for kind, sentence in kinds.items() if any(isinstance(cause, kind) for cause in causes))
    return next(known, CLOSED if isinstance(error, httpx.ConnectError) else BROKE)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
