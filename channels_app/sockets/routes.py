from channels.auth import AuthMiddlewareStack
from django.urls import path

from channels_app.sockets.agent import AgentConsumer
from channels_app.sockets.visitor import VisitorConsumer

# Visitors have no session: what its layers keep for each socket would be as much again as the socket itself.
websocket_urlpatterns = [
    path("console/socket/", AuthMiddlewareStack(AgentConsumer.as_asgi())),
    path("webchat/<slug:key>/socket/", VisitorConsumer.as_asgi()),
]
