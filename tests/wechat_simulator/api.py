"""WeChat's API under /cgi-bin/: its endpoints, its checks in its order, its errors."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.wechat_simulator import faults
from tests.wechat_simulator.accounts import Account, Customer
from tests.wechat_simulator.world import World

LONGEST_TEXT = 2048  # bytes
UNICODE_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
KF_ACCOUNT = re.compile(r"[A-Za-z0-9_]{1,10}@[A-Za-z0-9_-]{1,30}")

ERRMSG = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40125: "invalid appsecret",
    41001: "access_token missing",
    42001: "access_token expired",
    43002: "require POST method",
    43003: "require https or GET method",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45162: "articles must be a list",
    47001: "data format error",
    65401: "invalid customer service account",
}
NAMED_FIELD = {
    "image": "media_id",
    "voice": "media_id",
    "video": "media_id",
    "mpnews": "media_id",
    "mpnewsarticle": "article_id",
    "music": "musicurl",
    "news": "articles",
    "msgmenu": "list",
    "wxcard": "card_id",
    "miniprogrampage": "appid",
}

Answer = Callable[[World, Request], Awaitable[dict[str, Any]]]


class RefusedError(Exception):
    """WeChat's no."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


async def stable_token(world: World, request: Request) -> dict[str, Any]:
    grant = await _json(request)
    account = _client(world, grant)
    given = world.tokens.stable(account.app_id, force=grant.get("force_refresh") is True)
    if given is None:
        raise RefusedError(45011)
    return {"access_token": given[0], "expires_in": given[1]}


async def token(world: World, request: Request) -> dict[str, Any]:
    value, expires_in = world.tokens.plain(_client(world, dict(request.query_params)).app_id)
    return {"access_token": value, "expires_in": expires_in}


async def custom_send(world: World, request: Request) -> dict[str, Any]:
    account = _account(world, request)
    message = await _json(request)
    customer = _customer(world, account, message.get("touser"))
    msgtype = message.get("msgtype")
    text = _text(message) if msgtype == "text" else _other(message, msgtype)
    sender = _sender(message)
    who = (account.slug, customer.openid)
    refusal = world.windows.refusal(who) if customer.subscribed else 45015
    if refusal:
        raise RefusedError(refusal)
    world.accept(*who, str(msgtype), text, sender)
    return {"errcode": 0, "errmsg": "ok"}


async def user_info(world: World, request: Request) -> dict[str, Any]:
    customer = _customer(world, _account(world, request), request.query_params.get("openid"))
    if not customer.subscribed:
        return {"subscribe": 0, "openid": customer.openid}
    return {
        "subscribe": 1,
        "openid": customer.openid,
        "language": "zh_CN",
        "subscribe_time": 1_700_000_000,
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE",
        "qr_scene": 0,
        "qr_scene_str": "",
    }


def _route(path: str, method: str, answer: Answer) -> Route:
    async def handle(request: Request) -> Response:
        world: World = request.app.state.world
        world.counters[path] += 1
        fault = world.faults.take(path)
        early = await faults.instead(fault, request) if fault else None
        if early:
            return early
        response = await _answered(world, request, method, answer)
        return await faults.afterwards(fault, request, response) if fault else response

    return Route(path, handle, methods=["GET", "POST"])


async def _answered(world: World, request: Request, method: str, answer: Answer) -> Response:
    try:
        if request.method != method:
            raise RefusedError(43002 if method == "POST" else 43003)
        return JSONResponse(await answer(world, request))
    except RefusedError as refused:
        return faults.error(refused.errcode, ERRMSG[refused.errcode])


def _client(world: World, grant: dict[str, Any]) -> Account:
    if grant.get("grant_type") != "client_credential":
        raise RefusedError(40002)
    account = world.account_of(str(grant.get("appid", "")))
    if account is None:
        raise RefusedError(40013)
    if grant.get("secret") != account.app_secret:
        raise RefusedError(40125)
    return account


def _account(world: World, request: Request) -> Account:
    owner = world.tokens.owner(request.query_params.get("access_token", ""))
    if isinstance(owner, int):
        raise RefusedError(owner)
    account = world.account_of(owner)
    if account is None:
        raise RefusedError(40001)
    return account


async def _json(request: Request) -> dict[str, Any]:
    body = await request.body()
    if not body:
        raise RefusedError(44002)
    if UNICODE_ESCAPE.search(body):
        raise RefusedError(40033)
    try:
        message = json.loads(body)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise RefusedError(47001)
    return message


def _customer(world: World, account: Account, openid: object) -> Customer:
    customer = world.customers.get((account.slug, str(openid)))
    if customer is None:
        raise RefusedError(40003)
    return customer


def _text(message: dict[str, Any]) -> str:
    content = _part(message, "text").get("content")
    if not isinstance(content, str):
        raise RefusedError(47001)
    if not content.strip():
        raise RefusedError(44004)
    if len(content.encode()) > LONGEST_TEXT:
        raise RefusedError(45002)
    return content


def _other(message: dict[str, Any], msgtype: object) -> str:
    name = NAMED_FIELD.get(str(msgtype))
    if name is None:
        raise RefusedError(40008)
    value = _part(message, str(msgtype)).get(name)
    if not value:
        raise RefusedError(40007 if name == "media_id" else 47001)
    if msgtype == "news":
        return _article(value)
    return f"[{msgtype}] {value if isinstance(value, str) else ''}".strip()


def _article(articles: object) -> str:
    if not isinstance(articles, list):
        raise RefusedError(45162)
    if len(articles) > 1:
        raise RefusedError(45008)
    return f"[news] {articles[0].get('title', '')} {articles[0].get('url', '')}"


def _part(message: dict[str, Any], name: str) -> dict[str, Any]:
    part = message.get(name)
    if not isinstance(part, dict):
        raise RefusedError(47001)
    return part


def _sender(message: dict[str, Any]) -> str:
    if "customservice" not in message:
        return ""
    sender = _part(message, "customservice").get("kf_account")
    if not isinstance(sender, str) or not KF_ACCOUNT.fullmatch(sender):
        raise RefusedError(65401)
    return sender


routes = [
    _route("/cgi-bin/stable_token", "POST", stable_token),
    _route("/cgi-bin/token", "GET", token),
    _route("/cgi-bin/message/custom/send", "POST", custom_send),
    _route("/cgi-bin/user/info", "GET", user_info),
]
