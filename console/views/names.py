from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from console import frames, queries
from console.actions.rename import rename
from console.models import Agent
from console.views.agents_only import agents_only
from history.models import Conversation


@require_POST
@agents_only
def name(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What we call the customer of that chat."""
    rename(get_object_or_404(Conversation, pk=pk), agent=agent, name=request.POST.get("name", ""))
    return JsonResponse({"frames": [frames.chat(queries.listed().get(pk=pk), agent.language)]})
