"""HTTP to Django, WebSockets to the consumers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - models need the apps, which the line above loads
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from channels_app.sockets.routes import websocket_urlpatterns  # noqa: E402
from grata_site.sockets import NoSuchSocket  # noqa: E402

application = ProtocolTypeRouter(
    {"http": http, "websocket": NoSuchSocket(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))}
)
