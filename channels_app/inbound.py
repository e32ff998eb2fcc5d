"""The way in for every channel: a message is stored, or the channel is told that it was not."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from channels_app import stages
from channels_app.hints import hint
from channels_app.patience import DATABASE_AWAY, patiently
from console.actions import receive as desk
from console.actions.note_event import Noted, note_event
from console.actions.receive import Inbound, Receipt
from history.services import Received

__all__ = ["Inbound", "InboundUnavailable", "Noted", "Receipt", "Received", "note", "receive"]

T = TypeVar("T")
PATIENCE = 2.5  # seconds in which new tries begin; one try waits 2 s for a connection: within WeChat's 5 s together
PAUSE = 0.2


class InboundUnavailable(Exception):
    """The message was not stored because the database is away. The sender must send it again."""


def receive(inbound: Inbound) -> Receipt:
    """Stores a customer's message, once however often it comes, and asks a worker to fetch its file.

    Raises InboundUnavailable after some seconds without a database.
    """
    with stages.storing(inbound.channel.kind):
        receipt = _patiently(partial(desk.receive, inbound))
    stages.stored(receipt.message)
    if inbound.received.media is not None:
        _fetch(receipt)
    return receipt


def note(noted: Noted) -> bool:
    """Notes what a customer did, once however often it comes; False if we know nobody whom it concerns.

    Raises InboundUnavailable after some seconds without a database.
    """
    return _patiently(partial(note_event, noted))


def _fetch(receipt: Receipt) -> None:
    from channels_app.tasks import fetch  # its modules know the doors, which know this one

    hint(fetch, receipt.message.attachment.pk)


def _patiently(work: Callable[[], T]) -> T:
    try:
        return patiently(work, seconds=PATIENCE, pause=PAUSE)
    except DATABASE_AWAY as error:
        stages.not_stored()
        raise InboundUnavailable from error
