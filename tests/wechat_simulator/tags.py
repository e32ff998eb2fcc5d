"""The accounts' tags, and who has them."""

from dataclasses import dataclass, field

from tests.wechat_simulator.accounts import Customer
from tests.wechat_simulator.refusals import RefusedError

MOST = 100
MOST_OF_ONE = 20
LONGEST_NAME = 30  # bytes
RESERVED = {0, 1, 2}
STARRED = {2: "星标组"}


@dataclass
class Tags:
    """By account, the names of its tags by id."""

    names: dict[str, dict[int, str]] = field(default_factory=dict)
    _last_id: int = 99

    def of(self, account: str) -> dict[int, str]:
        return self.names.setdefault(account, dict(STARRED))

    def create(self, account: str, name: str) -> int:
        tags = self.of(account)
        if not name or name in tags.values():
            raise RefusedError(45157)
        if len(name.encode()) > LONGEST_NAME:
            raise RefusedError(45158)
        if len(tags) >= MOST:
            raise RefusedError(45056)
        self._last_id += 1
        tags[self._last_id] = name
        return self._last_id

    def check(self, account: str, tag: object) -> int:
        """The id of a tag that may be given and taken."""
        if tag in RESERVED:
            raise RefusedError(45058)
        if not isinstance(tag, int) or tag not in self.of(account):
            raise RefusedError(45159)
        return tag

    def give(self, tag: int, customers: list[Customer]) -> None:
        """To all or, when one of them has too many, to none."""
        others = [one for one in customers if tag not in one.tags]
        if any(len(one.tags) >= MOST_OF_ONE for one in others):
            raise RefusedError(45059)
        for one in others:
            one.tags.append(tag)

    def take(self, tag: int, customers: list[Customer]) -> None:
        for one in customers:
            one.tags = [kept for kept in one.tags if kept != tag]
