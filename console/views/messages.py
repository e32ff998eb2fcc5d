from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from console import access, frames
from console.actions import reply as reply_action
from console.actions import retry as retry_action
from console.models import Agent
from console.refusals import NotYours, Unfit
from console.views import context
from console.views.agents_only import agents_only
from history.models import Conversation, Message

KEY_MOST = 2**63 - 1


@require_http_methods(["GET", "POST"])
@agents_only
def messages(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """GET: an older page of the customer's history. POST: a reply."""
    if request.method == "POST":
        return _reply(request, agent, pk)
    conversation = get_object_or_404(Conversation.objects.select_related("customer"), pk=pk)
    if not access.may_read(agent, conversation):
        raise NotYours
    page = context.messages(conversation, before=_position(request.GET.get("before", "")))
    return render(request, "console/_messages.html", {"chat": conversation, **page})


@require_POST
@agents_only
def retry(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Send again a reply that failed or is unconfirmed."""
    message = get_object_or_404(Message.objects.select_related("conversation"), pk=pk)
    retry_action.retry(message, agent=agent)
    return _shown(message, agent)


def uuid_in(value: str) -> UUID:
    """The composer's id of a reply. Raises Unfit for what is none."""
    try:
        return UUID(value)
    except ValueError:
        raise Unfit(_("The message has no valid client_id.")) from None


def _reply(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    client_id = uuid_in(request.POST.get("client_id", ""))
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "").rstrip()
    conversation = Conversation(pk=min(pk, KEY_MOST))  # whatever else a reply needs of it is read when it is locked
    try:
        return _shown(reply_action.reply(conversation, agent=agent, text=text, client_id=client_id), agent)
    except Conversation.DoesNotExist:
        raise Http404 from None


def _shown(message: Message, agent: Agent) -> HttpResponse:
    return JsonResponse({"frames": [frames.message(message, agent.language)]})


def _position(value: str) -> int | None:
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 19:
        raise Unfit(_("That is no place in this history."))
    return min(int(value), KEY_MOST)
