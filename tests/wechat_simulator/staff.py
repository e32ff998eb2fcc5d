"""Customer-service accounts (客服账号) as WeChat keeps them."""

import re
from dataclasses import dataclass, field

from tests.wechat_simulator.accounts import Account
from tests.wechat_simulator.refusals import RefusedError

MOST = 100
LONGEST_NICKNAME = 16
PREFIX = re.compile(r"[A-Za-z0-9_]{1,10}")


@dataclass
class Worker:
    """One agent."""

    kf_account: str
    nickname: str
    kf_id: int
    avatar: bytes = field(default=b"", repr=False)


@dataclass
class Staff:
    """The agents of all accounts, by account and kf_account."""

    workers: dict[tuple[str, str], Worker] = field(default_factory=dict)
    _last_id: int = 1000

    def add(self, account: Account, kf_account: str, nickname: str) -> None:
        self._enabled(account)
        prefix, at, suffix = kf_account.partition("@")
        if not PREFIX.fullmatch(prefix) or not at or suffix != account.wechat_id:
            raise RefusedError(65404)
        _check_nickname(nickname)
        if (account.slug, kf_account) in self.workers:
            raise RefusedError(65406)
        if len(self.of(account)) >= MOST:
            raise RefusedError(65405)
        self._last_id += 1
        self.workers[account.slug, kf_account] = Worker(kf_account, nickname, self._last_id)

    def rename(self, account: Account, kf_account: str, nickname: str) -> None:
        worker = self.check(account, kf_account)
        _check_nickname(nickname)
        worker.nickname = nickname

    def remove(self, account: Account, kf_account: str) -> None:
        self.check(account, kf_account)
        del self.workers[account.slug, kf_account]

    def of(self, account: Account) -> list[Worker]:
        return [worker for (slug, _name), worker in self.workers.items() if slug == account.slug]

    def check(self, account: Account, kf_account: object) -> Worker:
        """The agent of this name; 65400 while the feature is off, 65401 when there is none."""
        self._enabled(account)
        worker = self.workers.get((account.slug, str(kf_account)))
        if worker is None:
            raise RefusedError(65401)
        return worker

    def _enabled(self, account: Account) -> None:
        if not account.kf_enabled:
            raise RefusedError(65400)


def _check_nickname(nickname: str) -> None:
    if not 0 < len(nickname) <= LONGEST_NICKNAME:
        raise RefusedError(65403)
