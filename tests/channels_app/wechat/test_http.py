"""The limit on a whole exchange, and on where it leads."""

import socket
from typing import Any

import httpcore
import httpx
import pytest

from channels_app.http import InnerAddressError, http_client, is_public, public_only, time_limit
from tests.wechat_simulator.server import Simulator


def test_a_limit_inside_another_can_not_outlast_it(simulator: Simulator) -> None:
    simulator.control("faults", endpoint="/cgi-bin/user/info", fault="timeout_before", times=2)
    with http_client() as http, time_limit(0.3), time_limit(60), pytest.raises(httpx.ReadTimeout):
        http.get(f"{simulator.url}/cgi-bin/user/info", timeout=60)


def test_when_no_time_is_left_nothing_is_begun(simulator: Simulator) -> None:
    with time_limit(0.000_001), pytest.raises(httpx.ConnectTimeout), time_limit(60):
        pytest.fail("begun")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd12::1", "ff02::1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_inner_addresses_are_known_in_every_dress(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["101.226.62.77", "240e:928::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name now leads to these addresses; the addresses to which a connection is tried."""
    tried: list[str] = []
    found = [(0, 0, 0, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)

    def connect(self: Any, host: str, *args: Any) -> Any:
        tried.append(host)
        raise httpcore.ConnectError("nobody is there")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    return tried


def test_what_is_connected_to_is_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolving(monkeypatch, "101.226.62.77", "101.226.62.78")
    with http_client() as http, public_only(besides=("api", 80)), pytest.raises(httpx.ConnectError):
        http.get("http://video.qq.com/")
    assert tried == ["101.226.62.77", "101.226.62.78"]


def test_one_inner_address_among_others_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolving(monkeypatch, "101.226.62.77", "10.0.0.1")
    with http_client() as http, public_only(besides=("api", 80)), pytest.raises(InnerAddressError):
        http.get("http://video.qq.com/")
    assert tried == []


def test_the_one_exception_and_all_ordinary_requests_go_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = resolving(monkeypatch, "10.0.0.1")
    with http_client() as http:
        with public_only(besides=("api.inner", 80)), pytest.raises(httpx.ConnectError):
            http.get("http://api.inner/")
        with pytest.raises(httpx.ConnectError):
            http.get("http://api.inner:81/")
    assert tried == ["api.inner", "api.inner"]
