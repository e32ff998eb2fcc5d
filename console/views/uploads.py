from io import BytesIO
from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from console import frames
from console.actions.reply_file import Upload, reply_file
from console.models import Agent
from console.views.agents_only import agents_only
from console.views.messages import uuid_in
from history.models import Conversation


@require_POST
@agents_only
def uploads(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """A picture or a recording: a form with `file`, `kind` (image or voice) and `client_id`."""
    conversation = get_object_or_404(Conversation, pk=pk)
    client_id = uuid_in(request.POST.get("client_id", ""))
    message = reply_file(conversation, agent=agent, upload=_upload(request), client_id=client_id)
    return JsonResponse({"frames": [frames.message(message, agent.language)]})


def _upload(request: HttpRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        return Upload("", BytesIO(), "", 0)
    return Upload(request.POST.get("kind", ""), cast(BinaryIO, file.file), file.name or "", file.size or 0)
