from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from console import frames
from console.actions.set_presence import set_presence
from console.models import Agent
from console.views.agents_only import agents_only


@require_POST
@agents_only
def presence(request: HttpRequest, agent: Agent) -> HttpResponse:
    """The agent's own switch, for all their tabs and devices."""
    set_presence(agent, state=request.POST.get("state", ""))
    agent.refresh_from_db()
    return JsonResponse({"frames": [frames.agent(agent, agent.language)]})
