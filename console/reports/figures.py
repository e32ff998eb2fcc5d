"""The figures of a report, for all of it and for each of its parts."""

from collections import defaultdict
from dataclasses import dataclass, field

from console.reports.buckets import Spread


@dataclass
class Figures:
    """What happened in some chats. Who is asked about decides how some are counted: an agent's chats are those they took part
    in, their handling time is their own stay, and no chat is missed by one agent. docs/reports.md defines each figure.
    """

    of_agent: bool = False
    customers: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spreads: dict[str, Spread] = field(default_factory=lambda: defaultdict(Spread))

    def add(self, measure: str, bucket: int, number: int, milliseconds: int) -> None:
        """So many more facts of a kind."""
        self.counts[measure] += number
        self.spreads[measure].add(bucket, number, milliseconds)

    def _count(self, measure: str) -> int:
        return self.counts.get(measure, 0)

    def _spread(self, measure: str) -> Spread:
        return self.spreads.get(measure) or Spread()

    @property
    def chats(self) -> int:
        return self._count("part" if self.of_agent else "chat")

    @property
    def erased(self) -> int:
        """How many of these chats are erased."""
        return self._count("erased_part" if self.of_agent else "erased_chat")

    @property
    def missed(self) -> int | None:
        return None if self.of_agent else self._count("missed")

    @property
    def returned(self) -> int:
        return self._count("given_back" if self.of_agent else "returned")

    @property
    def reopened(self) -> int:
        return self._count("reopened")

    @property
    def wait(self) -> Spread:
        return self._spread("wait")

    @property
    def first_reply(self) -> Spread:
        return self._spread("first_reply")

    @property
    def reply(self) -> Spread:
        return self._spread("reply")

    @property
    def handling(self) -> Spread:
        return self._spread("stay" if self.of_agent else "handling")

    @property
    def due(self) -> int:
        """How many chats the service level is a share of."""
        return self._count("due")

    @property
    def in_time(self) -> int:
        return self._count("in_time")

    @property
    def service_level(self) -> float | None:
        """0 to 1; None while there is nothing to measure."""
        return self.in_time / self.due if self.due else None
