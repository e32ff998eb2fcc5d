"""How often an account may call each endpoint in a day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

SHANGHAI = 8 * 3600  # seconds: the day begins there
DEFAULTS = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/message/custom/send": 500_000,
    "/cgi-bin/media/upload": 100_000,
    "/cgi-bin/media/get": 200_000,
    "/cgi-bin/user/info": 5_000_000,
    "/cgi-bin/user/info/updateremark": 10_000,
}


@dataclass
class Quotas:
    """Limits by path; what has none may be called without end."""

    now: Callable[[], float]
    limits: dict[str, int] = field(default_factory=lambda: dict(DEFAULTS))
    _spent: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def spend(self, account: str, path: str) -> bool:
        """Counts one call; False when the day's calls are used up."""
        today = (account, path, int(self.now() + SHANGHAI) // 86_400)
        self._spent[today] += 1
        return self._spent[today] <= self.limits.get(path, self._spent[today])
