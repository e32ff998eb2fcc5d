"""The whole application at its door."""

import httpx
import pytest

from grata_site.asgi import application
from tests.sockets import Socket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("socket_threads")]


@pytest.mark.parametrize(
    "path", ["/", "/nowhere/", "/console/", "/console/socket", "/webchat/socket/", "/console/socket/x/"]
)
async def test_a_socket_where_there_is_none_is_refused(path: str) -> None:
    assert not await Socket(path).opens()


async def test_a_page_is_answered_over_asgi_too() -> None:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        assert (await browser.get("/healthz")).text == "ok"
