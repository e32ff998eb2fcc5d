"""Access tokens, kept once for all processes: fetched by one of them, read by the others."""

import logging
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

EARLY = 300  # seconds before its end at which a token is no longer used
SHORTEST = 30  # seconds a token is used at least
LOCK_WAIT = 10.0  # seconds to wait for whoever is fetching
LOCK_LIFE = 15_000  # milliseconds after which the lock of a process that died is free; longer than any fetch
POLL = 0.05
REDIS_TIMEOUT = 2.0

# Compare and delete in one step: what is there may have been replaced since it was read.
DELETE_IF_SAME = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

T = TypeVar("T")


class TokenBusyError(Exception):
    """Somebody else has been fetching the token for longer than we wait."""


@dataclass(frozen=True)
class Token:
    """An access token (never shown by repr) and the seconds it lasts, counted from when WeChat gave it."""

    value: str = field(repr=False)
    expires_in: int

    @property
    def use_for(self) -> int:
        """Seconds during which to use it: it is renewed before its end."""
        return max(SHORTEST, self.expires_in - EARLY)


class TokenStore(Protocol):
    """Where the tokens of all accounts are kept."""

    def get(self, app_id: str) -> Token | None:
        """The account's token, None when it must be fetched."""

    def lock(self, app_id: str) -> AbstractContextManager[None]:
        """Held by the one who fetches. Raises TokenBusyError after LOCK_WAIT seconds."""

    def put(self, app_id: str, token: Token) -> None:
        """Keeps a token that was just fetched."""

    def drop(self, app_id: str, value: str) -> None:
        """Forgets the token if it is still this one."""


class RedisTokenStore:
    """Tokens in Redis; while Redis is away, in this process, so that replies still leave."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._own: dict[str, tuple[Token, float]] = {}
        self._own_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @classmethod
    def from_url(cls, url: str) -> "RedisTokenStore":
        """A store on the Redis at `url` that gives up on an unreachable server in seconds."""
        limits = {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT}
        return cls(redis.Redis.from_url(url, retry=Retry(NoBackoff(), 1), **limits))

    def get(self, app_id: str) -> Token | None:
        return self._try(lambda: self._shared(app_id), lambda: self._own_token(app_id))

    @contextmanager
    def lock(self, app_id: str) -> Iterator[None]:
        ends = time.monotonic() + LOCK_WAIT
        own = self._own_locks[app_id]
        if not own.acquire(timeout=LOCK_WAIT):
            raise TokenBusyError
        try:
            with self._shared_lock(app_id, ends):
                yield
        finally:
            own.release()

    def put(self, app_id: str, token: Token) -> None:
        self._own[app_id] = (token, time.monotonic() + token.use_for)
        self._try(lambda: self._redis.set(_key(app_id), token.value, ex=token.use_for), lambda: None)

    def drop(self, app_id: str, value: str) -> None:
        kept = self._own.get(app_id)
        if kept and kept[0].value == value:
            self._own.pop(app_id, None)
        self._try(lambda: self._redis.eval(DELETE_IF_SAME, 1, _key(app_id), value), lambda: None)

    def _shared(self, app_id: str) -> Token | None:
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.get(_key(app_id))
        pipeline.ttl(_key(app_id))
        value, ttl = pipeline.execute()
        return Token(_text(value), ttl + EARLY) if value else None

    def _own_token(self, app_id: str) -> Token | None:
        token, ends = self._own.get(app_id, (None, 0.0))
        return token if time.monotonic() < ends else None

    @contextmanager
    def _shared_lock(self, app_id: str, ends: float) -> Iterator[None]:
        name, owner = f"{_key(app_id)}:lock", secrets.token_hex(16)
        while not self._try(lambda: self._redis.set(name, owner, nx=True, px=LOCK_LIFE), lambda: True):
            if time.monotonic() > ends:
                raise TokenBusyError
            time.sleep(POLL)
        try:
            yield
        finally:
            with suppress(redis.RedisError):
                self._redis.eval(DELETE_IF_SAME, 1, name, owner)

    def _try(self, shared: Callable[[], T], own: Callable[[], T]) -> T:
        try:
            return shared()
        except redis.RedisError as error:
            log.warning("Redis is away (%s): the WeChat token is kept in this process", type(error).__name__)
            return own()


def _key(app_id: str) -> str:
    return f"grata:wechat:token:{app_id}"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
