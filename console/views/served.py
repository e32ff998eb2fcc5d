"""A message's file as an answer. Nothing that came from outside can run on our site."""

from pathlib import PurePosixPath

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from console.views.parts import PartResponse, Unsatisfiable, part
from history.models import Attachment

OPENED = frozenset(("image/jpeg", "image/png", "image/gif", "audio/mpeg", "video/mp4"))
"""What browsers show or play here. Everything else is only saved."""

POLICY = "sandbox; default-src 'none'"
KEPT = "private, max-age=86400, immutable"  # a place in the storage is never written twice
DASHES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


def served(request: HttpRequest, attachment: Attachment, which: str, *, is_saved: bool = False) -> HttpResponseBase:
    """The file, or the range of it that the browser wants; which: shown or original. is_saved: pages may show it, but
    opened by itself it is saved. Raises Http404.
    """
    field = {"shown": attachment.shown, "original": attachment.original}.get(which)
    if not field:
        raise Http404
    try:
        response = _part(request, default_storage.open(str(field)))
    except FileNotFoundError:
        raise Http404 from None
    return _with_headers(response, attachment, which, is_saved=is_saved)


def _part(request: HttpRequest, opened: "File[bytes]") -> HttpResponseBase:
    try:
        return PartResponse(opened, part(request.headers.get("Range", ""), opened.size))
    except Unsatisfiable:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{opened.size}"})


def _with_headers(
    response: HttpResponseBase, attachment: Attachment, which: str, *, is_saved: bool
) -> HttpResponseBase:
    kind = attachment.shown_type if which == "shown" else attachment.original_type
    is_opened = kind in OPENED
    response["Content-Type"] = kind if is_opened else "application/octet-stream"
    saves = is_saved or not is_opened
    response["Content-Disposition"] = content_disposition_header(saves, _name(attachment, which)) or "inline"
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
