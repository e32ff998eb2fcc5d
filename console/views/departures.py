from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from console import access, frames, queries
from console.actions.leave import leave
from console.actions.pass_offer import pass_offer
from console.models import Agent
from console.views.agents_only import agents_only
from history.models import Conversation


@require_POST
@agents_only
def departure(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Leave chat: the others go on."""
    leave(get_object_or_404(Conversation, pk=pk), agent=agent)
    return shown(pk, agent)


@require_POST
@agents_only
def passing(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Not now: a customer who came back is everybody's."""
    pass_offer(get_object_or_404(Conversation, pk=pk), agent=agent)
    return shown(pk, agent)


def shown(pk: int, agent: Agent) -> HttpResponse:
    """The chat as far as this agent's lists show it now."""
    chat = frames.chat_for(agent, queries.listed().get(pk=pk), sees_list=access.sees_waiting_list(agent))
    return JsonResponse({"frames": [chat]})
