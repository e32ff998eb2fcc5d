"""Limits that all processes share, and that are forgotten rather than a message when Redis is away."""

import socket
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from channels_app import pace
from channels_app.models import WebChatSite
from channels_app.pace import Limit
from channels_app.webchat import limits
from channels_app.webchat.limits import Rule
from channels_app.webchat.visitors import Visitor

FEW = Limit("few", 3)


@pytest.fixture
def who() -> str:
    """Somebody of whom nothing is counted yet."""
    return str(uuid4())


@pytest.fixture
def silent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Redis that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        monkeypatch.setattr(pace, "REDIS_SECONDS", 0.1)
        monkeypatch.setattr(pace, "_blind_until", 0.0)
        pace._count.cache_clear()
        yield
        pace._count.cache_clear()


def test_so_many_pass_at_once_and_then_one_after_the_other(who: str) -> None:
    quick = Limit("quick", 3, seconds=3)
    assert [pace.wait((quick, who)) for _number in range(4)] == [0, 0, 0, 1]
    time.sleep(1.1)
    assert [pace.wait((quick, who)) for _number in range(2)] == [0, 1]


def test_all_processes_count_together(who: str) -> None:
    for _process in range(3):
        pace._count.cache_clear()
        assert pace.wait((FEW, who)) == 0
    assert pace.wait((FEW, who)) == 20
    assert pace.wait((FEW, str(uuid4()))) == 0


def test_what_one_limit_refuses_is_not_counted_by_another(who: str) -> None:
    wide = Limit("wide", 4)
    for _number in range(5):
        pace.wait((FEW, who), (wide, who))
    assert [pace.wait((wide, who)) for _number in range(2)] == [0, 15]


def test_a_flush_of_redis_is_noticed_by_nobody(who: str) -> None:
    assert pace.wait((FEW, who)) == 0
    pace._count().registered_client.script_flush()
    assert pace.wait((FEW, who)) == 0


@pytest.mark.usefixtures("silent")
def test_without_redis_everything_passes_and_waits_for_it_only_once(who: str) -> None:
    begun = time.monotonic()
    assert [pace.wait((FEW, who)) for _number in range(50)] == [0] * 50
    assert time.monotonic() - begun < 1


@pytest.mark.django_db
def test_an_office_behind_one_address_writes_on_while_one_of_them_is_slowed(site: WebChatSite, who: str) -> None:
    rule = Rule(f"office-{who}", 2, 40)
    office = [Visitor(site, f"v:{number}", "en") for number in range(20)]
    assert {limits.wait(rule, one, "198.51.100.7") for one in office} == {0}
    assert [limits.wait(rule, office[0], "198.51.100.7") for _again in range(2)] == [0, 30]
    assert {limits.wait(rule, one, "198.51.100.7") for one in office[1:]} == {0}
    assert limits.wait(rule, Visitor(site, "v:one-more", "en"), "198.51.100.7") > 0
    assert limits.wait(rule, Visitor(site, "v:at-home", "en"), "203.0.113.9") == 0
    assert limits.wait(rule, Visitor(site, "v:nowhere", "en"), None) == 0


@pytest.mark.django_db
def test_whoever_has_a_whole_network_of_ipv6_is_one_address(site: WebChatSite, who: str) -> None:
    rule = Rule(f"network-{who}", 9, 2)
    waits = [limits.wait(rule, Visitor(site, f"v:{n}", "en"), f"2001:db8:1:2::{n}") for n in range(1, 4)]
    assert waits == [0, 0, 30]
    assert limits.wait(rule, Visitor(site, "v:4", "en"), "2001:db8:1:3::1") == 0
