"""Customer-service accounts."""

from typing import Any

from starlette.requests import Request

from tests.wechat_simulator.api.calls import OK, body, caller, route, word
from tests.wechat_simulator.forms import file_in
from tests.wechat_simulator.refusals import RefusedError
from tests.wechat_simulator.staff import Worker
from tests.wechat_simulator.uploads import MB, sniffed
from tests.wechat_simulator.world import World

FOLDER = "/customservice/kfaccount"
LARGEST_AVATAR = 5 * MB


async def add(world: World, request: Request) -> dict[str, Any]:
    account, form = caller(world, request), await body(request)
    world.staff.add(account, word(form, "kf_account"), word(form, "nickname"))
    return OK


async def update(world: World, request: Request) -> dict[str, Any]:
    account, form = caller(world, request), await body(request)
    world.staff.rename(account, word(form, "kf_account"), word(form, "nickname"))
    return OK


async def delete(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    world.staff.remove(account, word(await body(request), "kf_account"))
    return OK


async def avatar(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    worker = world.staff.check(account, request.query_params.get("kf_account"))
    picture = (await file_in(request, "media")).data
    if sniffed(picture) != "image/jpeg":
        raise RefusedError(40005)
    if len(picture) > LARGEST_AVATAR:
        raise RefusedError(45001)
    worker.avatar = picture
    return OK


async def listed(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    return {"kf_list": [_described(request, worker) for worker in world.staff.of(account)]}


def _described(request: Request, worker: Worker) -> dict[str, Any]:
    return {
        "kf_account": worker.kf_account,
        "kf_nick": worker.nickname,
        "kf_id": worker.kf_id,
        "kf_headimgurl": f"{request.base_url}phone/avatars/{worker.kf_account}" if worker.avatar else "",
    }


routes = [
    route(f"{FOLDER}/add", "POST", add),
    route(f"{FOLDER}/update", "POST", update),
    route(f"{FOLDER}/del", "POST", delete),
    route(f"{FOLDER}/uploadheadimg", "POST", avatar),
    route("/cgi-bin/customservice/getkflist", "GET", listed),
]
