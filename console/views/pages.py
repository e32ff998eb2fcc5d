from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from console.actions.heartbeat import heartbeat
from console.models import Agent
from console.views import context
from console.views.agents_only import agents_only
from history.models import Conversation


@never_cache
@require_GET
@agents_only
def home(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The console with nothing open."""
    heartbeat(agent)
    return render(request, "console/console.html", context.page(agent))


@never_cache
@require_GET
@agents_only
def chat(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """The console with a chat open; for htmx just the chat. A chat that others have shows only who has it, with 403."""
    heartbeat(agent)
    around = {} if request.headers.get("HX-Request") else context.page(agent)
    opened = {"agent": agent, **_chat_for(agent, pk)}
    template = "console/console.html" if around else "console/_open_chat.html"
    return render(request, template, {**around, **opened}, status=403 if opened.get("taken") else 200)


def _chat_for(agent: Agent, pk: int) -> dict[str, Any]:
    try:
        return context.chat_for(agent, pk)
    except Conversation.DoesNotExist:
        raise Http404 from None
