"""WeChat's API, as far as Grata calls it."""

import json as jsonlib
import logging
import re
from collections.abc import Mapping
from typing import Any

import httpx
from django.utils.translation import gettext as _

from channels_app.adapters import DeliveryError
from channels_app.wechat.errors import SYSTEM_BUSY, Action, delivery_error, meaning
from channels_app.wechat.http import time_limit
from channels_app.wechat.tokens import Token, TokenBusyError, TokenStore

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 10.0  # of one request
SEND_SECONDS = 18.0  # of a message with all requests that it needs; the delivery's lease must be longer
LARGEST_ANSWER = 1_000_000  # bytes
LONGEST_TEXT = 2048  # bytes of UTF-8; WeChat documents no limit, this one was measured
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

Answer = dict[str, Any]


class WeChatClient:
    """One account's API. Every method raises DeliveryError, and nothing else, when WeChat did not do as asked.

    `http` should come from `http.http_client()`: only with it is the limit on a whole request kept against a
    server that sends its answer byte by byte.
    """

    def __init__(self, app_id: str, app_secret: str, base_url: str, store: TokenStore, http: httpx.Client) -> None:
        self.app_id = app_id
        self._app_secret = app_secret
        self._base_url = base_url.rstrip("/")
        self._store = store
        self._http = http

    def send_text(self, openid: str, text: str, kf_account: str | None = None) -> None:
        """Sends a customer-service message in the name of `kf_account`, or of the account if that is unknown."""
        content = CONTROLS.sub("", text)
        _check_length(content)
        body: dict[str, Any] = {"touser": openid, "msgtype": "text", "text": {"content": content}}
        with time_limit(SEND_SECONDS):
            self._send(body, kf_account)

    def user_info(self, openid: str) -> Answer:
        """What WeChat still tells about a follower: `subscribe`, `unionid`, `remark`, `tagid_list` …; no name."""
        return self.call("GET", "/cgi-bin/user/info", params={"openid": openid})

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """WeChat's JSON answer to any request with the account's token."""
        token = self._token()
        answer = self._request(method, path, json, {**(params or {}), "access_token": token})
        if meaning(_code(answer)).action is Action.REFRESH:
            self._store.drop(self.app_id, token)
            answer = self._request(method, path, json, {**(params or {}), "access_token": self._token()})
        return self._checked(path, answer)

    def _send(self, body: dict[str, Any], kf_account: str | None) -> None:
        named = {**body, "customservice": {"kf_account": kf_account}} if kf_account else body
        try:
            answer = self.call("POST", SEND_PATH, json=named)
        except DeliveryError as error:
            if not kf_account or not _about_the_name(error):
                raise
            answer = self.call("POST", SEND_PATH, json=body)
        if answer.get("errcode") != 0:  # an answer that does not say so is never taken for "sent"
            raise delivery_error(SYSTEM_BUSY)

    def _token(self) -> str:
        known = self._store.get(self.app_id)
        if known:
            return known.value
        try:
            with self._store.lock(self.app_id):
                return (self._store.get(self.app_id) or self._fetch_token()).value
        except TokenBusyError:
            raise delivery_error(SYSTEM_BUSY) from None

    def _fetch_token(self) -> Token:
        grant = {"grant_type": "client_credential", "appid": self.app_id, "secret": self._app_secret}
        token = _token_in(self._checked(TOKEN_PATH, self._request("POST", TOKEN_PATH, grant, {})))
        self._store.put(self.app_id, token)
        return token

    def _request(self, method: str, path: str, json: Mapping[str, Any] | None, params: Mapping[str, str]) -> Answer:
        try:
            with time_limit(WHOLE_SECONDS):
                return _answer_in(*self._exchange(method, path, json, params))
        except BEFORE_WRITING as error:
            raise _unreachable(error) from error
        except httpx.RequestError as error:
            raise _lost(error, harmless=method == "GET" or path == TOKEN_PATH) from error

    def _exchange(
        self, method: str, path: str, json: Mapping[str, Any] | None, params: Mapping[str, str]
    ) -> tuple[int, bytes]:
        request = self._http.build_request(
            method,
            f"{self._base_url}{path}",
            params=params,
            content=_body(json),
            headers={"Content-Type": "application/json; charset=utf-8", "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(WHOLE_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        )
        response = self._http.send(request, stream=True)
        try:
            return response.status_code, _capped(response)
        finally:
            response.close()

    def _checked(self, path: str, answer: Answer) -> Answer:
        code = _code(answer)
        if code == 0:
            return answer
        errmsg = str(answer.get("errmsg", ""))
        log.warning("WeChat answered %s to %s (rid %s)", code, path, _rid(errmsg))
        if path == TOKEN_PATH and meaning(code).action is Action.REFRESH:
            code = BAD_SECRET  # WeChat says so too, sometimes, when the secret is wrong
        raise delivery_error(code, errmsg)


class _HideTokens(logging.Filter):
    """httpx logs every URL, and WeChat wants its tokens there."""

    secret = re.compile(r"((?:access_token|secret)=)[^&\s\"]+")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.secret.sub(r"\1***", record.getMessage()), None
        return True


logging.getLogger("httpx").addFilter(_HideTokens())


def _check_length(content: str) -> None:
    if not content.strip():
        raise delivery_error(44004)
    if len(content.encode("utf-8", "replace")) > LONGEST_TEXT:
        raise delivery_error(45002)


def _about_the_name(error: DeliveryError) -> bool:
    return error.code.isdecimal() and meaning(int(error.code)).action is Action.WITHOUT_NAME


def _body(json: Mapping[str, Any] | None) -> bytes | None:
    if json is None:
        return None
    return jsonlib.dumps(json, ensure_ascii=False).encode("utf-8", "replace")


def _capped(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw():  # raw: a small compressed answer could grow without limit
        body += chunk
        if len(body) > LARGEST_ANSWER:
            return b""
    return bytes(body)


def _answer_in(status: int, body: bytes) -> Answer:
    try:
        answer = jsonlib.loads(body) if status < 500 else None
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        return answer
    log.warning("WeChat's answer is not usable: HTTP %s, %s bytes", status, len(body))
    raise delivery_error(SYSTEM_BUSY)


def _code(answer: Answer) -> int:
    code = answer.get("errcode", 0)
    return code if isinstance(code, int) else SYSTEM_BUSY


def _rid(errmsg: str) -> str:
    found = re.search(r"rid: ([0-9a-f-]{1,60})", errmsg)
    return found[1] if found else "none"


def _token_in(answer: Answer) -> Token:
    value, expires_in = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(value, str) or not value or not isinstance(expires_in, int):
        raise delivery_error(SYSTEM_BUSY)
    return Token(value, min(expires_in, 7200))


def _unreachable(error: Exception) -> DeliveryError:
    log.warning("WeChat is out of reach: %s", type(error).__name__)
    return DeliveryError(_("WeChat is out of reach. The message will be tried again."))


def _lost(error: Exception, *, harmless: bool) -> DeliveryError:
    log.warning("WeChat's answer was lost: %s", type(error).__name__)
    if harmless:  # nothing is sent twice by asking again
        return DeliveryError(_("WeChat did not answer. The message will be tried again."))
    return DeliveryError(_("WeChat did not confirm the message: it may have arrived."), unconfirmed=True)
