from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from console import queries
from console.actions.choose import choose
from console.actions.claim_next import claim_next
from console.models import Agent
from console.views import context
from console.views.agents_only import agents_only
from history.models import Conversation


@require_POST
@agents_only
def next_customer(request: HttpRequest, agent: Agent) -> HttpResponse:
    """Next customer: the one who has waited longest."""
    return opened(request, agent, claim_next(agent=agent))


@require_POST
@agents_only
def chosen(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A customer chosen from the waiting list."""
    conversation = get_object_or_404(Conversation, pk=pk)
    choose(conversation, agent=agent)
    return opened(request, agent, conversation)


def opened(request: HttpRequest, agent: Agent, conversation: Conversation) -> HttpResponse:
    """The chat that the agent has now, in their open panel."""
    opened = {"agent": agent, **context.open_chat(agent, queries.listed().get(pk=conversation.pk))}
    response = render(request, "console/_open_chat.html", opened)
    response["HX-Push-Url"] = reverse("console:chat", args=[conversation.pk])
    return response
