"""Temporary material: what we upload, and what customers sent."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.wechat_simulator.api.calls import caller, route
from tests.wechat_simulator.forms import file_in
from tests.wechat_simulator.refusals import RefusedError
from tests.wechat_simulator.uploads import checked_upload
from tests.wechat_simulator.world import World


async def upload(world: World, request: Request) -> dict[str, Any]:
    account = caller(world, request)
    kind = request.query_params.get("type", "")
    part = await file_in(request, "media")
    content_type = checked_upload(kind, part)
    medium = world.materials.add(account.slug, kind, part.data, content_type)
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: medium.media_id, "created_at": int(medium.created_at)}


async def get(world: World, request: Request) -> dict[str, Any] | Response:
    account = caller(world, request)
    medium = world.materials.get(account.slug, request.query_params.get("media_id"))
    if medium.kind == "video":
        link = str(request.url_for("video", media_id=medium.media_id))
        return JSONResponse({"video_url": link}, media_type="text/plain")
    disposition = {"Content-disposition": f'attachment; filename="{medium.filename}"'}
    return Response(medium.data, media_type=medium.content_type, headers=disposition)


async def video(world: World, request: Request) -> Response:
    medium = world.materials.kept.get(str(request.path_params["media_id"]))
    if medium is None or medium.kind != "video":
        raise RefusedError(40007)
    return Response(medium.data, media_type=medium.content_type)


routes = [
    route("/cgi-bin/media/upload", "POST", upload),
    route("/cgi-bin/media/get", "GET", get),
    route("/video", "GET", video, pattern="/video/{media_id}"),
]
