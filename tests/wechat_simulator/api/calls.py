"""What all endpoints share: WeChat's no, its checks of token and body in its order, its counting."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.wechat_simulator import faults
from tests.wechat_simulator.accounts import Account, Customer
from tests.wechat_simulator.refusals import ERRMSG, RefusedError
from tests.wechat_simulator.world import World

UNICODE_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}

Answer = Callable[[World, Request], Awaitable[dict[str, Any] | Response]]


def route(path: str, method: str, answer: Answer, pattern: str = "") -> Route:
    """An endpoint with its faults and its counter, both by `path`; `pattern` when the path has parts that vary."""

    async def handle(request: Request) -> Response:
        world: World = request.app.state.world
        world.counters[path] += 1
        fault = world.faults.take(path)
        early = await faults.instead(fault, request) if fault else None
        if early:
            return early
        response = await _answered(world, request, method, answer)
        return await faults.afterwards(fault, request, response) if fault else response

    return Route(pattern or path, handle, methods=["GET", "POST"], name=path.rpartition("/")[2])


def grantee(world: World, request: Request, grant: dict[str, Any]) -> Account:
    """The account that asks for a token with its secret."""
    if grant.get("grant_type") != "client_credential":
        raise RefusedError(40002)
    account = world.account_of(str(grant.get("appid", "")))
    if account is None:
        raise RefusedError(40013)
    if account.refused_ip:
        raise RefusedError(40164, ERRMSG[40164].format(ip=account.refused_ip))
    if grant.get("secret") != account.app_secret:
        raise RefusedError(40125)
    return _within_quota(world, request, account)


def caller(world: World, request: Request, *, for_verified: bool = True) -> Account:
    """The account whose token came along; 48001 when this is `for_verified` accounts and it is none."""
    owner = world.tokens.owner(request.query_params.get("access_token", ""))
    if isinstance(owner, int):
        raise RefusedError(owner)
    account = world.account_of(owner)
    if account is None:
        raise RefusedError(40001)
    if for_verified and not account.verified:
        raise RefusedError(48001)
    return _within_quota(world, request, account)


async def body(request: Request) -> dict[str, Any]:
    """The JSON object that was posted."""
    content = await request.body()
    if not content:
        raise RefusedError(44002)
    if UNICODE_ESCAPE.search(content):
        raise RefusedError(40033)
    try:
        message = json.loads(content)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise RefusedError(47001)
    return message


def customer(world: World, account: Account, openid: object) -> Customer:
    """Who has this OpenID at this account."""
    found = world.customers.get((account.slug, str(openid)))
    if found is None:
        raise RefusedError(40003)
    return found


def part(message: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside the object."""
    found = message.get(name)
    if not isinstance(found, dict):
        raise RefusedError(47001)
    return found


def word(message: dict[str, Any], name: str) -> str:
    """A text in the object."""
    found = message.get(name)
    if not isinstance(found, str):
        raise RefusedError(47001)
    return found


async def _answered(world: World, request: Request, method: str, answer: Answer) -> Response:
    try:
        if request.method != method:
            raise RefusedError(43002 if method == "POST" else 43003)
        found = await answer(world, request)
        return found if isinstance(found, Response) else JSONResponse(found)
    except RefusedError as refused:
        return faults.error(refused.errcode, refused.errmsg)


def _within_quota(world: World, request: Request, account: Account) -> Account:
    if not world.quotas.spend(account.slug, request.url.path):
        raise RefusedError(45009)
    return account
