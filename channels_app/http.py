"""HTTP with a limit on the whole exchange: httpx's own timeouts begin anew with every byte that arrives."""

import ipaddress
import math
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpcore
import httpx

_ends: ContextVar[float | None] = ContextVar("ends", default=None)
_besides: ContextVar[tuple[str, int] | None] = ContextVar("besides", default=None)

NOBODY = ("", 0)
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class InnerAddressError(Exception):
    """The host's name leads to an address that is not public."""


def http_client() -> httpx.Client:
    """A client in which `time_limit` holds even against a dribbling server. It follows no redirects and asks no proxy."""
    return httpx.Client(transport=_Transport(), follow_redirects=False)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends an exchange begun inside with httpx.ReadTimeout (Write-, Connect-) after `seconds` in all.

    Inside another limit the earlier end counts; when that is over, httpx.ConnectTimeout is raised at once.
    """
    now = time.monotonic()
    ends = min(now + seconds, _ends.get() or math.inf)
    if ends <= now:
        raise httpx.ConnectTimeout("no time is left to begin")
    reset = _ends.set(ends)
    try:
        yield
    finally:
        _ends.reset(reset)


@contextmanager
def public_only(*, besides: tuple[str, int] = NOBODY) -> Iterator[None]:
    """Connections begun inside go to public addresses, or to the host and port `besides`; else InnerAddressError.

    What is connected to is the very address that was checked: a name may lead elsewhere the next time it is asked.
    """
    reset = _besides.set(besides)
    try:
        yield
    finally:
        _besides.reset(reset)


def is_public(address: str) -> bool:
    """Whether an IP address, or the one that it stands for, is one of the open internet."""
    given = ipaddress.ip_address(address.partition("%")[0])
    ip = (_carried(given) or given) if isinstance(given, ipaddress.IPv6Address) else given
    return ip.is_global and not ip.is_multicast


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _addresses(host: str, port: int) -> list[str]:
    besides = _besides.get()
    if besides is None or besides == (host, port):
        return [host]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    addresses = [str(address[0]) for *_kind, address in found]
    if not all(map(is_public, addresses)):
        raise InnerAddressError
    return addresses


def _left(timeout: float | None, expired: type[Exception]) -> float | None:
    ends = _ends.get()
    if ends is None:
        return timeout
    left = ends - time.monotonic()
    if left <= 0:
        raise expired("the whole exchange took too long")
    return left if timeout is None else min(timeout, left)


@cache
def _trust() -> ssl.SSLContext:
    """Whom all clients believe. To read the list of authorities takes longer than most requests."""
    return httpx.create_ssl_context()


class _Transport(httpx.HTTPTransport):
    def __init__(self) -> None:
        super().__init__(verify=_trust())
        # httpx has no parameter for the backend; its transport only wants a pool of httpcore's.
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(),
            max_connections=50,
            keepalive_expiry=5.0,
            network_backend=_Backend(),
        )


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        *others, last = _addresses(host, port)
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connected(address, port, timeout, local_address, socket_options)
        return self._connected(last, port, timeout, local_address, socket_options)

    def _connected(self, host: str, port: int, timeout: float | None, *more: Any) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, left, *more))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
