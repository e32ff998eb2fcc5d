from channels.sessions import CookieMiddleware
from django.urls import path

from channels_app.sockets.agent import AgentConsumer
from channels_app.sockets.visitor import VisitorConsumer

# What the layers for sessions and users keep for each socket would be as much again as the socket itself: visitors have none,
# and agents are looked up anew with each ping.
websocket_urlpatterns = [
    path("console/socket/", CookieMiddleware(AgentConsumer.as_asgi())),
    path("webchat/<slug:key>/socket/", VisitorConsumer.as_asgi()),
]
