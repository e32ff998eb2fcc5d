"""What only tests do, under /_control/."""

from dataclasses import asdict, replace
from typing import Any

import httpx
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.wechat_simulator.accounts import Account
from tests.wechat_simulator.faults import FOR_EVER, Fault
from tests.wechat_simulator.phone import customer, read
from tests.wechat_simulator.world import World

DONE = {"ok": True}
CHANGEABLE = {"app_id", "app_secret", "refused_ip", "verified", "kf_enabled", "wechat_id"}


async def faults(request: Request) -> Response:
    """{"endpoint", "errcode", "errmsg"} or {"endpoint", "fault", "seconds"}, for the next "times" requests.

    "times": 0 takes back those that wait at that endpoint.
    """
    body = await read(request)
    fault = Fault(
        kind=str(body.get("fault", "errcode")),
        times=int(body.get("times", 1)),
        errcode=int(body.get("errcode", -1)),
        errmsg=str(body.get("errmsg", "")),
        seconds=float(body.get("seconds", FOR_EVER)),
    )
    try:
        _world(request).faults.add(str(body["endpoint"]), fault)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    return JSONResponse(DONE)


async def clock(request: Request) -> Response:
    """{"advance": seconds}: windows close and tokens expire."""
    _world(request).offset += float((await read(request))["advance"])
    return JSONResponse(DONE)


async def settings(request: Request) -> Response:
    """Any of "callback_url", "deadline" and "gap" (seconds, between deliveries), "replies" (to a message), "quotas" (by path)."""
    world, body = _world(request), await read(request)
    postman = world.postman
    postman.callback_url = str(body.get("callback_url", postman.callback_url))
    postman.deadline = float(body.get("deadline", postman.deadline))
    postman.gap = float(body.get("gap", postman.gap))
    world.windows.replies = int(body.get("replies", world.windows.replies))
    world.quotas.limits |= {str(path): int(most) for path, most in dict(body.get("quotas", {})).items()}
    return JSONResponse(DONE)


async def account(request: Request) -> Response:
    """{"account"} and any of "app_id", "app_secret", "refused_ip", "verified", "kf_enabled", "wechat_id": what it is from now on.

    Another AppID makes ours unknown (40013), another secret wrong (40125), a refused_ip answers 40164, not verified
    48001, without kf_enabled 65400.
    """
    world, body = _world(request), await read(request)
    known, changes = _account(world, body), {name: body[name] for name in CHANGEABLE & body.keys()}
    if any(not isinstance(value, type(getattr(known, name))) for name, value in changes.items()):
        raise HTTPException(400, "a value of another type is expected")
    world.accounts[known.slug] = replace(known, **changes)
    return JSONResponse(DONE)


async def raw(request: Request) -> Response:
    """{"account", "openid", "xml"}: delivers this body, whatever it is, signed and sealed as WeChat's own."""
    world, body = _world(request), await read(request)
    return JSONResponse(asdict(world.raw(customer(world, body), str(body.get("xml", "")))), 201)


async def tokens(request: Request) -> Response:
    """{"do": "expire" | "revoke" | "stick" | "unstick"}: all tokens run out, are taken back, are always refused."""
    office, do = _world(request).tokens, (await read(request)).get("do")
    if do == "expire":
        office.expire_all()
    elif do == "revoke":
        office.revoke_all()
    elif do in {"stick", "unstick"}:
        office.stuck = do == "stick"
    else:
        raise HTTPException(400, "expire, revoke, stick or unstick?")
    return JSONResponse(DONE)


async def verify(request: Request) -> Response:
    """{"account"}: whether our callback passes WeChat's check of its address."""
    world, body = _world(request), await read(request)
    try:
        passed = await world.postman.verify(_account(world, body), int(world.now()))
    except (httpx.HTTPError, httpx.InvalidURL):
        passed = False
    return JSONResponse({"ok": passed})


async def counters(request: Request) -> Response:
    """Requests to each endpoint, the refused ones too."""
    return JSONResponse(dict(_world(request).counters))


async def sends(request: Request) -> Response:
    """The messages WeChat took from us, in the order in which it took each first."""
    return JSONResponse({"sends": [asdict(taken) for taken in _world(request).accepted.values()]})


async def reset(request: Request) -> Response:
    """Back to the start."""
    _world(request).reset()
    return JSONResponse(DONE)


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _account(world: World, body: dict[str, Any]) -> Account:
    found = world.accounts.get(str(body.get("account", "demo")))
    if found is None:
        raise HTTPException(404, "no such account")
    return found


routes = [
    Route("/_control/faults", faults, methods=["POST"]),
    Route("/_control/clock", clock, methods=["POST"]),
    Route("/_control/settings", settings, methods=["POST"]),
    Route("/_control/account", account, methods=["POST"]),
    Route("/_control/raw", raw, methods=["POST"]),
    Route("/_control/tokens", tokens, methods=["POST"]),
    Route("/_control/verify", verify, methods=["POST"]),
    Route("/_control/counters", counters),
    Route("/_control/sends", sends),
    Route("/_control/reset", reset, methods=["POST"]),
]
