"""Files of messages, for those who may read them. Nothing that came from outside can run on our site."""

from pathlib import PurePosixPath

from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from console import access, frames
from console.actions.fetch_media import ask_again
from console.models import Agent
from console.refusals import NotYours
from console.views.agents_only import agents_only
from console.views.parts import PartResponse, Unsatisfiable, part
from history.models import Attachment, Message

OPENED = frozenset(("image/jpeg", "image/png", "image/gif", "audio/mpeg", "video/mp4"))
"""What browsers show or play here. Everything else is only saved."""

POLICY = "sandbox; default-src 'none'"
KEPT = "private, max-age=86400, immutable"  # a place in the storage is never written twice
DASHES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


@require_GET
@agents_only
def file(request: HttpRequest, agent: Agent, pk: int, which: str) -> HttpResponseBase:
    """A file, or the range of it that the browser wants; which: shown or original."""
    attachment = _readable(agent, pk)
    field = {"shown": attachment.shown, "original": attachment.original}.get(which)
    if not field:
        raise Http404
    try:
        response = _served(request, field.open("rb"))
    except FileNotFoundError:
        raise Http404 from None
    return _with_headers(response, attachment, which)


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


def _served(request: HttpRequest, opened: "File[bytes]") -> HttpResponseBase:
    try:
        return PartResponse(opened, part(request.headers.get("Range", ""), opened.size))
    except Unsatisfiable:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{opened.size}"})


def _with_headers(response: HttpResponseBase, attachment: Attachment, which: str) -> HttpResponseBase:
    kind = attachment.shown_type if which == "shown" else attachment.original_type
    is_opened = kind in OPENED
    response["Content-Type"] = kind if is_opened else "application/octet-stream"
    response["Content-Disposition"] = content_disposition_header(not is_opened, _name(attachment, which)) or "inline"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = KEPT
    return response


def _name(attachment: Attachment, which: str) -> str:
    """The sender's name for it, without what file systems or people's eyes could take amiss."""
    stored = attachment.shown if which == "shown" else attachment.original
    extension = PurePosixPath(stored.name or "").suffix
    given = "".join(letter for letter in attachment.name if letter.isprintable()).translate(DASHES).strip(" .")
    if not given:
        return f"{attachment.message.kind}-{attachment.pk}{extension}"
    if which == "shown":  # made anew from what came, perhaps of another type
        return f"{PurePosixPath(given).stem}{extension}"
    return given
