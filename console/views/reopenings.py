from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from console.actions.reopen import reopen
from console.models import Agent
from console.refusals import Refused
from console.views import context
from console.views.agents_only import agents_only, refuse
from console.views.claims import opened
from history.models import Conversation


@require_POST
@agents_only
def reopening(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Takes up a chat that is over. A page that can't have it gets it to read, with the refusal's status and words."""
    conversation = get_object_or_404(Conversation, pk=pk)
    try:
        return opened(request, agent, reopen(conversation, agent=agent))
    except Refused as refusal:
        if not request.headers.get("HX-Request"):
            raise
        return _to_read(request, agent, pk, refusal)


def _to_read(request: HttpRequest, agent: Agent, pk: int, refusal: Refused) -> HttpResponse:
    shown = {"agent": agent, **context.chat_for(agent, pk)}
    answer = render(request, "console/_open_chat.html", shown, status=refusal.status)
    answer["HX-Trigger"] = refuse(request, str(refusal), refusal.status)["HX-Trigger"]
    return answer
