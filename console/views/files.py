"""Customers' and agents' files, for those who may read the chat. Nothing in a file can act here: it is shown, or saved."""

import re
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from console import access, frames
from console.actions.fetch_media import ask_again
from console.models import Agent
from console.refusals import NotYours
from console.views.agents_only import agents_only
from history.models import Attachment, Message

SHOWN = {"image/jpeg", "image/png", "image/gif", "audio/mpeg", "video/mp4"}
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=86400, immutable",
    "Accept-Ranges": "bytes",
}


@require_safe
@agents_only
def file(request: HttpRequest, agent: Agent, pk: int, which: str) -> HttpResponse:
    """A message's file: `shown` as browsers show it, or the `original`. Safari asks for parts of it."""
    attachment = _attachment(agent, pk)
    stored = getattr(attachment, which)
    if not stored:
        raise Http404
    kind = str(getattr(attachment, f"{which}_type"))
    response = _part(stored, request.headers.get("Range", ""))
    is_safe = kind in SHOWN
    response["Content-Type"] = kind if is_safe else "application/octet-stream"
    name = attachment.name or stored.name.rpartition("/")[2]
    response["Content-Disposition"] = content_disposition_header(not is_safe, name) or ""
    for header, value in HEADERS.items():
        response[header] = value
    return response


@require_POST
@agents_only
def fetch(request: HttpRequest, agent: Agent, pk: int) -> HttpResponse:
    """Try again to get a file that could not be had."""
    attachment = _attachment(agent, pk)
    ask_again(attachment, agent=agent)
    message = Message.objects.select_related("attachment").get(pk=attachment.message_id)
    return JsonResponse({"frames": [frames.message(message, agent.language)]})


def _attachment(agent: Agent, pk: int) -> Attachment:
    attachment = get_object_or_404(Attachment.objects.select_related("message__conversation"), pk=pk)
    if not access.may_read(agent, attachment.message.conversation):
        raise NotYours
    return attachment


def _part(stored: Any, wanted: str) -> HttpResponse:
    size = stored.size
    match = RANGE.fullmatch(wanted)
    if match is None or not any(match.groups()):
        return FileResponse(stored.open("rb"))  # type: ignore[return-value]  # it is a streaming one
    first, last = _bounds(match[1], match[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(_Window(stored.open("rb"), first, last), status=206)
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response  # type: ignore[return-value]


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


class _Window:
    """The bytes from `first` to `last` of a file, for a response that reads and closes it."""

    def __init__(self, whole: "File[bytes]", first: int, last: int) -> None:
        self.whole, self.left = whole, last - first + 1
        whole.seek(first)

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        chunk: bytes = self.whole.read(wanted)
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.whole.close()
