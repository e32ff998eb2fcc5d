from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from console import access
from console.actions.use_quick_reply import use_quick_reply
from console.models import Agent
from console.quick_replies import choices
from console.refusals import NotYours
from console.views.agents_only import agents_only
from console.views.numbers import number
from history.models import Conversation


@never_cache
@require_http_methods(["GET", "POST"])
@agents_only
def quick_replies(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """GET: the quick replies for this chat's box; with `q`, those with its words. POST: one (`reply`) was put there."""
    conversation = get_object_or_404(Conversation.objects.select_related("customer"), pk=pk)
    if request.method == "POST":
        reply_id = number(request.POST.get("reply", ""), otherwise=_("There is no such quick reply."))
        use_quick_reply(conversation, agent=agent, reply_id=reply_id)
        return JsonResponse({})
    if not access.takes_part(agent, conversation):
        raise NotYours
    found, are_all = choices(agent, conversation, request.GET.get("q", "").replace("\x00", ""))
    return JsonResponse({"replies": found, "are_all": are_all})
