"""Tokens, and the harmless question that a test of the connection asks."""

from typing import Any

from starlette.requests import Request

from tests.wechat_simulator.api.calls import body, caller, grantee, route
from tests.wechat_simulator.refusals import RefusedError
from tests.wechat_simulator.world import World


async def stable_token(world: World, request: Request) -> dict[str, Any]:
    grant = await body(request)
    account = grantee(world, request, grant)
    given = world.tokens.stable(account.app_id, force=grant.get("force_refresh") is True)
    if given is None:
        raise RefusedError(45011)
    return {"access_token": given[0], "expires_in": given[1]}


async def token(world: World, request: Request) -> dict[str, Any]:
    value, expires_in = world.tokens.plain(grantee(world, request, dict(request.query_params)).app_id)
    return {"access_token": value, "expires_in": expires_in}


async def api_addresses(world: World, request: Request) -> dict[str, Any]:
    caller(world, request, for_verified=False)
    return {"ip_list": ["101.226.62.77", "101.226.62.78", "140.207.54.73"]}


routes = [
    route("/cgi-bin/stable_token", "POST", stable_token),
    route("/cgi-bin/token", "GET", token),
    route("/cgi-bin/get_api_domain_ip", "GET", api_addresses),
]
