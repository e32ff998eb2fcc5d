from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from console import frames
from console.actions.keep_draft import keep_draft
from console.models import Agent
from console.views.agents_only import agents_only
from console.views.numbers import number
from history.models import Conversation


@require_POST
@agents_only
def draft(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """What one has begun to write. Answers with the draft that is kept: 409 if that is another one."""
    conversation = get_object_or_404(Conversation, pk=pk)
    text = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "")
    version = number(request.POST.get("version", ""), otherwise=_("There is no such draft."))
    kept, is_this = keep_draft(conversation, agent=agent, text=text, version=version)
    return JsonResponse({"draft": frames.draft(kept)}, status=200 if is_this else 409)
