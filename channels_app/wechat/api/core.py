"""The one way in which WeChat's API is asked: with a token, within limits, and with one kind of error."""

import json as jsonlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from django.utils.translation import gettext as _

from channels_app.adapters import DeliveryError
from channels_app.http import time_limit
from channels_app.wechat.api.answers import Answer, answer_in, capped, checked, code_of, token_refused
from channels_app.wechat.errors import SYSTEM_BUSY, Action, delivery_error, meaning
from channels_app.wechat.tokens import Token, TokenBusyError, TokenStore

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 10.0  # of one request
TOKEN_PATH = "/cgi-bin/stable_token"  # noqa: S105 - a path
SEND_PATH = "/cgi-bin/message/custom/send"
BAD_SECRET = 40125
# JSON can write these only as \uXXXX, which WeChat refuses in the body (40033).
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

BEFORE_WRITING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

T = TypeVar("T")
Files = Mapping[str, tuple[str, bytes, str]]  # by field: name, content, content type


@dataclass(frozen=True)
class Call:
    """One request but for its token. seconds: its limit, WHOLE_SECONDS when it has none of its own."""

    method: str
    path: str
    json: Mapping[str, Any] | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    files: Files | None = None
    seconds: float | None = None

    @property
    def repeatable(self) -> bool:
        """Nothing happens twice when it is asked again after its answer was lost."""
        return self.path != SEND_PATH


class Core:
    """What every part of WeChatClient stands on."""

    def __init__(self, app_id: str, app_secret: str, base_url: str, store: TokenStore, http: httpx.Client) -> None:
        self.app_id = app_id
        self._app_secret = app_secret
        self._base_url = base_url.rstrip("/")
        self._store = store
        self._http = http

    def call(
        self, method: str, path: str, *, json: Mapping[str, Any] | None = None, params: Mapping[str, str] | None = None
    ) -> Answer:
        """WeChat's JSON answer to any request with the account's token."""
        return self._ask(Call(method, path, json, params or {}))

    def _ask(self, call: Call) -> Answer:
        return checked(call.path, self._with_token(lambda token: self._answer(call, token)))

    def _with_token(self, ask: Callable[[str], T]) -> T:
        token = self._token()
        answer = ask(token)
        if not token_refused(answer):
            return answer
        self._store.drop(self.app_id, token)
        return ask(self._token())

    def _token(self) -> str:
        known = self._store.get(self.app_id)
        if known:
            return known.value
        try:
            with self._store.lock(self.app_id):
                return (self._store.get(self.app_id) or self._renewed()).value
        except TokenBusyError:
            raise delivery_error(SYSTEM_BUSY) from None

    def _renewed(self) -> Token:
        token = self._granted()
        self._store.put(self.app_id, token)
        return token

    def _granted(self) -> Token:
        """The token that is valid now, or a new one near its end: asking for it disturbs nobody."""
        grant = {"grant_type": "client_credential", "appid": self.app_id, "secret": self._app_secret}
        answer = self._answer(Call("POST", TOKEN_PATH, grant))
        if meaning(code_of(answer)).action is Action.REFRESH:
            answer["errcode"] = BAD_SECRET  # WeChat says so too, sometimes, when the secret is wrong
        return _token_in(checked(TOKEN_PATH, answer))

    def _answer(self, call: Call, token: str = "") -> Answer:
        with self._response(call, token) as response:
            return answer_in(response.status_code, capped(response))

    @contextmanager
    def _response(self, call: Call, token: str) -> Iterator[httpx.Response]:
        seconds = call.seconds or WHOLE_SECONDS
        with troubles(repeatable=call.repeatable):
            request = self._built(call, token, seconds)
            with self._exchange(request, seconds) as response:
                yield response

    @contextmanager
    def _exchange(self, request: httpx.Request, seconds: float) -> Iterator[httpx.Response]:
        """The answer while it is being read, which is part of the time."""
        with time_limit(seconds):
            response = self._http.send(request, stream=True)
            try:
                yield response
            finally:
                response.close()

    def _built(self, call: Call, token: str, seconds: float) -> httpx.Request:
        json = {} if call.json is None else {"Content-Type": "application/json; charset=utf-8"}
        return self._http.build_request(
            call.method,
            f"{self._base_url}{call.path}",
            params={**call.params, **({"access_token": token} if token else {})},
            content=_body(call.json),
            files=call.files,
            headers={**json, "Accept-Encoding": "identity"},
            timeout=limits(seconds),
        )


def limits(seconds: float) -> httpx.Timeout:
    """The limits on each step of a request that may take so many seconds in all."""
    return httpx.Timeout(seconds, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)


def cleaned(text: str) -> str:
    """The text without what WeChat would refuse the whole request for."""
    return CONTROLS.sub("", text)


@contextmanager
def troubles(*, repeatable: bool = True) -> Iterator[None]:
    """Turns httpx's errors into DeliveryError: unconfirmed if the request was written and is not repeatable."""
    try:
        yield
    except BEFORE_WRITING as error:
        log.warning("WeChat is out of reach: %s", type(error).__name__)
        raise DeliveryError(_("WeChat is out of reach.")) from error
    except httpx.RequestError as error:
        raise _lost(error, repeatable) from error


def _lost(error: Exception, repeatable: bool) -> DeliveryError:
    log.warning("WeChat's answer was lost: %s", type(error).__name__)
    if repeatable:
        return DeliveryError(_("WeChat did not answer."))
    return DeliveryError(_("WeChat did not confirm the message: it may have arrived."), unconfirmed=True)


def _body(json: Mapping[str, Any] | None) -> bytes | None:
    if json is None:
        return None
    return jsonlib.dumps(json, ensure_ascii=False).encode("utf-8", "replace")


def _token_in(answer: Answer) -> Token:
    value, expires_in = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(expires_in, int):
        raise delivery_error(SYSTEM_BUSY)
    return Token(value, min(expires_in, 7200))


class _HideTokens(logging.Filter):
    """httpx logs every URL, and WeChat wants its tokens there."""

    secret = re.compile(r"((?:access_token|secret)=)[^&\s\"]+")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.secret.sub(r"\1***", record.getMessage()), None
        return True


logging.getLogger("httpx").addFilter(_HideTokens())
