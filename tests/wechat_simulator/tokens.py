"""Access tokens as WeChat gives and takes them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

LIFE = 7200
OVERLAP = 300  # seconds for which the old and the new token are both good
FORCED_APART = 30
FORCED_A_DAY = 20


@dataclass
class Given:
    """A token somebody holds."""

    app_id: str
    expires_at: float
    revoked: bool = False


@dataclass
class TokenOffice:
    """Both families of tokens, which know nothing of each other. `stuck`: refuses all, yet gives the same again."""

    now: Callable[[], float]
    stuck: bool = False
    _given: dict[str, Given] = field(default_factory=dict)
    _stable: dict[str, str] = field(default_factory=dict)
    _plain: dict[str, str] = field(default_factory=dict)
    _forced: dict[str, list[float]] = field(default_factory=dict)

    def stable(self, app_id: str, *, force: bool) -> tuple[str, int] | None:
        """The same token until near its end; None when a refresh is forced too often."""
        current = self._stable.get(app_id, "")
        if force:
            if not self._may_force(app_id):
                return None
            self._revoke(current)
        elif self._lasts(current) >= OVERLAP:
            return current, self._lasts(current)
        self._stable[app_id] = self._make(app_id)
        return self._stable[app_id], LIFE

    def plain(self, app_id: str) -> tuple[str, int]:
        """A new token each time; the one before is good for five minutes more."""
        before = self._given.get(self._plain.get(app_id, ""))
        if before:
            before.expires_at = min(before.expires_at, self.now() + OVERLAP)
        self._plain[app_id] = self._make(app_id)
        return self._plain[app_id], LIFE

    def owner(self, token: str) -> str | int:
        """The AppID a token belongs to, or WeChat's error code."""
        if not token:
            return 41001
        given = self._given.get(token)
        if self.stuck or (given and given.revoked):
            return 40001
        if given is None:
            return 40001 if len(token) >= 100 else 40014
        return given.app_id if given.expires_at > self.now() else 42001

    def expire_all(self) -> None:
        for given in self._given.values():
            given.expires_at = self.now()

    def revoke_all(self) -> None:
        for token in self._given:
            self._revoke(token)

    def _lasts(self, token: str) -> int:
        given = self._given.get(token)
        return int(given.expires_at - self.now()) if given and not given.revoked else 0

    def _may_force(self, app_id: str) -> bool:
        today = [at for at in self._forced.get(app_id, []) if at > self.now() - 86400]
        if len(today) >= FORCED_A_DAY or (today and self.now() - today[-1] < FORCED_APART):
            return False
        self._forced[app_id] = [*today, self.now()]
        return True

    def _revoke(self, token: str) -> None:
        if token in self._given:
            self._given[token].revoked = True

    def _make(self, app_id: str) -> str:
        token = f"99_{secrets.token_urlsafe(100)}"
        self._given[token] = Given(app_id, self.now() + LIFE)
        return token
