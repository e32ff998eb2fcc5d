"""The floor: an application that does the least that could be called the same work, on the same servers.

No middleware, no models, no rendering. Served by a web process of its own.
"""

import os
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import escape

GROUP = "bench.floor"
LINE = """
SELECT c.id, u.name, u.language, h.kind, c.first_words, c.waiting_since FROM history_conversation c
JOIN history_customer u ON u.id = c.customer_id JOIN history_channel h ON h.id = u.channel_id
WHERE c.state = 'waiting' ORDER BY c.waiting_since, c.id LIMIT 50
"""


def insert(request: HttpRequest) -> HttpResponse:
    """Stores the body as one row."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_floor (body) VALUES (%s)", [request.body.decode()])
    return _success()


async def send(request: HttpRequest) -> HttpResponse:
    """Sends the body to whoever listens."""
    await get_channel_layer().group_send(GROUP, {"type": "push", "text": request.body.decode()})
    return _success()


def line(request: HttpRequest) -> HttpResponse:
    """The first of those who wait, each as a line of HTML."""
    with connection.cursor() as cursor:
        cursor.execute(LINE)
        body = "".join(f"<li>{' '.join(escape(value) for value in row)}</li>" for row in cursor.fetchall()).encode()
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


class Listener(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels carries no types
    """Whatever is sent to the group comes out of the socket."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def push(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


def _success() -> HttpResponse:
    return HttpResponse(b"success", content_type="text/plain", headers={"Content-Length": "7"})


urlpatterns = [path("insert/", insert), path("send/", send), path("line/", line)]


def _application() -> ProtocolTypeRouter:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    http = get_asgi_application()
    return ProtocolTypeRouter({"http": http, "websocket": URLRouter([path("socket/", Listener.as_asgi())])})


application = _application()
