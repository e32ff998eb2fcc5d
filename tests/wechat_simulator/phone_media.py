"""Pictures and sound to and from the phone page, under /phone/media and /phone/avatars."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.wechat_simulator.forms import Part, form_in
from tests.wechat_simulator.materials import Medium
from tests.wechat_simulator.recordings import UnreadableError, as_amr
from tests.wechat_simulator.refusals import RefusedError
from tests.wechat_simulator.uploads import sniffed
from tests.wechat_simulator.world import World

KINDS = {
    "image/jpeg": "image",
    "image/png": "image",
    "image/gif": "image",
    "audio/amr": "voice",
    "video/mp4": "video",
}
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}


async def add(request: Request) -> Response:
    """POST a form with the file as "media" and, unless it is "demo", "account": {"media_id", "kind"}.

    JPEG, PNG, GIF, AMR and MP4 stay as they are. All else a browser records becomes AMR, as in a customer's message;
    the page plays what was recorded. An MP4 that is called audio/… is a recording. 415 for what is none of these.
    """
    world: World = request.app.state.world
    account, part = await _form(request)
    if account not in world.accounts:
        raise HTTPException(404, "no such account")
    medium = await _kept(world, account, part)
    return JSONResponse({"media_id": medium.media_id, "kind": medium.kind}, 201)


async def show(request: Request) -> Response:
    """GET: the file as a browser can show or play it; 404 when there is none. Phones forget nothing after three days."""
    world: World = request.app.state.world
    medium = world.materials.kept.get(str(request.path_params["media_id"]))
    if medium is None:
        raise HTTPException(404, "no such file")
    data, content_type = medium.for_browsers()
    return Response(data, media_type=content_type, headers=NO_SNIFFING)


async def avatar(request: Request) -> Response:
    """GET: the picture of an agent's kf account."""
    world: World = request.app.state.world
    name = str(request.path_params["kf_account"])
    found = next((one.avatar for (_, kf_account), one in world.staff.workers.items() if kf_account == name), b"")
    if not found:
        raise HTTPException(404, "no such picture")
    return Response(found, media_type="image/jpeg", headers=NO_SNIFFING)


async def _form(request: Request) -> tuple[str, Part]:
    try:
        form = await form_in(request)
    except RefusedError as error:
        raise HTTPException(413, "the file is too large") from error
    if "media" not in form:
        raise HTTPException(400, "media is missing")
    account = form["account"].data.decode("utf-8", "replace") if "account" in form else "demo"
    return account, form["media"]


async def _kept(world: World, account: str, part: Part) -> Medium:
    content_type = sniffed(part.data)
    recorded = part.content_type.startswith("audio/") and content_type == "video/mp4"
    if content_type in KINDS and not recorded:
        return world.materials.add(account, KINDS[content_type], part.data, content_type)
    try:
        amr = await asyncio.to_thread(as_amr, part.data)
    except UnreadableError as error:
        raise HTTPException(415, "neither a picture nor sound") from error
    playable = part.content_type if part.content_type.startswith("audio/") else "application/octet-stream"
    return world.materials.add(account, "voice", amr, "audio/amr", shown=(part.data, playable))


routes = [
    Route("/phone/media", add, methods=["POST"]),
    Route("/phone/media/{media_id}", show),
    Route("/phone/avatars/{kf_account}", avatar),
]
