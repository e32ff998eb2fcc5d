"""HTTP to Django, WebSockets to the consumers."""

import gc
import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from grata_site import measuring

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grata_site.settings")
http = get_asgi_application()
measuring.begin()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402 - models need the apps, which the line above loads

from channels_app.sockets.routes import websocket_urlpatterns  # noqa: E402
from console import pushes  # noqa: E402
from grata_site.doors import Entrance  # noqa: E402
from grata_site.draining import Draining, drain_on_sigterm  # noqa: E402
from grata_site.sockets import NoSuchSocket  # noqa: E402

sockets = NoSuchSocket(URLRouter(websocket_urlpatterns))
entrance = Entrance(http)
application = Draining(ProtocolTypeRouter({"http": entrance, "websocket": sockets}))
drain_on_sigterm(application, seconds=settings.GRATA_DRAIN_SECONDS)
pushes.begin()

gc.collect()
gc.set_threshold(10_000, 10, 10)  # what a request leaves lives shortly: to look after each 700 objects is too often
gc.freeze()  # what is loaded by now stays: looking through it for garbage, again and again, would hold up messages
