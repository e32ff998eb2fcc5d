from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from console import frames
from console.actions.choose_queue import choose_queue
from console.actions.pause_chats import pause_chats
from console.actions.resume_chats import resume_chats
from console.models import Agent
from console.views.agents_only import agents_only
from console.views.switches import switch


@require_POST
@agents_only
def pause(request: HttpRequest, agent: Agent) -> HttpResponse:
    """No chats open by themselves with the agent: `paused` (on or off)."""
    (pause_chats if switch(request.POST.get("paused", "")) else resume_chats)(agent)
    return _shown(agent)


@require_POST
@agents_only
def choice(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The agent takes chats themselves: `takes` (on or off)."""
    choose_queue(agent, takes_chats=switch(request.POST.get("takes", "")))
    return _shown(agent)


def _shown(agent: Agent) -> HttpResponse:
    agent.refresh_from_db()
    return JsonResponse({"frames": [frames.queue(agent)]})
