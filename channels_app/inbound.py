"""The way in for every channel: a message is stored, or the channel is told that it was not."""

import time

from django.db import InterfaceError, OperationalError, connection

from console.actions import receive as desk
from console.actions.receive import Inbound, Receipt
from history.services import Received

__all__ = ["Inbound", "InboundUnavailable", "Receipt", "Received", "receive"]

PATIENCE = 2.5  # seconds in which new tries begin; one try waits 2 s for a connection: within WeChat's 5 s together
PAUSE = 0.2


class InboundUnavailable(Exception):
    """The message was not stored because the database is away. The sender must send it again."""


def receive(inbound: Inbound) -> Receipt:
    """Stores a customer's message, once however often it comes. Raises InboundUnavailable after some seconds without a database."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return desk.receive(inbound)
        except (OperationalError, InterfaceError) as error:
            connection.close()
            if time.monotonic() > deadline:
                raise InboundUnavailable from error
            time.sleep(PAUSE)
