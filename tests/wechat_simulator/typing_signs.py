"""Where a phone shows 对方正在输入 (the other side is typing)."""

from collections.abc import Callable
from dataclasses import dataclass, field

LASTS = 15  # seconds
AFTER_CONTACT = 30  # seconds in which one side or the other must have done something

Who = tuple[str, str]


@dataclass
class Typing:
    """The signs that are shown now, by account and OpenID."""

    now: Callable[[], float]
    _ends: dict[Who, float] = field(default_factory=dict)
    _contact: dict[Who, float] = field(default_factory=dict)

    def contact(self, who: Who) -> None:
        """One side wrote, or did something else that counts."""
        self._contact[who] = self.now()

    def show(self, who: Who) -> int | None:
        """Shows the sign, or gives WeChat's reason against it."""
        if self.now() - self._contact.get(who, 0) > AFTER_CONTACT:
            return 45080
        if self.left(who):
            return 45081
        self._ends[who] = self.now() + LASTS
        return None

    def hide(self, who: Who) -> None:
        self._ends.pop(who, None)

    def left(self, who: Who) -> float:
        """Seconds for which it is still shown, 0 when it is not."""
        return max(0.0, round(self._ends.get(who, 0) - self.now(), 3))
