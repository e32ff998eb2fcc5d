"""What the phone page and the tests do in a customer's place, under /phone/."""

import math
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.wechat_simulator.accounts import Customer
from tests.wechat_simulator.composing import ComposeError, Composer, event, message
from tests.wechat_simulator.world import World

LONGEST_WAIT = 25.0


async def state(request: Request) -> Response:
    """GET /phone/state?since=N&wait=S&openid=: lines new or changed since N; waits up to S seconds for one.

    `reset` is true when N is from before a restart: the page then starts anew.
    """
    world = _world(request)
    since, wait = int(_number(request, "since")), min(_number(request, "wait"), LONGEST_WAIT)
    reset = since > world.phones.seq
    items = await world.phones.news(0 if reset else since, request.query_params.get("openid", ""), wait)
    return JSONResponse({"seq": world.phones.seq, "reset": reset, "items": items, "customers": _customers(world)})


async def messages(request: Request) -> Response:
    """GET /phone/messages?openid=: the lines on that phone.

    POST {"account", "openid", "text"}; or "kind" and what that kind needs, see `composing`; "fields" are nodes added
    to those, "msg_id" overrides the next one.
    """
    world = _world(request)
    if request.method == "GET":
        openid = request.query_params.get("openid", "")
        typing = max((_typing(world, one) for one in world.customers.values() if one.openid == openid), default=0.0)
        return JSONResponse({"messages": world.phones.since(0, openid), "typing_seconds": typing})
    return await _write(world, request)


async def _write(world: World, request: Request) -> Response:
    body = await read(request)
    writer, msg_id = customer(world, body), str(body.get("msg_id", ""))
    if msg_id and not (msg_id.isascii() and msg_id.isdigit()):
        raise HTTPException(400, "msg_id must be digits")
    if not writer.subscribed:
        raise HTTPException(409, "this customer does not follow the account")
    kind, nodes = _composed(world, request, body, message)
    return JSONResponse(asdict(world.write(writer, kind, nodes, msg_id)), 201)


def _composed(world: World, request: Request, body: dict[str, Any], compose: Composer) -> tuple[str, dict[str, Any]]:
    fields = body.get("fields")
    if fields is not None and not isinstance(fields, dict):
        raise HTTPException(400, "fields must be an object")
    try:
        kind, nodes = compose(world, str(request.base_url), body)
    except ComposeError as error:
        raise HTTPException(400, str(error)) from error
    return kind, {**nodes, **(fields or {})}


async def events(request: Request) -> Response:
    """POST {"account", "openid", "event"} and what the event needs, see `composing`: subscribe, SCAN, CLICK, LOCATION …"""
    world, body = _world(request), await read(request)
    who = customer(world, body)
    name, nodes = _composed(world, request, body, event)
    return JSONResponse(asdict(world.happen(who, name, nodes)), 201)


async def customers(request: Request) -> Response:
    """GET: everybody, with the account's window for them. POST {"account", "name"}: one more."""
    world = _world(request)
    if request.method == "GET":
        return JSONResponse({"customers": _customers(world)})
    body = await read(request)
    account = str(body.get("account", "demo"))
    if account not in world.accounts:
        raise HTTPException(404, "no such account")
    return JSONResponse(_described(world, world.add_customer(account, str(body.get("name", "")))), 201)


async def read(request: Request) -> dict[str, Any]:
    """The request's JSON object; 400 if it is none."""
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise HTTPException(400, "a JSON object is expected")
    return body


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _customers(world: World) -> list[dict[str, Any]]:
    return [_described(world, customer) for customer in world.customers.values()]


def _described(world: World, one: Customer) -> dict[str, Any]:
    window = world.windows.describe((one.account, one.openid))
    return {**asdict(one), "window": window, "typing_seconds": _typing(world, one)}


def _typing(world: World, one: Customer) -> float:
    return world.typing.left((one.account, one.openid))


def customer(world: World, body: dict[str, Any]) -> Customer:
    """Who is meant by "account" and "openid"; 404 when there is nobody."""
    found = world.customers.get((str(body.get("account", "demo")), str(body.get("openid", ""))))
    if found is None:
        raise HTTPException(404, "no such customer")
    return found


def _number(request: Request, name: str) -> float:
    try:
        value = float(request.query_params.get(name, "0"))
    except ValueError:
        value = math.nan
    if not 0 <= value < 1e15:
        raise HTTPException(400, f"{name} must be a number")
    return value


routes = [
    Route("/phone/state", state),
    Route("/phone/messages", messages, methods=["GET", "POST"]),
    Route("/phone/events", events, methods=["POST"]),
    Route("/phone/customers", customers, methods=["GET", "POST"]),
]
