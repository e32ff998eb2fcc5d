"""A message is stored, or its sender is told that it was not."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from channels_app import inbound
from channels_app.inbound import Inbound, InboundUnavailable, Noted, Received
from channels_app.models import WebChatSite
from history.models import Message
from history.services import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quick_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbound, "PAUSE", 0.01)
    monkeypatch.setattr(inbound, "PATIENCE", 0.2)


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_a_short_outage_is_sat_out_and_the_message_stored_once(
    site: WebChatSite, trouble: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbound, "PATIENCE", 30)
    outage = _Outage(trouble, statements=3)
    with connection.execute_wrapper(outage):
        inbound.receive(_hello(site))
    assert outage.left == 0
    assert Message.objects.get().text == "Hello"


def test_a_longer_outage_is_told_to_the_sender(site: WebChatSite) -> None:
    with connection.execute_wrapper(_Outage(OperationalError, statements=10_000)), pytest.raises(InboundUnavailable):
        inbound.receive(_hello(site))
    assert not Message.objects.exists()


def test_a_fault_of_our_own_is_not_called_an_outage(site: WebChatSite) -> None:
    with connection.execute_wrapper(_Outage(ZeroDivisionError, statements=1)), pytest.raises(ZeroDivisionError):
        inbound.receive(_hello(site))


def test_an_event_outlives_a_short_outage_and_of_a_longer_one_the_sender_is_told(
    site: WebChatSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbound.receive(_hello(site))
    with connection.execute_wrapper(_Outage(OperationalError, statements=10_000)), pytest.raises(InboundUnavailable):
        inbound.note(_gone(site))
    assert not Message.objects.filter(kind="event").exists()
    monkeypatch.setattr(inbound, "PATIENCE", 30)
    with connection.execute_wrapper(_Outage(InterfaceError, statements=3)):
        assert inbound.note(_gone(site))
    assert Message.objects.get(kind="event").payload == {"event": "left"}


class _Outage:
    """The database is away for so many statements."""

    def __init__(self, trouble: type[Exception], *, statements: int) -> None:
        self.trouble, self.left = trouble, statements

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.left:
            self.left -= 1
            raise self.trouble("away")
        return execute(sql, params, many, context)


def _hello(site: WebChatSite) -> Inbound:
    return Inbound(channel=site, customer_id="daniel", name="Daniel", received=Received(external_id="1", text="Hello"))


def _gone(site: WebChatSite) -> Noted:
    return Noted(channel=site, customer_id="daniel", name="Daniel", event=Event(external_id="2", name="left"))
