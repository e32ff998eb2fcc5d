"""Whom the visitor's socket turns away."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from channels_app.sockets import visitor as socket
from tests.channels_app.webchat.tabs import Tab, secret_of

Tabs = Callable[..., Tab]
GOOD = secret_of("Daniel")


@pytest.mark.parametrize(
    "origin",
    [
        None,
        b"null",
        b"https://evil.example",
        b"https://chat.example.com.evil.example",
        b"https://chat.example.com:8443",
        b"https://chat.example.com@evil.example",
    ],
)
async def test_a_page_of_another_origin_gets_no_socket(tab: Tabs, origin: bytes | None) -> None:
    assert await tab(origin=origin).connect() is False


async def test_a_proxy_that_ends_tls_changes_nothing(tab: Tabs) -> None:
    assert await tab(origin=b"http://chat.example.com").connect() is True


async def test_an_unknown_site_gets_no_socket(tab: Tabs) -> None:
    assert await tab(key="nowhere").connect() is False


@pytest.mark.parametrize("secret", [None, "", 7, GOOD[:-1], GOOD + "A", GOOD[:-1] + "é", GOOD[:-1] + "=", [GOOD]])
async def test_a_secret_of_the_wrong_form_closes_the_socket(tab: Tabs, secret: object) -> None:
    daniel = tab()
    await daniel.connect()
    await daniel.wire.send_json_to({"type": "hello", "secret": secret})
    assert await daniel.closed_with() == 4400


@pytest.mark.parametrize("frame", [{"type": "ping"}, {"type": "message", "id": str(uuid4()), "text": "x"}, [], 1, {}])
async def test_nothing_is_answered_before_the_hello(tab: Tabs, frame: object) -> None:
    daniel = tab()
    await daniel.connect()
    await daniel.wire.send_json_to(frame)
    assert await daniel.closed_with() == 4400


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "hello", "secret": GOOD},
        {"type": ["ping"]},
        {"type": "shout"},
        {"type": "older", "before": "now"},
        {"type": "message", "id": "1", "text": "x"},
        {"type": "message", "id": str(uuid4()).upper(), "text": "x"},
    ],
)
async def test_a_frame_that_is_none_of_ours_closes_the_socket(tab: Tabs, frame: dict[str, Any]) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.wire.send_json_to(frame)
    assert await daniel.closed_with() == 4400


@pytest.mark.parametrize("text", ["{", "[" * 19_000, "nan", '{"type": ' + "1" * 5000 + "}"])
async def test_what_is_no_json_closes_the_socket(tab: Tabs, text: str) -> None:
    daniel = tab()
    await daniel.connect()
    await daniel.wire.send_to(text_data=text)
    assert await daniel.closed_with() == 4400


async def test_a_frame_over_20_kilobytes_closes_the_socket(tab: Tabs) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.wire.send_to(text_data=json.dumps({"type": "ping", "cursor": "好" * 7000}, ensure_ascii=False))
    assert await daniel.closed_with() == 4413


async def test_bytes_close_the_socket(tab: Tabs) -> None:
    daniel = tab()
    await daniel.open()
    await daniel.wire.send_to(bytes_data=b"\x00")
    assert await daniel.closed_with() == 4415


async def test_a_flood_of_frames_closes_the_socket(tab: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "FRAMES_AT_ONCE", 2)
    monkeypatch.setattr(socket, "FRAME_EVERY", 60.0)
    daniel = tab()
    await daniel.open()
    await daniel.ping()
    await daniel.wire.send_json_to({"type": "ping", "cursor": ""})
    assert await daniel.closed_with() == 4429


async def test_whoever_does_not_say_hello_is_closed(tab: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "HELLO_SECONDS", 0.05)
    daniel = tab()
    await daniel.connect()
    assert await daniel.closed_with() == 4408


async def test_whoever_falls_silent_is_closed(tab: Tabs, monkeypatch: pytest.MonkeyPatch) -> None:
    daniel = tab()
    await daniel.open()
    monkeypatch.setattr(socket, "SILENCE_SECONDS", 0.05)
    await daniel.ask({"type": "ping"}, "pong")
    assert await daniel.closed_with() == 4408
