from django.urls import path

from channels_app.sockets.agent import AgentConsumer
from channels_app.sockets.visitor import VisitorConsumer

websocket_urlpatterns = [
    path("console/socket/", AgentConsumer.as_asgi()),
    path("webchat/<slug:key>/socket/", VisitorConsumer.as_asgi()),
]
