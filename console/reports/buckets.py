"""How long something took, in classes that can be added up: a median of many days comes from the classes of each.

Class 0 holds what took less than a second, class n what took from 1.05^(n-1) to 1.05^n seconds. A value read from a class
is its middle, so that it is at most 2.5 % off.
"""

from collections import Counter
from dataclasses import dataclass, field

GROWTH = 1.05  # 2.5 % off: so say the page and docs/reports.md

BUCKET = (
    "CASE WHEN milliseconds < 1000 THEN 0"
    f" ELSE 1 + floor(ln(milliseconds::float8 / 1000) / ln({GROWTH}::float8))::int END"
)
"""The same in SQL, of a column `milliseconds`."""


@dataclass
class Spread:
    """How long many of the same took, in seconds."""

    number: int = 0
    milliseconds: int = 0
    buckets: Counter[int] = field(default_factory=Counter)

    def add(self, bucket: int, number: int, milliseconds: int) -> None:
        """So many more in that class, of that length together."""
        self.number += number
        self.milliseconds += milliseconds
        self.buckets[bucket] += number

    @property
    def mean(self) -> float | None:
        """Exact; None of none."""
        return self.milliseconds / self.number / 1000 if self.number else None

    def quantile(self, share: float) -> float | None:
        """The smallest value that at least that share (0 to 1) does not exceed, at most 2.5 % off; None of none."""
        reached = 0
        for bucket in sorted(self.buckets):
            reached += self.buckets[bucket]
            if reached >= share * self.number:
                return middle(bucket)
        return None

    @property
    def median(self) -> float | None:
        return self.quantile(0.5)

    @property
    def p90(self) -> float | None:
        return self.quantile(0.9)


def middle(bucket: int) -> float:
    """What a value of that class counts as."""
    return float(GROWTH ** (bucket - 0.5)) if bucket else 0.0
