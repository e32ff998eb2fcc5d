from collections.abc import Iterator
from typing import Any

import pytest

from channels_app.models import WebChatSite, WebhookEndpoint
from console.actions.claim import claim
from console.models import Agent
from grata_site.celery import app
from history.models import Conversation
from tests.channels_app.webchat.hooks.site_server import Server, post, serving, words


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """The site's own server, on this very machine."""
    settings.GRATA_ALLOW_PRIVATE_HOSTS = True
    settings.GRATA_PUBLIC_URL = "https://grata.example"
    with serving() as server:
        yield server


@pytest.fixture
def endpoint(site: WebChatSite, server: Server) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(site=site, callback_url=f"{server.url}/grata")


@pytest.fixture
def chat(endpoint: WebhookEndpoint, lin: Agent) -> Conversation:
    """Daniel has written in the site's own window, and Lin has his chat."""
    post(words())
    found = Conversation.objects.get()
    claim(found, agent=lin)
    return found


@pytest.fixture
def eager() -> Iterator[None]:
    """A worker that does at once what it is asked."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False
