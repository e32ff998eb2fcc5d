from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from console import access
from console.actions.add_tag import add_tag
from console.actions.remove_tag import remove_tag
from console.models import Agent
from console.refusals import NotYours
from console.views.agents_only import agents_only
from console.views.customers import shown
from console.views.numbers import number
from history import queries as record
from history.models import Conversation
from history.models.tag import NAME_MOST


@never_cache
@require_http_methods(["GET", "POST"])
@agents_only
def tags(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """GET: names of tags that go with what was typed (`q`). POST: gives the customer the tag of that `name`."""
    conversation = get_object_or_404(Conversation.objects.select_related("customer"), pk=pk)
    if request.method == "POST":
        add_tag(conversation, agent=agent, name=request.POST.get("name", ""))
        return shown(agent, pk)
    if not access.may_read(agent, conversation):
        raise NotYours
    typed = request.GET.get("q", "")[:NAME_MOST]
    found = record.suggested_tags(typed, without=conversation.customer)
    return JsonResponse({"tags": [tag.name for tag in found]})


@require_POST
@agents_only
def removal(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Takes the tag with the key `tag` from the customer."""
    conversation = get_object_or_404(Conversation, pk=pk)
    remove_tag(
        conversation, agent=agent, tag_id=number(request.POST.get("tag", ""), otherwise=_("There is no such tag."))
    )
    return shown(agent, pk)
