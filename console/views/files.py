"""Files of messages, for the agents who may read them."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from console import access, frames
from console.actions.fetch_media import ask_again
from console.models import Agent
from console.refusals import NotYours
from console.views.agents_only import agents_only
from console.views.served import served
from history.models import Attachment, Message


@require_GET
@agents_only
def file(request: HttpRequest, agent: Agent, pk: int, which: str) -> HttpResponseBase:
    """A file, or the range of it that the browser wants; which: shown or original."""
    return served(request, _readable(agent, pk), which)


@require_POST
@agents_only
def fetch(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Try once more to have a file that could not be had."""
    attachment = _readable(agent, pk)
    ask_again(attachment, agent=agent)
    message = Message.objects.select_related("attachment").get(pk=attachment.message_id)
    return JsonResponse({"frames": [frames.message(message, agent.language)]})


def _readable(agent: Agent, pk: int) -> Attachment:
    attachment = get_object_or_404(Attachment.objects.select_related("message__conversation"), pk=pk)
    if not access.may_read(agent, attachment.message.conversation):
        raise NotYours
    return attachment
