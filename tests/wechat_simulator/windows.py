"""How many messages an account may send after a customer did something, and for how long."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HOURS_48 = 48 * 3600
BRIEF = (3, 60)  # replies and seconds after a menu click, a scan or a follow
OPENING_EVENTS = {"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"}


@dataclass
class Grant:
    """Permission to send."""

    left: int
    expires_at: float


@dataclass
class Windows:
    """The grants of all customers; `replies` is how many messages one message of theirs allows."""

    now: Callable[[], float]
    replies: int = 5
    _grants: dict[tuple[str, str], dict[str, Grant]] = field(default_factory=dict)

    def wrote(self, who: tuple[str, str]) -> None:
        self._open(who, "message", self.replies, HOURS_48)

    def tapped(self, who: tuple[str, str]) -> None:
        self._open(who, "brief", *BRIEF)

    def happened(self, who: tuple[str, str], event: str) -> None:
        if event.lower() in OPENING_EVENTS:
            self.tapped(who)

    def refusal(self, who: tuple[str, str]) -> int | None:
        """45015 when nothing is open, 45047 when all is used up, None when one more message may go."""
        live = self._live(who)
        if not live:
            return 45015
        return None if any(grant.left for grant in live) else 45047

    def use(self, who: tuple[str, str]) -> None:
        """Takes one message from the permission that ends first."""
        usable = [grant for grant in self._live(who) if grant.left]
        min(usable, key=lambda grant: grant.expires_at).left -= 1

    def describe(self, who: tuple[str, str]) -> dict[str, Any]:
        live = self._live(who)
        return {
            "replies_left": sum(grant.left for grant in live),
            "expires_at": max((grant.expires_at for grant in live), default=None),
        }

    def _open(self, who: tuple[str, str], kind: str, replies: int, seconds: int) -> None:
        self._grants.setdefault(who, {})[kind] = Grant(replies, self.now() + seconds)

    def _live(self, who: tuple[str, str]) -> list[Grant]:
        return [grant for grant in self._grants.get(who, {}).values() if grant.expires_at > self.now()]
