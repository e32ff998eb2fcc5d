import math
import time
from collections import OrderedDict, deque
from threading import Lock


class Allowance:
    """So many in so many seconds, counted over the last of them."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.taken: deque[float] = deque()

    def take(self) -> int:
        """0 and one less to take, or the whole seconds until there is one again."""
        now = time.monotonic()
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) >= self.most:
            return max(1, math.ceil(self.taken[0] + self.seconds - now))
        self.taken.append(now)
        return 0


class Allowances:
    """One for each of many: visitors, or addresses. Of those who were not heard of for longest the count is forgotten.

    Each process counts for itself: with several, so many times more pass at most.
    """

    KNOWN_MOST = 20_000

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.known: OrderedDict[str, Allowance] = OrderedDict()
        self.lock = Lock()  # web requests are served by several threads

    def take(self, who: str) -> int:
        """As `Allowance.take`, of theirs."""
        with self.lock:
            allowance = self.known.pop(who, None) or Allowance(self.most, self.seconds)
            self.known[who] = allowance
            if len(self.known) > self.KNOWN_MOST:
                self.known.popitem(last=False)
            return allowance.take()
