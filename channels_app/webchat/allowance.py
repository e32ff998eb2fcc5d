import math
import time
from collections import deque


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
