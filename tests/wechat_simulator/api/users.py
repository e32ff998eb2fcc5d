"""Followers: what is known of them, remarks, tags."""

from typing import Any

from starlette.requests import Request

from tests.wechat_simulator.accounts import Account, Customer
from tests.wechat_simulator.api.calls import OK, body, caller, customer, part, route, word
from tests.wechat_simulator.refusals import RefusedError
from tests.wechat_simulator.world import World

LONGEST_REMARK = 29
MOST_AT_ONCE = 50


async def info(world: World, request: Request) -> dict[str, Any]:
    found = customer(world, caller(world, request), request.query_params.get("openid"))
    if not found.subscribed:
        return {"subscribe": 0, "openid": found.openid}
    return {
        "subscribe": 1,
        "openid": found.openid,
        "language": "zh_CN",
        "subscribe_time": 1_700_000_000,
        "remark": found.remark,
        "groupid": 0,
        "tagid_list": found.tags,
        "subscribe_scene": "ADD_SCENE_QR_CODE",
        "qr_scene": 0,
        "qr_scene_str": "",
    }


async def remark(world: World, request: Request) -> dict[str, Any]:
    account, form = caller(world, request), await body(request)
    found = customer(world, account, form.get("openid"))
    if len(word(form, "remark")) > LONGEST_REMARK:
        raise RefusedError(40035)
    found.remark = word(form, "remark")
    return OK


async def tags(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    names = world.tags.of(account.slug).items()
    return {"tags": [{"id": tag, "name": name, "count": _count(world, account, tag)} for tag, name in names]}


async def create(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    name = word(part(await body(request), "tag"), "name")
    return {"tag": {"id": world.tags.create(account.slug, name), "name": name}}


async def give(world: World, request: Request) -> dict[str, Any]:
    world.tags.give(*await _tagging(world, request))
    return OK


async def take(world: World, request: Request) -> dict[str, Any]:
    world.tags.take(*await _tagging(world, request))
    return OK


async def tags_of(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    return {"tagid_list": customer(world, account, (await body(request)).get("openid")).tags}


async def _tagging(world: World, request: Request) -> tuple[int, list[Customer]]:
    account, form = caller(world, request), await body(request)
    openids = form.get("openid_list")
    if not isinstance(openids, list) or not 0 < len(openids) <= MOST_AT_ONCE:
        raise RefusedError(40032)
    tag = world.tags.check(account.slug, form.get("tagid"))
    return tag, [_follower(world, account, openid) for openid in openids]


def _follower(world: World, account: Account, openid: object) -> Customer:
    found = world.customers.get((account.slug, str(openid)))
    if found is None:
        raise RefusedError(49003)
    return found


def _count(world: World, account: Account, tag: int) -> int:
    return sum(tag in one.tags for one in world.customers.values() if one.account == account.slug)


routes = [
    route("/cgi-bin/user/info", "GET", info),
    route("/cgi-bin/user/info/updateremark", "POST", remark),
    route("/cgi-bin/tags/get", "GET", tags),
    route("/cgi-bin/tags/create", "POST", create),
    route("/cgi-bin/tags/members/batchtagging", "POST", give),
    route("/cgi-bin/tags/members/batchuntagging", "POST", take),
    route("/cgi-bin/tags/getidlist", "POST", tags_of),
]
