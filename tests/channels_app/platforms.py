"""Platforms that do as they are told, so that a test can say what a send comes to."""

import threading
from collections import deque
from typing import Any, BinaryIO

from history.models import Channel, Customer, Message


class Platform:
    """Remembers the texts that it was handed. `answers` says what the next sends come to: an exception, or None for taken.

    `signs` holds the ids of the customers who were shown that somebody types.
    """

    idempotent = False

    def __init__(self) -> None:
        self.got: list[str] = []
        self.answers: deque[Exception | None] = deque()
        self.signs: list[str] = []
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        with self._lock:
            self.got.append(message.text)
            answer = self.answers.popleft() if self.answers else None
        if answer is not None:
            raise answer

    def fetch(self, channel: Channel, source: dict[str, Any], into: BinaryIO, *, most_bytes: int) -> None:
        """It has no files."""

    def show_file(self, message: Message) -> None:
        """Nobody waits for it."""

    def forget(self, customer: Customer) -> None:
        """It keeps nothing."""

    def typing(self, customer: Customer, on: bool) -> None:
        self.signs.append(customer.external_id)


class IdempotentPlatform(Platform):
    idempotent = True
