from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from console.actions.move import move as give
from console.actions.release import release as give_back
from console.models import Agent
from console.views.agents_only import agents_only
from console.views.departures import shown
from console.views.transfers import chosen_colleague
from history.models import Conversation


@require_POST
@agents_only
def move(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A supervisor gives the chat to somebody."""
    give(get_object_or_404(Conversation, pk=pk), to=chosen_colleague(request), by=agent)
    return shown(pk, agent)


@require_POST
@agents_only
def release(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A supervisor gives the chat back to the waiting list."""
    give_back(get_object_or_404(Conversation, pk=pk), by=agent)
    return shown(pk, agent)
