"""Platforms that do as they are told, so that a test can say what a send comes to."""

import threading
from collections import deque

from history.models import Message


class Platform:
    """Remembers the texts that it was handed. `answers` says what the next sends come to: an exception, or None for taken."""

    idempotent = False

    def __init__(self) -> None:
        self.got: list[str] = []
        self.answers: deque[Exception | None] = deque()
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        with self._lock:
            self.got.append(message.text)
            answer = self.answers.popleft() if self.answers else None
        if answer is not None:
            raise answer


class IdempotentPlatform(Platform):
    idempotent = True
