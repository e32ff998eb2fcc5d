from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from console import frames, panels, queries
from console.actions.edit_customer import edit_customer
from console.models import Agent
from console.refusals import Unfit
from console.views.agents_only import agents_only
from history import profiles
from history.models import Conversation


@require_POST
@agents_only
def customer(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What we know of the customer of that chat: one field at a time, under its name."""
    conversation = get_object_or_404(Conversation, pk=pk)
    fields = [name for name in profiles.FIELDS if name in request.POST]
    if len(fields) != 1:
        raise Unfit(_("Say which one thing is to be changed."))
    edit_customer(conversation, agent=agent, field=fields[0], value=request.POST[fields[0]])
    return shown(agent, pk)


def shown(agent: Agent, pk: int) -> HttpResponse:
    """The chat's customer as they are known now: its entry in the lists, and the panel."""
    chat = queries.listed().get(pk=pk)
    both = [frames.chat(chat, agent.language), frames.customer(panels.of(chat), agent.language)]
    return JsonResponse({"frames": both})
